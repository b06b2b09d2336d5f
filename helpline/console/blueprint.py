"""The console as one blueprint: its parts, its headers, and what it says when something fails."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from flask import Blueprint, Response, g, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from helpline.console import account, decisions, headers, overview, replies, signin, trying, words
from helpline.console.pages import moment, page
from helpline.console.typed import Typed, posted
from helpline.problems import HelplineError

PARTS = (signin, account, replies, decisions, words, trying, overview)
"""Each has `routes`, a blueprint of its own."""

log = logging.getLogger("helpline")


def console() -> Blueprint:
    """Return the console, to be registered with the app."""
    made = Blueprint("staff", __name__, url_prefix="/staff", template_folder="templates")
    for part in PARTS:
        made.register_blueprint(part.routes)
    made.add_app_template_filter(moment, "moment")
    made.after_request(headers.add)
    made.register_error_handler(SQLAlchemyError, no_database)
    made.register_error_handler(HelplineError, cannot)
    made.register_error_handler(HTTPException, refused)
    return made


def no_database(error: Exception) -> Response:
    """Say that the database does not answer, and give back what was typed. The line itself goes on without it."""
    log.error("the console cannot use the database: %s", type(error).__name__)
    return _problem(503, _typed())


def cannot(error: Exception) -> Response:
    """Say why something cannot be done, and give back what was typed."""
    return page("problem.html", 409, title="This cannot be done", text=str(error), typed=_typed(), csrf=_csrf())


def refused(error: Exception) -> AnyResponse:
    """Say what is wrong with a request; where something failed here, give back what was typed."""
    if not isinstance(error, HTTPException) or error.code is None:
        return _problem(500, _typed())
    if error.code < 400:
        return error.get_response()
    return _problem(error.code, _typed() if error.code >= 500 else None)


@dataclass(frozen=True)
class Said:
    """What a page says about a problem: in short, in full, and to whoever runs the line."""

    title: str
    text: str
    hint: str = ""


SAID = {
    400: Said("That could not be read", "The form came incomplete, so nothing was done. Open the page and try again."),
    404: Said("There is no such page", "What you asked for is not here; it may have been removed."),
    413: Said("That is too long", "A form may hold 64 kB, so nothing was done. Shorten it and send it again."),
    500: Said("Something failed here", "The line goes on answering texts and calls. What failed is noted in its log."),
    503: Said(
        "The database does not answer",
        "The line goes on answering texts and calls. The console cannot be used until the database is back.",
        "For whoever runs the line: check DATABASE_URL and that the database is up, then run `helpline db upgrade`.",
    ),
}


def _problem(code: int, typed: Typed | None) -> Response:
    said = SAID.get(code) or SAID[400 if code < 500 else 500]
    return page(
        "problem.html",
        code,
        title=said.title,
        text=said.text,
        hint=said.hint,
        typed=typed,
        csrf=_csrf() if typed else "",
    )


def _typed() -> Typed | None:
    return posted() if request.method == "POST" else None


def _csrf() -> str:
    """Return the session's CSRF token, or the one that the form came with: it is good again once the database is."""
    return g.session.csrf if "session" in g else request.form.get("csrf", "")
