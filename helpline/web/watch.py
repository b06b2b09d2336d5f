"""What is done with every request, around all of Flask: an id, strict headers, the time it took, one log line, the metrics."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable
from time import perf_counter
from typing import Any

from flask import current_app, request

from helpline.web import logs
from helpline.web.headers import Defaults
from helpline.web.meter import Meter, Noted

QUIET = frozenset(["/healthz", "/readyz", "/metrics", "/static"])
"""Routes that machines ask all day. They are counted, not logged."""

NOTED = "helpline.noted"
Environ = dict[str, Any]

log = logging.getLogger("helpline")


class Watched:
    """A WSGI app that watches another."""

    def __init__(self, app: Callable[..., Iterable[bytes]], https: bool, meter: Meter) -> None:
        self._app, self._defaults, self._meter = app, Defaults(https), meter

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request."""
        began, code = perf_counter(), "500"
        made = os.urandom(6).hex()
        outer = logs.request_id.set(made)

        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            nonlocal code
            code = status[:3]
            return start_response(status, [*self._defaults.completed(headers), ("X-Request-Id", made)], *more)

        try:
            return self._app(environ, start)
        finally:
            where, noted, seconds = (
                route(environ.get("PATH_INFO", ""), code),
                environ.get(NOTED),
                perf_counter() - began,
            )
            self._meter.answered(where, code, noted, seconds)
            record(where, code, noted, seconds)
            logs.request_id.reset(outer)


def note(channel: str, lang: str, outcome: str, topic: str) -> None:
    """Note what the current text or call turn is answered with, all of them ids of the content."""
    request.environ[NOTED] = (channel, lang, outcome, topic)


def failed(doing: str, error: Exception) -> None:
    """Log and count that something failed, by the kind of error only: its words may be a person's."""
    kind = type(error).__name__
    log.error("%s failed: %s at %s", doing, kind, logs.place(error.__traceback__))
    meter: Meter = current_app.extensions["helpline-meter"]
    meter.failed(doing, kind)


def route(path: str, code: str) -> str:
    """Return the first part of a path that exists; of one that does not, nothing may be known."""
    return "unknown" if code == "404" else "/" + path[1:].partition("/")[0]


def record(where: str, code: str, noted: Noted | None, seconds: float) -> None:
    """Log one response."""
    if where in QUIET or not log.isEnabledFor(logging.INFO):
        return
    fields: dict[str, object] = {"route": where, "status": int(code), "ms": round(seconds * 1000, 1)}
    if noted:
        fields |= zip(("channel", "lang", "outcome", "topic"), noted, strict=True)
    log.info("answered" if code < "400" else "refused", extra={"fields": fields})
