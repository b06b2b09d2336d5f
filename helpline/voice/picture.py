"""The phone menu as a picture (SVG): keys from left to right, with the seconds until each topic."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape

from helpline.content.model import Content

_ROW, _COLUMN, _BOX, _HIGH = 34, 250, 226, 26
_TOP = 40
_STYLE = (
    "text{font:13px sans-serif;fill:#1b1b1b}.key{font-weight:bold}.wait{fill:#555;font-size:11px}"
    "rect{fill:#fff;stroke:#005a9c}.start{fill:#e8f1f8}path{fill:none;stroke:#7a7a7a}.page{fill:#fff;stroke:none}"
)


def menu_svg(content: Content, lang: str, waits: Mapping[str, float], everywhere: Iterable[str]) -> str:
    """Return the picture. `waits` are seconds by code, `everywhere` the keys that mean the same on every prompt."""
    rows = {code: at for at, code in enumerate(content.choices)}
    lines = list(everywhere)
    height = _TOP + _ROW * (len(rows) + len(lines) + 2)
    depth = max(len(code) for code in rows)
    body = "".join(_boxes(content, lang, waits, rows))
    notes = "".join(
        f'<text x="12" y="{_TOP + _ROW * (len(rows) + 1) + 22 * at + 8}">{escape(text)}</text>'
        for at, text in enumerate(lines)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_COLUMN * (depth + 1)} {height}" role="img">'
        f"<title>The phone menu</title><style>{_STYLE}</style>"
        f'<path class="page" d="M0 0h2000v4000H0z"/>{body}{notes}</svg>\n'
    )


def _boxes(content: Content, lang: str, waits: Mapping[str, float], rows: Mapping[str, int]) -> Iterator[str]:
    yield _box(12, _TOP, "The call is answered", "", "start")
    for choice in content.choices.values():
        x, y = 12 + _COLUMN * len(choice.code), _TOP + _ROW * rows[choice.code]
        above = rows[choice.code[:-1]] if len(choice.code) > 1 else 0
        from_x, from_y = x - _COLUMN + 20, _TOP + _ROW * above + _HIGH
        middle = y + _HIGH // 2
        if y == _TOP:
            yield f'<path d="M{x - _COLUMN + _BOX} {middle}H{x}"/>'
        else:
            yield f'<path d="M{from_x} {from_y}V{middle}H{x}"/>'
        title = choice.titles.get(lang) or choice.titles[content.first_language]
        wait = f"{waits[choice.code]:.1f} s" if choice.code in waits else ""
        yield _box(x, y, f"{choice.code[-1]}  {title}", wait, "menu" if choice.choices else "topic")


def _box(x: int, y: int, text: str, wait: str, kind: str) -> str:
    return (
        f'<rect class="{kind}" x="{x}" y="{y}" width="{_BOX}" height="{_HIGH}" rx="4"/>'
        f'<text x="{x + 8}" y="{y + 17}">{escape(text)}</text>'
        f'<text class="wait" x="{x + _BOX - 8}" y="{y + 17}" text-anchor="end">{wait}</text>'
    )
