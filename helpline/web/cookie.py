"""The conversation state in a signed cookie. Twilio keeps it for a pair of numbers for four hours, or loses it."""

from __future__ import annotations

import json

from flask import Request, Response
from itsdangerous import BadSignature, Signer
from itsdangerous.encoding import base64_decode, base64_encode

from helpline.reply.state import State, unpacked

NAME = "talk"
SECONDS = 4 * 3600


class Cookies:
    """Reads and writes the state; anything forged, old or garbled reads as an empty state."""

    def __init__(self, secret: str) -> None:
        self._signer = Signer(secret, salt="talk", key_derivation="hmac")

    def read(self, request: Request) -> State:
        """Return the state that the request carries."""
        value = request.cookies.get(NAME, "")
        if not value:
            return State()
        try:
            return unpacked(json.loads(base64_decode(self._signer.unsign(value.encode()))))
        except (BadSignature, ValueError, RecursionError):
            return State()

    def write(self, response: Response, state: State, secure: bool) -> None:
        """Put the state into the response. The value needs no quoting, which is half the cost of `set_cookie`."""
        packed = json.dumps(state.packed(), separators=(",", ":")).encode()
        value = self._signer.sign(base64_encode(packed)).decode()
        flags = "; Secure; HttpOnly" if secure else "; HttpOnly"
        response.headers.add("Set-Cookie", f"{NAME}={value}; Max-Age={SECONDS}; Path=/; SameSite=Lax{flags}")
