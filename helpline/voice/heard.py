"""What came in from a caller: keys, speech with the recogniser's confidence, or silence."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

KEYS = frozenset("0123456789*#")
LONGEST = 12
"""Keys of one turn that are read; the rest was pressed by a cheek."""

LEAST_CONFIDENCE = 0.5
"""Confidence under which a topic is asked back before it is answered."""


@dataclass(frozen=True)
class Heard:
    """One turn of the caller. `dial` is how a call that was put through ended."""

    kind: Literal["keys", "speech", "silence"]
    text: str = ""
    confidence: float = 1.0
    dial: str = ""

    @property
    def sure(self) -> bool:
        """Whether the recogniser was sure enough to act on what it heard."""
        return self.confidence >= LEAST_CONFIDENCE


def read_form(form: Mapping[str, str]) -> Heard:
    """Return what Twilio's parameters say was heard. Missing and odd ones read as silence, or as sure."""
    keys = "".join(key for key in form.get("Digits", "")[:LONGEST] if key in KEYS)
    speech, dial = form.get("SpeechResult", "").strip(), form.get("DialCallStatus", "")[:20]
    if keys or form.get("FinishedOnKey", "") == "#":
        return Heard("keys", keys or "#", dial=dial)
    if speech:
        return Heard("speech", speech, _confidence(form.get("Confidence", "")), dial)
    return Heard("silence", dial=dial)


def _confidence(text: str) -> float:
    """Return a confidence from 0 to 1; what is not given, or is not a number, counts as sure."""
    try:
        value = float(text[:20])
    except ValueError:
        return 1.0
    return min(max(value, 0.0), 1.0) if math.isfinite(value) else 1.0
