"""Pictures for the document, readable on light and dark pages."""

from __future__ import annotations

import math
from collections.abc import Mapping
from html import escape
from itertools import pairwise

from bench.message import Range

STYLE = (
    "<style>text{fill:#222;font:12px sans-serif}.a{fill:#0b5cad}.b{fill:#8a8f98}.l{stroke:#222}.g{stroke:#8885}"
    "@media(prefers-color-scheme:dark){text{fill:#ddd}.a{fill:#6cb0f5}.l{stroke:#ddd}}</style>"
)


def bars(title: str, unit: str, groups: Mapping[str, Mapping[str, Range]]) -> str:
    """Return a bar for each value of each group, with a line from its lowest to its highest."""
    most = max(value[2] for group in groups.values() for value in group.values())
    out, y = [_text(8, 18, title)], 34.0
    for name, group in groups.items():
        out.append(_text(8, y + 12, name))
        y += 20
        for number, (label, (low, median, high)) in enumerate(group.items()):
            width = 420 * median / most
            out.append(f'<rect class="{"ab"[number % 2]}" x="90" y="{y:.0f}" width="{width:.1f}" height="16"/>')
            out.append(_line(90 + 420 * low / most, y + 8, 90 + 420 * high / most, y + 8, "l"))
            out.append(_text(82, y + 12, label, "end"))
            out.append(_text(90 + 420 * high / most + 8, y + 12, f"{median:,.0f} {unit}"))
            y += 21
        y += 8
    return _svg(640, y + 8, out)


def curve(title: str, points: Mapping[int, Range]) -> str:
    """Return medians over powers of ten, with a line from the lowest to the highest of each."""
    most = max(value[2] for value in points.values()) * 1.1
    first, last = math.log10(min(points)), math.log10(max(points))
    places = {size: (80 + 480 * (math.log10(size) - first) / (last - first)) for size in points}
    height = {size: 230 - 180 * value[1] / most for size, value in points.items()}
    out = [_text(8, 18, title)]
    out += [_line(60, 230 - 45 * step, 590, 230 - 45 * step, "g") for step in range(5)]
    out += [_text(54, 234 - 45 * step, f"{most * step / 4:,.0f}", "end") for step in range(5)]
    sizes = sorted(points)
    out += [_line(places[a], height[a], places[b], height[b], "l") for a, b in pairwise(sizes)]
    for size, (low, median, high) in points.items():
        out.append(_line(places[size], 230 - 180 * low / most, places[size], 230 - 180 * high / most, "l"))
        out.append(f'<circle class="a" cx="{places[size]:.1f}" cy="{height[size]:.1f}" r="5"/>')
        out.append(_text(places[size], height[size] - 10, f"{median:,.0f} µs", "middle"))
        out.append(_text(places[size], 250, f"{size:,} topics", "middle"))
    return _svg(640, 262, out)


def _text(x: float, y: float, words: str, anchor: str = "start") -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}">{escape(words)}</text>'


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def _svg(width: float, height: float, pieces: list[str]) -> str:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}">'
    return "\n".join([head, STYLE, *pieces, "</svg>"]) + "\n"
