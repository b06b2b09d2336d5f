"""What a city, a country and a national campaign need, computed from the measured cost of a message and Twilio's rates."""

from __future__ import annotations

import math
from collections.abc import Sequence

BUSY = 0.6
"""Share of a processor that is planned for; the rest is for the busiest minute."""

TOLL_FREE, SHORT_CODE = 3, 100
"""Segments a second that Twilio sends from a toll-free number and from a short code, unless more is bought."""

PLACES = (("a city", 500.0), ("a country", 20_000.0), ("a national campaign", 1_000_000.0))
"""Texts in the busiest hour."""


def table(cpu: float, segments: float) -> list[list[str]]:
    """Return a row for each place. `cpu` is the microseconds of a processor for a text, `segments` those of its replies."""
    rows = []
    for name, hourly in PLACES:
        rate = hourly / 3600
        sent = rate * segments
        cores = max(1, math.ceil(rate * cpu / 1e6 / BUSY))
        senders = "one toll-free number" if sent <= TOLL_FREE else f"{math.ceil(sent / SHORT_CODE)} × 100 segments/s"
        rows.append([name, f"{hourly:,.0f}", f"{rate:.1f}", str(cores), f"{sent:,.1f}", senders])
    return rows


def hours_behind(hourly: float, segments: float, rate: int = SHORT_CODE) -> float:
    """Return how many hours of sending an hour of texts makes for one sender."""
    return hourly * segments / 3600 / rate


def mean_segments(sizes: Sequence[int]) -> float:
    """Return the segments of an average reply."""
    return sum(sizes) / len(sizes)
