"""The figures as Markdown, between the marks of `docs/performance.md`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from bench.message import Range

BEGIN, END = "<!-- figures: written by make bench -->", "<!-- end of figures -->"


def ranged(value: Range, form: str = ",.0f") -> str:
    """Return a median with its range: "310 (290 to 350)"."""
    low, median, high = (format(each, form) for each in value)
    return f"{median} ({low} to {high})"


def verdict(found: float, wanted: float, unit: str = "", least: bool = False) -> str:
    """Return a figure's aim and whether it was reached."""
    reached = found >= wanted if least else found <= wanted
    return f"aim {'≥' if least else '≤'} {wanted:g}{unit}: {'reached' if reached else '**not reached**'}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table, numbers to the right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def write(page: Path, figures: str) -> None:
    """Put the figures between the marks of a page. Raises ValueError if the marks are not there."""
    head, begin, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{page} lacks the marks of the figures")
    page.write_text(f"{head}{BEGIN}\n\n{figures}\n\n{END}{tail}", encoding="utf-8")
