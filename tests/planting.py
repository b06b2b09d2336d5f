"""A small content of its own in which faults are planted, one file each: `tests/planted/base` and what the line needs."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from helpline.check.needed import NEEDED, SPOKEN

PLANTED = Path(__file__).parent / "planted"
DAY = date(2026, 11, 23)
EXPECTED = "expected.txt"

_TEXTS = {
    "answer": ("{title}: {text} {referral}", "{title}: {text} {referral}"),
    "referral": ("Source: {credit}. Call {phone}.", "Fuente: {credit}. Llame al {phone}."),
    "safety-line": ("If this is happening now, call 911.", "Si esto pasa ahora, llame al 911."),
}
_REPLY = """\
reply: {name}
review: {{written: 2026-11-01, approved_by: test, approved_on: 2026-11-20}}
"""


def plant(name: str, folder: Path) -> None:
    """Put the base, the replies that the line needs, and what is planted under `name` into `folder`."""
    shutil.copytree(PLANTED / "base", folder)
    for reply in NEEDED:
        path = folder / f"responses/system/{reply}.yaml"
        if not list(folder.glob(f"responses/*/{reply}.yaml")):
            path.parent.mkdir(exist_ok=True)
            path.write_text(_reply(reply), encoding="utf-8")
    if name != "base":
        shutil.copytree(PLANTED / name, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(EXPECTED))


def _reply(name: str) -> str:
    key = "voice" if name in SPOKEN else "sms"
    texts = zip(("en", "es"), _TEXTS.get(name, ("Fine.", "Bien.")), strict=True)
    return _REPLY.format(name=name) + "".join(f'{lang}:\n  {key}: "{text}"\n' for lang, text in texts)
