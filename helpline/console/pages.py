"""Making the console's pages: the layout, its navigation, and notices after a redirect."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Response, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from helpline.console import here

NAVIGATION = (
    ("Overview", "staff.overview.show"),
    ("Replies", "staff.replies.show"),
    ("Words", "staff.words.show"),
    ("Try", "staff.trying.show"),
    ("Account", "staff.account.show"),
)
"""Label and endpoint. One whose endpoint is not there is left out."""

NOTICES = {
    "signed-out": "You are signed out.",
    "signed-out-everywhere": "You are signed out in every browser.",
    "word-added": "The word is a keyword in your draft, with its example. Propose the draft when it is ready.",
    "password-changed": "Your password is changed. Other browsers are signed out.",
}
"""What a page says after a redirect to it with `?done=KEY`."""


def page(template: str, status: int = 200, **values: Any) -> Response:
    """Return a page made from `staff/TEMPLATE`."""
    text = render_template(
        f"staff/{template}",
        line=here.settings().name,
        navigation=[(label, name) for label, name in NAVIGATION if name in current_app.view_functions],
        notice=NOTICES.get(request.args.get("done", "")),
        **values,
    )
    return Response(text, status, mimetype="text/html")


def go(endpoint: str, done: str = "", **values: Any) -> AnyResponse:
    """Send the browser to a page of the console; that says the notice `done`."""
    return redirect(url_for(endpoint, done=done or None, **values), 303)


def moment(value: datetime) -> str:
    """Return a moment as people read it, in UTC."""
    return value.astimezone(UTC).strftime("%-d %B %Y, %H:%M UTC")
