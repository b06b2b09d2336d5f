"""The documents of the project, and what stands in them: code, blocks, tables, links and headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT

_BLOCK = re.compile(r"^( *)```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} +(.*?) *#*$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A block of code: its language ('' for none) and its text, without what it is set in by."""

    kind: str
    text: str


def documents() -> list[Path]:
    """Return the Markdown files that people read; the seeds are somebody else's."""
    return sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("responses/*.md")])


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def blocks(path: Path) -> list[Block]:
    found = []
    for match in _BLOCK.finditer(read(path)):
        lines = [line.removeprefix(match[1]) for line in match[3].split("\n")]
        found.append(Block(match[2], "\n".join(lines)))
    return found


def prose(path: Path) -> str:
    """Return a document without its blocks."""
    return _BLOCK.sub("", read(path))


def code(path: Path) -> Iterator[str]:
    """Yield every piece of code: what stands in backticks, and every line of a block that is run in a shell or not run at all."""
    yield from _SPAN.findall(prose(path))
    for block in blocks(path):
        if block.kind in ("", "sh", "console"):
            yield from (line.strip().removeprefix("$ ").partition("  #")[0] for line in block.text.split("\n"))


def rows(path: Path) -> Iterator[list[str]]:
    """Yield the cells of each row of each table."""
    for line in prose(path).split("\n"):
        if line.startswith("|") and not set(line) <= set("|-: "):
            yield [cell.strip() for cell in line.strip("|").split("|")]


def spans(cell: str) -> list[str]:
    return _SPAN.findall(cell)


def links(path: Path) -> list[str]:
    return _LINK.findall(prose(path))


def anchors(path: Path) -> set[str]:
    """Return the anchors of a document's headings, as GitHub makes them."""
    plain = (re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", text) for text in _HEADING.findall(prose(path)))
    return {re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-") for text in plain}
