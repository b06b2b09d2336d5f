"""What matching returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Outcome = Literal["answer", "choices", "referral", "fallback", "command", "number", "safety"]
How = Literal["exact", "near", "likely", "several", "none", "phrase"]


@dataclass(frozen=True)
class Match:
    """What a message asks for.

    `topics` are ids, best first (`number:32` for a number); `why` is the keyword or phrase that decided; `second` is the id that
    came next, with how far it was behind; `hint` names an alarm that is possible but not sure: the answer then
    carries one safety line. `also` is a second thing the message asked for that must not be lost (`stop`).
    """

    outcome: Outcome
    topics: tuple[str, ...]
    lang: str
    how: How
    why: tuple[str, ...] = ()
    second: tuple[str, float] | None = None
    hint: str = ""
    also: str = ""
