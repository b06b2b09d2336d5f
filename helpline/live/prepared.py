"""Content made ready to be served and kept in a file, so that it is read, checked and learnt from once a machine.

The file is a pickle, trusted like the compiled modules beside the code: it is read only if this user wrote it and nobody
else can. Its name is a hash of all that it depends on: the files, the edits over them, the day, and the code.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import pickle
import stat
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache as once
from hashlib import sha256
from pathlib import Path

import helpline
from helpline.live.watch import Sign, files_below
from helpline.match.matcher import Matcher
from helpline.problems import Problem

log = logging.getLogger("helpline")

KEPT = 4
"""Files of earlier contents that stay in the cache."""


@dataclass(frozen=True)
class Prepared:
    """A matcher over a content, None where it could not be read, and every problem that the check found."""

    matcher: Matcher | None
    problems: tuple[Problem, ...]

    @property
    def passed(self) -> Matcher | None:
        """The matcher, if no problem is an error: then it may be served."""
        return None if any(problem.level == "error" for problem in self.problems) else self.matcher


def prepared(folder: Path, files: Sign, overlay: Mapping[str, str], cache: Path, day: date) -> Prepared:
    """Return `folder`, whose files have the sign `files`, with `overlay`, as it stands on `day`: from the cache if it is there."""
    path = cache / f"ready-{_key(files, overlay, day)}.pickle"
    return _load(path) or _anew(folder, overlay, cache, day, path)


def save(made: Prepared, path: Path) -> None:
    """Keep what is needed to answer people. Raises OSError."""
    if made.matcher is not None:
        made.matcher.lighten()
    part = path.with_suffix(f".{os.getpid()}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        pickle.dump(made, file, pickle.HIGHEST_PROTOCOL)
    part.replace(path)
    for old in sorted(path.parent.glob("ready-*.pickle"), key=lambda each: -each.stat().st_mtime)[KEPT:]:
        old.unlink(missing_ok=True)


def _load(path: Path) -> Prepared | None:
    try:
        with path.open("rb") as file:
            state = os.fstat(file.fileno())
            if state.st_uid != os.geteuid() or state.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
                return None
            found: Prepared = pickle.load(file)  # noqa: S301 - written by ourselves, as was just looked at
    except Exception:  # noqa: BLE001 - whatever is wrong with the file, the content is prepared again
        return None
    return found


def _anew(folder: Path, overlay: Mapping[str, str], cache: Path, day: date, path: Path) -> Prepared:
    """Have another process prepare it, one at a time on a machine; where that fails, do it here."""
    try:
        import subprocess  # here, because a start that finds the file does without

        cache.mkdir(parents=True, exist_ok=True)
        with (cache / "prepare.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if (found := _load(path)) is None:
                command = [sys.executable, "-m", "helpline.live.making", str(folder), str(cache), str(day), str(path)]
                subprocess.run(command, input=json.dumps(overlay), text=True, check=True)  # noqa: S603 - our own module
                found = _load(path)
    except (OSError, subprocess.CalledProcessError) as error:
        log.warning("preparing content in a process of its own failed (%s)", type(error).__name__)
        found = None
    if found is not None:
        return found
    from helpline.live.making import prepare  # here, because it loads what only making needs

    return prepare(folder, overlay, cache, day)


def _key(files: Sign, overlay: Mapping[str, str], day: date) -> str:
    return sha256(repr((files, sorted(overlay.items()), day, sys.version, _code())).encode()).hexdigest()[:24]


@once
def _code() -> Sign:
    return tuple(each for each in files_below(str(Path(helpline.__file__).parent)) if each[0].endswith(".py"))
