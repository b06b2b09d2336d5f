"""One HTTP request as a webhook's caller makes it: redirects are not followed, and what went wrong is said in words."""

from __future__ import annotations

import http.client
import socket
import ssl
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import Message
from email.utils import parsedate_to_datetime

from helpline.problems import HelplineError

SECONDS = 15
"""Twilio gives up after this time too."""

MOST = 64 * 1024
"""Bytes that Twilio reads of a document."""


class NoAnswerError(HelplineError):
    """Nobody answered; the sentence says why."""


@dataclass(frozen=True)
class Answer:
    """What came back: the body as text, `moved` where a redirect leads, `date` what the server's clock says (None: not told)."""

    status: int
    body: str
    moved: str
    date: datetime | None


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        return None


_opener = urllib.request.build_opener(_Stay)


def ask(url: str, form: Mapping[str, str] | None = None, signature: str = "", method: str = "") -> Answer:
    """Return the answer to a GET, or to a POST of `form`. Raises NoAnswerError."""
    data = None if form is None else urllib.parse.urlencode(form).encode()
    headers = {"X-Twilio-Signature": signature} if signature else {}
    request = urllib.request.Request(url, data, headers, method=method or None)  # noqa: S310 - http or https by the settings
    try:
        with _opener.open(request, timeout=SECONDS) as answer:
            return _answer(answer.status, answer.headers, answer.read(MOST))
    except urllib.error.HTTPError as error:
        with error:
            return _answer(error.code, error.headers, error.read(MOST))
    except (OSError, UnicodeError, http.client.HTTPException) as error:
        raise NoAnswerError(_why(error)) from None


def _answer(status: int, headers: Message[str, str], body: bytes) -> Answer:
    return Answer(status, body.decode("utf-8", "replace"), headers.get("Location", ""), moment(headers.get("Date", "")))


def moment(text: str) -> datetime | None:
    """Return the moment that a Date header says, None if it says none."""
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    return found if found.tzinfo else None


def _why(error: Exception) -> str:
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(reason, ssl.SSLCertVerificationError):
        return f"its certificate is refused ({reason.verify_message})"
    if isinstance(reason, socket.gaierror):
        return "its name is not known to the DNS"
    if isinstance(reason, TimeoutError):
        return f"no answer within {SECONDS} seconds"
    if isinstance(reason, ConnectionRefusedError):
        return "the connection is refused, nothing listens there"
    return type(reason).__name__ if isinstance(reason, Exception) else "no connection"
