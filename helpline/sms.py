"""A reply as TwiML for texts."""

from __future__ import annotations

from collections.abc import Iterable

from twilio.twiml.messaging_response import MessagingResponse

LONGEST = 1600
"""Characters that Twilio accepts in one message."""


def twiml(texts: Iterable[str]) -> str:
    """Return the TwiML document that sends each text as one message; no texts is an empty response (silence)."""
    response = MessagingResponse()
    for text in texts:
        if text.strip():
            response.message(text[:LONGEST])
    return str(response)
