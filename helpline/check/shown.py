"""How problems are shown: with their line and a marker for people, as JSON for programs, as annotations for GitHub."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import asdict

from helpline.problems import Problem

WIDTH = 110
"""Characters of a line that are shown; of a longer one, those around the problem."""

_BEFORE = 30
_QUOTED = re.compile(r"'([^']+)'|\"([^\"]+)\"|(\{[^}]*\})")
_CODE = re.compile(r"[a-z]{2}")
_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}

Lines = Callable[[str], list[str]]
"""Gives the lines of a file by its path in problems; none where it cannot be read."""


def as_text(problems: Iterable[Problem], lines: Lines) -> str:
    """Return each problem with its line, and marks under what was found there."""
    shown = (f"{problem}\n{excerpt(problem, lines(problem.path))}" for problem in problems)
    return "".join(shown)


def excerpt(problem: Problem, lines: list[str]) -> str:
    """Return the line of a problem and the marks below it, or nothing where there is no such line."""
    if not 0 < problem.line <= len(lines) or not lines[problem.line - 1].strip():
        return ""
    line = lines[problem.line - 1].replace("\t", " ").rstrip()
    start, length = _marked(problem, line)
    cut = max(0, start - _BEFORE) if len(line) > WIDTH else 0
    part = line[cut : cut + WIDTH]
    shown = ("…" if cut else "") + part + ("…" if cut + WIDTH < len(line) else "")
    indent = start - cut + bool(cut)
    margin = f"{problem.line:>6} | "
    return f"{margin}{shown}\n{' ' * (len(margin) - 2)}| {' ' * indent}{'^' * max(1, min(length, len(part) - start + cut))}\n"


def _marked(problem: Problem, line: str) -> tuple[int, int]:
    """Return where to mark, from 0, and how far: the first words that the sentence quotes, else the place itself.

    A language's code is named in sentences about its words, and is not what was found.
    """
    start = min(problem.col - 1, len(line))
    for found in _QUOTED.finditer(problem.sentence):
        words = found[1] or found[2] or found[3]
        at = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)" if words[0].isalnum() else re.escape(words))
        if not _CODE.fullmatch(words) and (hit := at.search(line, start)):
            return hit.start(), len(words)
    return start, 1


def as_json(problems: Iterable[Problem]) -> str:
    """Return a JSON list with an object a problem: path, line, col, level, id, sentence."""
    return json.dumps([asdict(problem) for problem in problems], ensure_ascii=False, indent=2)


def as_github(problems: Iterable[Problem], prefix: str = "") -> str:
    """Return a workflow command of GitHub Actions for each problem. `prefix` leads from the repository to the content."""
    return "".join(
        f"::{_COMMANDS[problem.level]} file={_property(prefix + problem.path)},line={problem.line},col={problem.col},"
        f"title={_property(problem.id)}::{_escaped(problem.sentence)}\n"
        for problem in problems
    )


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


def summary(problems: Iterable[Problem]) -> str:
    """Return how many there are of each level."""
    levels = [problem.level for problem in problems]
    counts = [(levels.count("error"), "error"), (levels.count("warning"), "warning"), (levels.count("note"), "note")]
    return ", ".join(f"{count} {name}{'' if count == 1 else 's'}" for count, name in counts)
