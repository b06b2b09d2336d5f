"""Requests as Twilio makes them: all parameters of an incoming text or call, signed. For trying the line out and for tests."""

from __future__ import annotations

import secrets
import xml.etree.ElementTree as ET
from collections.abc import Mapping

from twilio.request_validator import RequestValidator

SENDER, LINE = "+15005550006", "+15005550001"
"""Twilio's own test numbers; nobody has them."""


def text_parameters(text: str, sender: str = SENDER, **more: str) -> dict[str, str]:
    """Return the form that Twilio posts for an incoming text."""
    sid = "SM" + secrets.token_hex(16)
    account = "AC" + "0" * 32
    return {
        "ToCountry": "US", "ToState": "", "SmsMessageSid": sid, "NumMedia": "0", "ToCity": "", "FromZip": "",
        "SmsSid": sid, "FromState": "", "SmsStatus": "received", "FromCity": "", "Body": text, "FromCountry": "US",
        "To": LINE, "ToZip": "", "NumSegments": "1", "MessageSid": sid, "AccountSid": account, "From": sender,
        "ApiVersion": "2010-04-01",
    } | more  # fmt: skip


def call_parameters(caller: str = SENDER, line: str = LINE, **more: str) -> dict[str, str]:
    """Return the form that Twilio posts for a turn of a call."""
    return {
        "CallSid": "CA" + "0" * 32, "AccountSid": "AC" + "0" * 32, "From": caller, "To": line, "Caller": caller,
        "Called": line, "CallStatus": "in-progress", "Direction": "inbound", "ApiVersion": "2010-04-01",
        "FromCountry": "US", "FromState": "", "FromCity": "", "FromZip": "", "ToCountry": "US", "ToState": "",
        "ToCity": "", "ToZip": "",
    } | more  # fmt: skip


def signature(token: str, url: str, form: Mapping[str, str]) -> str:
    """Return the X-Twilio-Signature of a form posted to `url`."""
    made: str = RequestValidator(token).compute_signature(url, dict(form))
    return made


def texts_of(twiml: str) -> list[str]:
    """Return the texts of the messages in a TwiML document. Raises ParseError if it is not well-formed."""
    root = ET.fromstring(twiml)  # noqa: S314 - our own server's answer
    return ["".join(message.itertext()) for message in root.findall("Message")]
