"""What the line tells of itself while it works."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Noted = tuple[str, str, str, str]
"""What a reply was, in ids of the content: channel, language, outcome, topic."""


def _nothing(*_: Any) -> None:
    """Nobody can read the metrics, so nothing is counted for them, and their library is not even loaded."""


@dataclass(frozen=True)
class Meter:
    """Whom to tell: of a response (route, status, what the reply was, seconds), of what failed (doing what, kind of error),
    of the version of the content that is served, and of what the store tells."""

    answered: Callable[[str, str, Noted | None, float], None] = _nothing
    failed: Callable[[str, str], None] = _nothing
    serving: Callable[[str], None] = _nothing
    store: Callable[[str], None] = _nothing
