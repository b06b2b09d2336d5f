"""What stands before every page of the console: somebody is signed in, may do this, and sent the form from this site."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Response, g, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from helpline.console import cookies, here
from helpline.console.origin import origin
from helpline.console.pages import page
from helpline.console.typed import checked_path, page_of, posted

P = ParamSpec("P")
View = Callable[P, AnyResponse]
CHECKED = "_staff_checked"
READING = frozenset(["GET", "HEAD", "OPTIONS"])
CSRF_HEADER = "X-CSRF-Token"


def staff_only(role: str = "editor") -> Callable[[View[P]], View[P]]:
    """Put a view behind sign-in, the role and, for anything but reading, the CSRF check. Sets `g.account` and `g.session`."""

    def guarded(view: View[P]) -> View[P]:
        @wraps(view)
        def checked(*args: P.args, **kwargs: P.kwargs) -> AnyResponse:
            found = here.staff().sessions.find(cookies.token())
            if found is None:
                return _not_signed_in()
            g.session, g.account = found
            if request.method not in READING and not _own_form():
                return refused_form()
            if not here.account().may(role):
                return page("notallowed.html", 403, role=role)
            return view(*args, **kwargs)

        setattr(checked, CHECKED, True)
        return checked

    return guarded


def refused_form() -> Response:
    """Return the page for a form without the session's CSRF token: nothing was done, and what was typed is still there."""
    if request.headers.get("HX-Request"):
        return page("part.html", 403, text="This page is from an earlier sign-in. Press Save: what you typed is kept.")
    return page("typed.html", 403, typed=posted(), why="stale")


def _own_form() -> bool:
    given = request.form.get("csrf") or request.headers.get(CSRF_HEADER, "")
    return origin() != "other" and hmac.compare_digest(given.encode(), here.session().csrf.encode())


def _not_signed_in() -> AnyResponse:
    """Show the sign-in form: with what was typed, if something was."""
    if request.headers.get("HX-Request"):
        return page(
            "part.html", 401, text="You were signed out. Press Save: you can sign in, and what you typed is kept."
        )
    if request.method in READING:
        asked = checked_path(request.full_path.rstrip("?"))
        return redirect(url_for("staff.signin.form", next=asked if asked != "/staff/" else None), 303)
    typed = posted()
    if not typed.fields:
        return redirect(url_for("staff.signin.form", next=page_of(typed.path)), 303)
    return page("signin.html", 401, typed=typed, name="", fault="", ended=True, first=False)
