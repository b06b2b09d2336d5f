"""How many SMS segments a text costs, counted as Twilio counts (GSM 03.38; held to Twilio's own calculator by a test).

A text in the GSM-7 alphabet fits 160 septets, or 153 a segment when split; any other character turns the whole text
into UCS-2: 70 code units, or 67 a segment. An extension character takes two septets and is never cut at a border,
nor is an emoji, so the text is walked and not divided.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Encoding = Literal["GSM-7", "UCS-2"]
GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENSION = frozenset("\f^{}\\[~]|€")
_SINGLE = {"GSM-7": 160, "UCS-2": 70}
_JOINED = {"GSM-7": 153, "UCS-2": 67}
_JOINER = "\u200d"


@dataclass(frozen=True)
class Size:
    """What a text costs: its encoding, its length in that encoding's units, and its segments."""

    encoding: Encoding
    units: int
    segments: int

    @property
    def limit(self) -> int:
        """Units that fit into one segment, or into each of several."""
        return _SINGLE[self.encoding] if self.segments == 1 else _JOINED[self.encoding]


def size(text: str) -> Size:
    """Return what `text` costs as one SMS. An empty text is one segment of no units."""
    encoding, widths = _walked(text)
    units = sum(widths)
    if units <= _SINGLE[encoding]:
        return Size(encoding, units, 1)
    room = _JOINED[encoding]
    return Size(encoding, units, -(-units // room) if len(widths) == units else _borders(widths, room)[-1])


def excess(text: str, most: int) -> int:
    """Return how many units at the end of `text` stand behind its first `most` segments: what there is to cut."""
    encoding, widths = _walked(text)
    if most == 1 or sum(widths) <= _SINGLE[encoding]:
        return max(0, sum(widths) - _SINGLE[encoding])
    borders = _borders(widths, _JOINED[encoding])
    return sum(width for width, segment in zip(widths, borders, strict=True) if segment > most)


def _walked(text: str) -> tuple[Encoding, list[int]]:
    if costly(text):
        return "UCS-2", list(_ucs_widths(text))
    return "GSM-7", [1] * len(text) if GSM_EXTENSION.isdisjoint(text) else list(_gsm_widths(text))


def _borders(widths: list[int], room: int) -> list[int]:
    """Return the segment, from 1, that each character of a split text falls into."""
    borders: list[int] = []
    segment, left = 1, room
    for width in widths:
        if width > left:
            segment, left = segment + 1, room
        left -= width
        borders.append(segment)
    return borders


def costly(text: str) -> list[str]:
    """Return the characters, each once and in order, that push a text out of GSM-7."""
    odd = set(text) - GSM_BASIC - GSM_EXTENSION
    return [c for c in dict.fromkeys(text) if c in odd] if odd else []


def _gsm_widths(text: str) -> Iterator[int]:
    return (2 if c in GSM_EXTENSION else 1 for c in text)


def _ucs_widths(text: str) -> Iterator[int]:
    """Yield the code units of each grapheme: marks, selectors, flags and joined emoji belong to the character before."""
    width, joined = 0, False
    for c in text:
        units = 2 if ord(c) > 0xFFFF else 1
        attached = joined or c == _JOINER or unicodedata.category(c) in ("Mn", "Me") or 0x1F3FB <= ord(c) <= 0x1F3FF
        if width and not attached:
            yield width
            width = 0
        width += units
        joined = c == _JOINER or (not attached and 0x1F1E6 <= ord(c) <= 0x1F1FF)
    if width:
        yield width
