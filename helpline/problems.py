"""What is wrong with a seed or a reply file, said so that the person who can mend it knows where and how."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "warning", "note"]


@dataclass(frozen=True, order=True)
class Problem:
    """One finding: `path:line:col level id sentence`. Lines and columns count from 1; `path` is relative to the content folder."""

    path: str
    line: int
    col: int
    level: Level
    id: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.col} {self.level} {self.id}: {self.sentence}"


class HelplineError(Exception):
    """The base of every error the helpline raises on purpose."""


class ContentError(HelplineError):
    """Seeds and replies as a whole did not pass; `problems` holds all findings in file order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class SettingError(HelplineError):
    """A setting is missing or cannot be used; the sentence names it and says what to do."""
