"""Draws docs/architecture.svg, the way of the data through the parts of the code: python docs/make_architecture.py."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs/architecture.svg"

Place = tuple[int, int]
OUTSIDE: Mapping[str, Place] = {"seeds/ responses/": (0, 2), "Twilio": (6, 2), "database": (6, 1)}
"""Column and row of what is not code."""

PLACES: Mapping[str, Place] = {
    "text": (1, 3), "content": (1, 2), "match": (2, 2), "reply": (3, 2), "lastresort": (4, 0), "sms": (4, 1),
    "voice": (4, 3), "web": (5, 2), "store": (5, 1), "account": (5, 3),
}  # fmt: skip
"""Column and row of the parts that answer. The others stand below, without arrows."""

WAYS = (
    ("seeds/ responses/", "content"), ("text", "content"), ("text", "match"), ("content", "match"), ("match", "reply"),
    ("reply", "lastresort"), ("reply", "voice"), ("reply", "web"), ("lastresort", "web"), ("sms", "web"),
    ("voice", "web"), ("account", "voice"), ("store", "web"), ("store", "database"), ("web", "Twilio"),
    ("account", "Twilio"),
)  # fmt: skip
"""Which part is used by which; a test holds that the imports are so."""

WIDE, HIGH, COLUMN, ROW, EDGE, PAGE = 132, 34, 166, 58, 20, 7
STYLE = (
    "text{font:14px sans-serif;fill:#1b1b1b;text-anchor:middle}rect{fill:#e8f1f8;stroke:#005a9c}"
    ".outside{fill:#fff;stroke:#7a7a7a;stroke-dasharray:4 3}path{fill:none;stroke:#7a7a7a}.page{fill:#fff;stroke:none}"
    "@media(prefers-color-scheme:dark){text{fill:#eee}rect{fill:#16324a;stroke:#6cb2e8}.page{fill:#0d1117}"
    ".outside{fill:#0d1117;stroke:#aaa}path{stroke:#aaa}}"
)


def main() -> None:
    """Draw the picture."""
    PICTURE.write_text(picture(), encoding="utf-8")


def parts() -> list[str]:
    """Return the parts of the code: the folders, and the modules beside them."""
    names = {path.relative_to(ROOT / "helpline").parts[0].removesuffix(".py") for path in ROOT.glob("helpline/**/*.py")}
    return sorted(name for name in names if not name.startswith("__") and name != "packaged")


def picture() -> str:
    """Return the picture."""
    beside = [name for name in parts() if name not in PLACES]
    below = {name: (at % PAGE, 5 + at // PAGE) for at, name in enumerate(beside)}
    corners = {name: _corner(place) for name, place in {**OUTSIDE, **PLACES, **below}.items()}
    width, height = _corner((PAGE, 6 + (len(beside) - 1) // PAGE))
    lines = "".join(_line(corners[start], corners[end]) for start, end in WAYS)
    boxes = "".join(_box(name, *corner, name in OUTSIDE) for name, corner in corners.items())
    note = f'<text x="{width // 2}" y="{_corner((0, 5))[1] - EDGE // 2}">beside the way of the data</text>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width - EDGE // 2} {height}" role="img">'
        f"<title>The way of the data through the parts of the code</title><style>{STYLE}</style>"
        f'<rect class="page" width="{width}" height="{height}"/>{lines}{boxes}{note}</svg>\n'
    )


def _corner(place: Place) -> Place:
    return EDGE + place[0] * COLUMN, EDGE + place[1] * ROW


def _line(start: Place, end: Place) -> str:
    """Return a line from the right side of a box to the left side of another, or up and down within a column."""
    (x, y), (to_x, to_y) = start, end
    if x == to_x:
        top, bottom = min(y, to_y) + HIGH, max(y, to_y)
        return f'<path d="M{x + WIDE // 2} {top}V{bottom}"/>'
    (x, to_x), (y, to_y) = sorted((x, to_x)), (y, to_y) if x < to_x else (to_y, y)
    x, y, to_y, bend = x + WIDE, y + HIGH // 2, to_y + HIGH // 2, (COLUMN - WIDE) * 2 // 3
    return f'<path d="M{x} {y}C{x + bend} {y} {to_x - bend} {to_y} {to_x} {to_y}"/>'


def _box(name: str, x: int, y: int, outside: bool) -> str:
    kind = ' class="outside"' if outside else ""
    return (
        f'<rect{kind} x="{x}" y="{y}" width="{WIDE}" height="{HIGH}" rx="4"/>'
        f'<text x="{x + WIDE // 2}" y="{y + HIGH // 2 + 5}">{escape(name)}</text>'
    )


if __name__ == "__main__":
    main()
