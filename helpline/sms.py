"""A reply as TwiML for texts."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape

LONGEST = 1600
"""Characters that Twilio accepts in one message."""

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def twiml(texts: Iterable[str]) -> str:
    """Return the TwiML document that sends each text as one message; no texts is an empty response (silence).

    Written as `twilio.twiml` would write it, which a test holds it to: building a tree for two elements took longer than
    the reply itself.
    """
    messages = "".join(f"<Message>{escape(text[:LONGEST])}</Message>" for text in texts if text.strip())
    return f"{_HEAD}<Response>{messages}</Response>" if messages else f"{_HEAD}<Response />"
