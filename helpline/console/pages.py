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
    "nothing-changed": "Nothing was changed.",
    "saved": "Your draft is kept. Only you and those who open it see it; the line goes on as before.",
    "behind": "Your words are kept as your draft. The reply was published anew meanwhile: see below.",
    "proposed": "Proposed. Another person has to approve it.",
    "dropped": "Your draft is given up.",
    "published": "Published. It is live everywhere within five seconds.",
    "sent-back": "Sent back to its author.",
    "reverted": "Published. Those words are live everywhere within five seconds.",
    "kept": "The edit is kept over the changed file.",
    "paused": "Paused. Within five seconds everybody gets the referral in the place of this answer.",
    "given-again": "The answer is given again, within five seconds.",
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
        **({"notice": NOTICES.get(request.args.get("done", ""))} | values),
    )
    return Response(text, status, mimetype="text/html")


def go(endpoint: str, done: str = "", **values: Any) -> AnyResponse:
    """Send the browser to a page of the console; that says the notice `done`."""
    return redirect(url_for(endpoint, done=done or None, **values), 303)


def moment(value: datetime) -> str:
    """Return a moment as people read it, in UTC."""
    return value.astimezone(UTC).strftime("%-d %B %Y, %H:%M UTC")
