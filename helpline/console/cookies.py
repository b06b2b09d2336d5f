"""The console's two cookies: the session's token, and the mark of a browser that has signed in before."""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response

from helpline.console import here

DEVICE_SECONDS = 180 * 24 * 3600


def token() -> str:
    """Return the session's token that the browser sent, or ''."""
    return request.cookies.get(_name("staff"), "")


def device() -> str:
    """Return the browser's mark, or ''."""
    return request.cookies.get(_name("staff-device"), "")


def signed_in(response: Response, made: str, mark: str) -> Response:
    """Give the browser a session's token and its mark."""
    _set(response, "staff", made, None)
    _set(response, "staff-device", mark, DEVICE_SECONDS)
    return response


def signed_out(response: Response) -> Response:
    """Take the session's token from the browser."""
    response.delete_cookie(_name("staff"), path="/", secure=_secure(), httponly=True, samesite="Lax")
    return response


def _set(response: Response, name: str, value: str, age: int | None) -> None:
    response.set_cookie(_name(name), value, max_age=age, path="/", secure=_secure(), httponly=True, samesite="Lax")


def _secure() -> bool:
    """Tell whether the console is served over https. Browsers keep a `__Host-` cookie only then, for this host alone."""
    return here.settings().base_url.startswith("https:")


def _name(name: str) -> str:
    return f"__Host-{name}" if _secure() else name
