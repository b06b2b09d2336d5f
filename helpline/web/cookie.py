"""The conversation state in a signed cookie. Twilio keeps it for a pair of numbers for four hours, or loses it."""

from __future__ import annotations

import hashlib

from flask import Request, Response
from itsdangerous import BadSignature, Signer
from werkzeug.http import dump_cookie

from helpline.reply.state import State, unpacked

NAME = "talk"
SECONDS = 4 * 3600
_VALUE = "VALUE"


class Cookies:
    """Reads and writes the state; anything forged, old or garbled reads as an empty state."""

    def __init__(self, secret: str, secure: bool = True) -> None:
        """Sign with `secret`; a `secure` cookie is for HTTPS only."""
        self._signer = Signer(secret, salt="talk", digest_method=hashlib.sha256)
        self._header = dump_cookie(
            NAME, _VALUE, max_age=SECONDS, httponly=True, secure=secure, samesite="Lax", sync_expires=False
        )

    def read(self, request: Request) -> State:
        """Return the state that the request carries: Twilio sends our cookie alone, so nothing else is read."""
        pairs = (part.strip().partition("=") for part in request.environ.get("HTTP_COOKIE", "").split(";"))
        return self.state(next((value for name, _, value in pairs if name == NAME), ""))

    def state(self, value: str) -> State:
        """Return the state that the value of a cookie holds."""
        if not value:
            return State()
        try:
            return unpacked(self._signer.unsign(value).decode())
        except (BadSignature, UnicodeError):
            return State()

    def write(self, response: Response, state: State) -> None:
        """Put the state into the response."""
        response.headers.add("Set-Cookie", self._header.replace(_VALUE, self.value(state)))

    def value(self, state: State) -> str:
        """Return the value of the cookie that holds the state."""
        return self._signer.sign(state.packed()).decode()
