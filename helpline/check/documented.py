"""The page about the checks, made from the docstrings of the rules and of what reads the files."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType

from helpline.check.rules import RULES
from helpline.content import (
    entries,
    files,
    groups,
    languages,
    load,
    menu,
    phrases,
    reading,
    referral,
    seeds,
    strays,
    yamlfile,
)

READERS: tuple[ModuleType, ...] = (
    yamlfile,
    reading,
    files,
    strays,
    load,
    entries,
    menu,
    referral,
    languages,
    groups,
    phrases,
    seeds,
)
"""The modules that find something while they read; their docstrings say what."""

_ID = r"(?:[a-z]+(?:-[a-z0-9]+)+|shape|value|unapproved)"
_ENTRY = re.compile(rf"^({_ID}(?:, {_ID})*): ", re.MULTILINE)
_EXAMPLES = re.compile(r"\b(GOOD|BAD): ")

HEAD = """\
# What `helpline check` looks at

Made from the rules themselves by `docs/make_checks.py`; change it there.

    helpline check             # every problem at once, in file order, with its line
    helpline check --notes     # also what accents cost, how hard each text is, which replies wait for approval
    helpline check --json      # a list of objects: path, line, col, level, id, sentence
    helpline check --github    # annotations for GitHub Actions
    helpline check --strict    # for a release: warnings count

A problem reads `path:line:col level id: sentence`. Exit codes: 0 without errors, 1 with an error (with `--strict` also
with a warning), 2 when the command was called wrongly or finds no content. Notes never count.

The release step of the `Procfile` runs it without `--strict`, since every reply still waits for a person's approval,
which is a warning. Add `--strict` there once the replies are approved.

Where a file cannot be read, or has a wrong key, the rules that need the line as a whole (length as sent, examples) are
left out until that is mended; all others still run.
"""


@dataclass(frozen=True)
class Documented:
    """One entry: the ids, what is wrong, and an example that passes and one that does not."""

    ids: tuple[str, ...]
    says: str
    good: str
    bad: str


def documented(docstring: str) -> Iterator[Documented]:
    """Yield each entry of a docstring: `id, id: what is wrong. GOOD: ... BAD: ...`."""
    starts = list(_ENTRY.finditer(docstring))
    ends = [*(start.start() for start in starts[1:]), len(docstring)]
    for start, end in zip(starts, ends, strict=False):
        says, *examples = _EXAMPLES.split(docstring[start.end() : end])
        told = dict(zip(examples[::2], examples[1::2], strict=True))
        yield Documented(
            tuple(start[1].split(", ")), _line(says), _line(told.get("GOOD", "")), _line(told.get("BAD", ""))
        )


def _line(text: str) -> str:
    return " ".join(text.split())


def words_and_files() -> tuple[list[Documented], list[Documented]]:
    """Return what the rules over the words say, and what is found while files are read."""
    rules = [each for rule in RULES for each in documented(inspect.getdoc(rule) or "")]
    readers = [each for module in READERS for each in documented(inspect.getdoc(module) or "")]
    return rules, readers


def page() -> str:
    """Return the whole page as Markdown."""
    rules, readers = words_and_files()
    parts = [HEAD, "## The words", *map(_shown, rules), "## The files", *map(_shown, readers)]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _shown(each: Documented) -> str:
    ids = ", ".join(f"`{name}`" for name in each.ids)
    return f"**{ids}**: {each.says}\n- Good: {each.good}\n- Bad: {each.bad}"
