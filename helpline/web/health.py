"""`GET /healthz`: whether the line answers, and from which content."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify

from helpline import __version__
from helpline.live.live import Live
from helpline.store.store import Store

routes = Blueprint("health", __name__)


@routes.get("/healthz")
def health() -> Response:
    """Say `ok`, or `degraded` where content or store are missing. 200 both times: the line does answer."""
    live: Live = current_app.extensions["helpline-live"]
    store: Store = current_app.extensions["helpline-store"]
    line, refused = live.line, [str(problem) for problem in live.problems]
    status = "ok" if line and store.reachable and not refused else "degraded"
    content = line.content.version if line else None
    return jsonify(
        status=status,
        content=content,
        refused=refused,
        store="ok" if store.reachable else "unreachable",
        version=__version__,
    )
