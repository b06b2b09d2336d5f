"""Making a line from a content folder and the published edits over it: checked as a whole, or not at all.

Run as a program, it leaves what it made for `helpline.live.prepared`: reading, checking and learning take seconds and
memory that a process which answers people does not have.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from helpline.check.rules import check, check_readable
from helpline.content.load import read_content
from helpline.live.prepared import Prepared, save
from helpline.match.matcher import Matcher
from helpline.problems import Problem
from helpline.reply.turn import Line


@dataclass(frozen=True)
class Judged:
    """What the check says of a content; `line` is None where it could not even be read."""

    line: Line | None
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep it from going live."""
        return tuple(problem for problem in self.problems if problem.level == "error")


def judge(folder: Path, overlay: Mapping[str, str], cache: Path, name: str, day: date) -> Judged:
    """Return what the check says on `day` of `folder` with `overlay`, and the line over it."""
    made = prepare(folder, overlay, cache, day)
    return Judged(Line(made.matcher, name) if made.matcher else None, made.problems)


def prepare(folder: Path, overlay: Mapping[str, str], cache: Path, day: date) -> Prepared:
    """Return the matcher over `folder` with `overlay`, and what the check says of it on `day`."""
    content, found = read_content(folder, overlay)
    if broken := {problem.path for problem in found if problem.level == "error"}:
        return Prepared(None, tuple(sorted({*found, *check_readable(content, day, broken)})))
    matcher = Matcher(content, cache)
    return Prepared(matcher, tuple(sorted({*found, *check(matcher, day)})))


def main() -> None:
    """Prepare the content of the folder argv[1] with the cache argv[2] for the day argv[3] into the file argv[4].

    The overlay is read from standard input.
    """
    folder, cache, day, path = sys.argv[1:]
    made = prepare(Path(folder), json.load(sys.stdin), Path(cache), date.fromisoformat(day))
    save(made, Path(path))


if __name__ == "__main__":
    main()
