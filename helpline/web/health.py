"""`GET /healthz`: whether the line answers, and from which content."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify

from helpline import __version__
from helpline.reply.turn import Line

routes = Blueprint("health", __name__)


@routes.get("/healthz")
def health() -> Response:
    """Say `ok`, or `degraded` where only the last-resort reply is given. 200 both times: the line does answer."""
    line: Line | None = current_app.extensions["helpline-line"]
    version = line.content.version if line else None
    return jsonify(status="ok" if line else "degraded", content=version, version=__version__)
