"""`/staff/`: the console's first page."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from helpline.console.guard import staff_only
from helpline.console.pages import page

routes = Blueprint("overview", __name__)


@routes.get("/", strict_slashes=False)
@staff_only()
def show() -> AnyResponse:
    """Show where things stand."""
    return page("overview.html")


@routes.route("/<path:_>", methods=["GET", "POST"])
@staff_only()
def nothing(_: str) -> AnyResponse:
    """Say that there is no such page."""
    raise NotFound
