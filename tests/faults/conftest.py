"""The figures of the heavy tests, and the table that they are written into."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.conftest import ROOT
from tests.faults.harness import Results

DOCUMENT = ROOT / "docs/faults.md"
BEGIN, END = "<!-- figures: written by make faults -->", "<!-- end of figures -->"
HEAD = "| what happens | requests | lost | half within | slowest | well again |\n|---|--:|--:|--:|--:|---|\n"

Figures = Callable[..., None]
_rows: dict[str, str] = {}


@pytest.fixture
def figures() -> Figures:
    """Return a function that keeps the figures of one fault for the table."""

    def keep(what: str, results: Results, well: str = "at once") -> None:
        cells = (what, f"{results.requests:,}", str(len(results.lost)), shown(results.at(0.5)), shown(results.slowest))
        _rows[what] = "| " + " | ".join((*cells, well)) + " |"

    return keep


def shown(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


def pytest_sessionfinish() -> None:
    if not _rows or not DOCUMENT.exists():
        return
    text = DOCUMENT.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    table, _, after = rest.partition(END)
    rows = {
        row.split(" | ")[0].removeprefix("| "): row
        for row in re.findall(r"^\| [^|\n]+ \| [\d].*$", table, re.MULTILINE)
    }
    rows |= _rows
    DOCUMENT.write_text(f"{before}{BEGIN}\n{HEAD}" + "\n".join(rows.values()) + f"\n{END}{after}", encoding="utf-8")
