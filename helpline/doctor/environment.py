"""Every setting: as it is, or what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from difflib import get_close_matches

from helpline import settings
from helpline.doctor.finding import Finding
from helpline.problems import SettingError
from helpline.settings import Raw

_SECRET = re.compile(r"TOKEN|SECRET|PASSWORD|KEY")
_PLACEHOLDERS = {"PUBLIC_BASE_URL": "https://helpline.invalid"}
_OF_TESTS = "HELPLINE_TEST_"


def environment(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Yield a line for each setting, then one for each variable that looks like a setting and is none."""
    wrong = faults(environ)
    for item in fields(Raw):
        name = item.name.upper()
        given = environ.get(name, "").strip()
        if name in wrong:
            yield Finding("to do", name, _bare(wrong[name].removeprefix(f"{name} ")))
        else:
            default = (
                f"{shown(name, str(item.default))} (default)" if item.default else f"not set. {item.metadata['about']}"
            )
            yield Finding("ok", name, shown(name, given) if given else default)
    known = [item.name.upper() for item in fields(Raw)]
    for name in sorted(environ):
        if name.startswith("HELPLINE_") and name not in known and not name.startswith(_OF_TESTS):
            near = get_close_matches(name, known, 1)
            meant = f"Did you mean {near[0]}?" if near else "Take it away."
            yield Finding("to do", name, f"is no setting, nothing reads it. {meant}")


def faults(environ: Mapping[str, str]) -> dict[str, str]:
    """Return what is wrong, by setting: the reading stops at the first fault, so each is put right and it is read again."""
    wrong: dict[str, str] = {}
    names = [item.name.upper() for item in fields(Raw)]
    while True:
        try:
            settings.read(environ)
        except SettingError as error:
            named = min((name for name in names if name in str(error)), key=str(error).index, default="")
            if not named or named in wrong:
                wrong.setdefault(named or "settings", str(error))
                return wrong
            wrong[named] = str(error)
            environ = {**environ, named: _PLACEHOLDERS.get(named, "x" * 40 if _SECRET.search(named) else "")}
        else:
            return wrong


def shown(name: str, value: str) -> str:
    """Return a value as it may be shown: nothing of a secret, of a password within an address, or of its parameters."""
    if _SECRET.search(name):
        return f"set ({len(value)} characters)"
    return _bare(re.sub(r"\?.*", "?...", value, flags=re.DOTALL))


def _bare(text: str) -> str:
    """Return a text without the user and the password of an address in it."""
    return re.sub(r"//.*@", "//...@", text, flags=re.DOTALL)
