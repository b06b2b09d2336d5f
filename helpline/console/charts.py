"""Numbers as pictures: SVG made here, coloured by classes of staff.css, each beside a table of the same numbers.

A count that may not be shown is an outlined stub, the same for one and for four.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from helpline.store.reports import SMALL, shown, small

WIDTH = 300
"""Units across: about the pixels of a phone, so that letters are as large as those around them."""

_LEFT, _TOP, _HIGH, _BELOW = 34, 8, 130, 20
_ROW, _BAR, _STUB = 40, 12, 7
_TENTHS = (10, 12, 16, 20, 30, 40, 50, 60, 80, 100)
"""Tops of scales of which the half is a whole number, in tenths of a power of ten."""


@dataclass(frozen=True)
class Series:
    """Values in one colour. None stands for a value that is too small to be shown."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class Chart:
    """One picture: what it shows, in words and as SVG, and its table with a column for each series."""

    id: str
    title: str
    summary: str
    svg: Markup
    legend: tuple[str, ...]
    stub: bool
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def counted(times: int) -> float | None:
    """Return a count to draw, or None."""
    return None if small(times) else float(times)


def number(value: float | None, unit: str = "") -> str:
    """Return a value as the table says it."""
    return f"under {SMALL}" if value is None else f"{shown(round(value)) if not unit else round(value)}{unit}"


def columns(
    id_: str, title: str, summary: str, labels: Sequence[str], series: Sequence[Series], unit: str = "", every: int = 1
) -> Chart:
    """Return columns side by side over labels, of which each `every`th is written."""
    top = _ceiling(max((value or 0 for one in series for value in one.values), default=0), unit)
    parts = [*_grid(top, unit), *_bars(series, top), *_under(labels, every)]
    rows = [(label, *(number(one.values[at], unit) for one in series)) for at, label in enumerate(labels)]
    return Chart(
        id_,
        title,
        summary,
        _svg(id_, title, summary, _TOP + _HIGH + _BELOW, parts),
        tuple(one.name for one in series) if len(series) > 1 else (),
        any(value is None for one in series for value in one.values),
        tuple(one.name for one in series),
        tuple(rows),
    )


def lines(id_: str, title: str, summary: str, head: str, rows: Sequence[tuple[str, int]], most: int = 8) -> Chart:
    """Return bars that lie one below the other, the longest first; after the first `most` only the table goes on."""
    drawn = [row for row in rows if not small(row[1])][:most]
    top = max((times for _, times in drawn), default=1)
    parts = [part for at, (name, times) in enumerate(drawn) for part in _line(at, name, times, top)]
    table = tuple((name, shown(times)) for name, times in rows)
    return Chart(id_, title, summary, _svg(id_, title, summary, len(drawn) * _ROW, parts), (), False, (head,), table)


def _svg(id_: str, title: str, summary: str, height: int, parts: Sequence[Markup]) -> Markup:
    return Markup(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-labelledby="{id}-title {id}-desc">'
        '<title id="{id}-title">{}</title><desc id="{id}-desc">{}</desc>{}</svg>'
    ).format(WIDTH, height, title, summary, Markup("").join(parts), id=id_)


def _line(at: int, name: str, times: int, top: int) -> Iterator[Markup]:
    y = at * _ROW
    yield Markup('<text x="0" y="{}">{}</text>').format(y + 15, name)
    yield Markup('<text x="{}" y="{}" text-anchor="end" class="value">{}</text>').format(WIDTH, y + 15, shown(times))
    yield Markup('<rect x="0" y="{}" width="{}" height="{}" rx="2" class="track"/>').format(y + 21, WIDTH, _BAR)
    wide = round(WIDTH * times / top, 1)
    yield Markup('<rect x="0" y="{}" width="{}" height="{}" rx="2" class="series-1"/>').format(y + 21, wide, _BAR)


def _ceiling(value: float, unit: str) -> int:
    """Return a round number for the top of the scale: at least 10, and 100 at most for shares."""
    if value <= 10:
        return 10
    step = int(10 ** math.floor(math.log10(value)))
    found = next(tenths * step // 10 for tenths in _TENTHS if tenths * step >= value * 10)
    return min(found, 100) if unit == "%" else found


def _grid(top: int, unit: str) -> Iterator[Markup]:
    for share in (0, 0.5, 1):
        y = _TOP + _HIGH * (1 - share)
        yield Markup('<line x1="{}" x2="{}" y1="{y}" y2="{y}" class="grid"/>').format(_LEFT, WIDTH, y=round(y, 1))
        mark = f"{round(top * share):,}{unit}"
        yield Markup('<text x="{}" y="{}" text-anchor="end">{}</text>').format(_LEFT - 5, round(y + 4, 1), mark)


def _bars(series: Sequence[Series], top: int) -> Iterator[Markup]:
    slots = max((len(one.values) for one in series), default=0) or 1
    slot = (WIDTH - _LEFT) / slots
    wide = min(slot * 0.76 / max(len(series), 1), 26)
    for turn, one in enumerate(series):
        for at, value in enumerate(one.values):
            x = _LEFT + slot * (at + 0.5) + wide * (turn - len(series) / 2)
            yield from _bar(x, wide, value, top, turn + 1)


def _bar(x: float, wide: float, value: float | None, top: int, colour: int) -> Iterator[Markup]:
    if value == 0:
        return
    high = _STUB if value is None else max(_HIGH * value / top, 1)
    kind = f"stub stub-{colour}" if value is None else f"series-{colour}"
    gap = min(1.0, wide / 10) + (0.5 if value is None else 0)
    yield Markup('<rect x="{}" y="{}" width="{}" height="{}" class="{}"/>').format(
        round(x + gap, 1), round(_TOP + _HIGH - high, 1), round(wide - 2 * gap, 1), round(high, 1), kind
    )


def _under(labels: Sequence[str], every: int) -> Iterator[Markup]:
    slot = (WIDTH - _LEFT) / max(len(labels), 1)
    for at, label in enumerate(labels):
        if (len(labels) - 1 - at) % every == 0:
            x, anchor = _LEFT + slot * (at + 0.5), "middle"
            if every > 1 and at == len(labels) - 1:
                x, anchor = WIDTH, "end"
            yield Markup('<text x="{}" y="{}" text-anchor="{}">{}</text>').format(
                round(x, 1), _TOP + _HIGH + 15, anchor, label
            )
