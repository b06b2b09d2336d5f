"""`GET /healthz`: whether the line answers and how well. `GET /readyz`: whether it should get traffic."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, current_app, jsonify

from helpline import __version__
from helpline.live.live import Live
from helpline.store.store import Store
from helpline.web.meter import Meter
from helpline.web.stopping import stopping

routes = Blueprint("health", __name__)


def content_version() -> str | None:
    """Return the version of the content that replies are made from, None if there is none."""
    live: Live = current_app.extensions["helpline-live"]
    line = live.line
    return line.content.version if line else None


def begin(app: Flask) -> None:
    """Get a new process ready: opt-outs read, or known to be out of reach, and its content shown in the metrics."""
    store: Store = app.extensions["helpline-store"]
    store.begin()
    with app.app_context():
        _shown()


def _shown() -> str | None:
    """Return the version of the content, after telling it to the metrics."""
    meter: Meter = current_app.extensions["helpline-meter"]
    version = content_version()
    meter.serving(version or "")
    return version


@routes.get("/healthz")
def health() -> Response:
    """Say `ok`, or `degraded` with the reasons. 200 both times: a person who texts or calls gets an answer."""
    live: Live = current_app.extensions["helpline-live"]
    store: Store = current_app.extensions["helpline-store"]
    content, refused = _shown(), [str(problem) for problem in live.problems]
    reasons = []
    if content is None:
        reasons.append("no content: every message gets the last-resort reply with 911, 988 and the phone line")
    elif refused:
        reasons.append("new content refused: the last good content goes on")
    if not store.reachable:
        reasons.append("database unreachable: replies go on, counts and opt-outs wait")
    return jsonify(
        status="degraded" if reasons else "ok",
        reasons=reasons,
        content=content,
        refused=refused,
        store="ok" if store.reachable else "unreachable",
        version=__version__,
    )


@routes.get("/readyz")
def ready() -> tuple[Response, int]:
    """Say 503 while other machines should get the traffic: while stopping, and without content. Else 200, also without a database."""
    reason = "stopping" if stopping() else "no content" if content_version() is None else ""
    return jsonify(ready=not reason, reason=reason), 503 if reason else 200
