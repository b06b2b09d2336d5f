"""Requests put straight into a WSGI app, without a server: for profiles, and for the time of one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import Any


@dataclass(frozen=True)
class Answer:
    """What the app said."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


def environ(line: str) -> dict[str, Any]:
    """Return the WSGI environment of a request line as `pool` writes them."""
    path, signature, cookie, body = line.split("\t", 3)
    raw = body.encode()
    made = {
        "REQUEST_METHOD": "POST", "PATH_INFO": path, "RAW_URI": path, "QUERY_STRING": "", "SCRIPT_NAME": "",
        "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "8000", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "127.0.0.1:8000",
        "CONTENT_TYPE": "application/x-www-form-urlencoded", "CONTENT_LENGTH": str(len(raw)),
        "HTTP_X_TWILIO_SIGNATURE": signature, "wsgi.input": BytesIO(raw), "wsgi.url_scheme": "http",
        "wsgi.version": (1, 0), "wsgi.errors": BytesIO(), "wsgi.multithread": True, "wsgi.multiprocess": True,
        "wsgi.run_once": False, "REMOTE_ADDR": "127.0.0.1",
    }  # fmt: skip
    return made | ({"HTTP_COOKIE": cookie} if cookie else {})


def call(app: Any, request: dict[str, Any]) -> Answer:
    """Return what `app` answers."""
    found: list[Any] = []
    pieces: Iterable[bytes] = app(request, lambda status, headers, _=None: found.extend((status, headers)))
    body = b"".join(pieces)
    if close := getattr(pieces, "close", None):
        close()
    return Answer(int(found[0][:3]), tuple(found[1]), body)
