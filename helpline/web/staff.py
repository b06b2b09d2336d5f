"""The staff console beside the webhooks: an app of its own at `/staff`, made when somebody first opens it.

It needs the libraries for the database, for templates and for reading and checking content, a third of a second and more
memory than all the rest: a process that only answers people does without.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from threading import Lock
from typing import Any

from flask import Flask

PATH = "/staff"


class Beside:
    """A WSGI app that hands `/staff` to the console, and everything else to the app of the webhooks."""

    def __init__(self, app: Flask) -> None:
        self._app, self._webhooks, self._lock = app, app.wsgi_app, Lock()
        self._console: Flask | None = None

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request."""
        path = environ.get("PATH_INFO", "")
        if path == PATH or path.startswith(f"{PATH}/"):
            return self.console().wsgi_app(environ, start_response)
        return self._webhooks(environ, start_response)

    def console(self) -> Flask:
        """Return the console's app, made at the first call."""
        with self._lock:
            if self._console is None:
                from helpline.console.app import console_app  # here, for what it loads

                self._console = console_app(self._app)
        return self._console
