"""The reply when everything else fails, as documents that ship in the package.

They are made from `responses/` by `helpline fallback`, which also writes them out for Twilio's fallback URLs, and a
test holds both together. They need no content, no store and no code of ours to be read.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def sms() -> str:
    """Return the TwiML that answers a text."""
    return (Path(__file__).parent / "sms.xml").read_text(encoding="utf-8")


@cache
def voice() -> str:
    """Return the TwiML that answers a call."""
    return (Path(__file__).parent / "voice.xml").read_text(encoding="utf-8")
