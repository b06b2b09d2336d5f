"""The conversation state in a signed cookie. Twilio keeps it for a pair of numbers for four hours, or loses it."""

from __future__ import annotations

from flask import Request, Response
from itsdangerous import BadData, URLSafeSerializer

from helpline.reply.state import State, unpacked

NAME = "talk"
SECONDS = 4 * 3600


class Cookies:
    """Reads and writes the state; anything forged, old or garbled reads as an empty state."""

    def __init__(self, secret: str) -> None:
        self._serializer = URLSafeSerializer(secret, salt="talk")

    def read(self, request: Request) -> State:
        """Return the state that the request carries."""
        return self.state(request.cookies.get(NAME, ""))

    def state(self, value: str) -> State:
        """Return the state that the value of a cookie holds."""
        try:
            return unpacked(self._serializer.loads(value))
        except BadData:
            return State()

    def write(self, response: Response, state: State, secure: bool) -> None:
        """Put the state into the response."""
        value = self._serializer.dumps(state.packed())
        response.set_cookie(NAME, value, max_age=SECONDS, httponly=True, secure=secure, samesite="Lax", path="/")
