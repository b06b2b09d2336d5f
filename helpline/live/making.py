"""Making a line from a content folder and the published edits over it: checked as a whole, or not at all."""

from __future__ import annotations

import fcntl
import hashlib
import logging
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from helpline.check.rules import check, check_readable
from helpline.content.load import load_content, read_content
from helpline.content.model import Content
from helpline.match.features import Groups
from helpline.match.learn import cached, learnt
from helpline.match.matcher import Matcher
from helpline.problems import ContentError, Problem
from helpline.reply.turn import Line
from helpline.store.published import Revision

log = logging.getLogger("helpline")


@dataclass(frozen=True)
class Made:
    """A line over content that passed, and what is worth knowing about it."""

    line: Line
    warnings: tuple[Problem, ...]


@dataclass(frozen=True)
class Judged:
    """What the check says of a content; `line` is None where it could not even be read."""

    line: Line | None
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep it from going live."""
        return tuple(problem for problem in self.problems if problem.level == "error")


def judge(folder: Path, overlay: Mapping[str, str], cache: Path, name: str) -> Judged:
    """Return what the check says today of `folder` with `overlay`, and the line over it."""
    content, found = read_content(folder, overlay)
    if broken := {problem.path for problem in found if problem.level == "error"}:
        return Judged(None, tuple(sorted({*found, *check_readable(content, date.today(), broken)})))
    learn(content, folder, cache)
    matcher = Matcher(content, cache)
    return Judged(Line(matcher, name), tuple(sorted({*found, *check(matcher, date.today())})))


def make(folder: Path, overlay: Mapping[str, str], cache: Path, name: str) -> Made:
    """Return the line over `folder` with `overlay`. Raises ContentError with every problem if any of them is an error."""
    judged = judge(folder, overlay, cache, name)
    if judged.line is None or judged.errors:
        raise ContentError(judged.problems)
    return Made(judged.line, tuple(problem for problem in judged.problems if problem.level == "warning"))


def learn(content: Content, folder: Path, cache: Path) -> None:
    """Have another process learn from the example messages if that is still to do: it takes seconds and memory, once a machine."""
    groups = Groups(content.groups)
    if cached(content, groups, cache).exists():
        return
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with (cache / "learn.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not cached(content, groups, cache).exists():
                command = [sys.executable, "-m", "helpline.live.making", str(folder), str(cache)]
                subprocess.run(command, check=True)  # noqa: S603 - our own interpreter and module
    except (OSError, subprocess.CalledProcessError) as error:
        log.warning("learning in a process of its own failed (%s); it is done here", type(error).__name__)


def overlaid(edits: Mapping[str, Revision]) -> dict[str, str]:
    """Return the texts that stand for files."""
    return {path: revision.text for path, revision in edits.items()}


def moved(folder: Path, edits: Mapping[str, Revision]) -> list[Problem]:
    """Return a problem for each published edit whose file was changed or removed by a deploy since: nobody's words are dropped."""
    made = []
    for path, revision in edits.items():
        now = hash_of(folder, path)
        if now in (revision.file, hashed(revision.text.encode())):
            continue
        what = "was removed" if not now else "has changed"
        sentence = (
            f"the file {what} since the published edit {revision.id} was made from it. "
            "The edit is served. Open the reply on the staff pages and choose the edit or the file."
        )
        made.append(Problem(path, 1, 1, "warning", "edit-moved", sentence))
    return made


def hash_of(folder: Path, path: str) -> str:
    """Return the SHA-256 of a file as deployed, '' where there is none."""
    try:
        return hashed((folder / path).read_bytes())
    except OSError:
        return ""


def hashed(raw: bytes) -> str:
    """Return the SHA-256 of some bytes."""
    return hashlib.sha256(raw).hexdigest()


if __name__ == "__main__":
    made, _ = load_content(Path(sys.argv[1]))
    learnt(made, Groups(made.groups), Path(sys.argv[2]))
