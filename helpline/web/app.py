"""The Flask app: settings and content in, routes out."""

from __future__ import annotations

import gc
import logging

from flask import Flask

from helpline import settings as reading
from helpline.content.load import load_content
from helpline.match.matcher import Matcher
from helpline.problems import ContentError
from helpline.reply.turn import Line
from helpline.settings import Settings
from helpline.store.database import connect, database_url
from helpline.store.keys import Keys
from helpline.store.store import Store
from helpline.web import call, health, text, trial
from helpline.web.cookie import Cookies
from helpline.web.signature import Signatures

BODY_LIMIT = 64 * 1024
"""Bytes of a request. Twilio's are under 10 kB."""

log = logging.getLogger("helpline")


def create_app(settings: Settings, line: Line | None = None) -> Flask:
    """Return the app, over `line` if it is given. Content that cannot be read leaves the last-resort reply, and the log says so."""
    app = Flask("helpline.web")
    app.config.update(
        MAX_CONTENT_LENGTH=BODY_LIMIT, MAX_FORM_PARTS=200, MAX_FORM_MEMORY_SIZE=BODY_LIMIT, SETTINGS=settings
    )
    app.url_map.strict_slashes, app.url_map.merge_slashes = True, False  # Twilio does not follow a redirect with 308
    app.extensions["helpline-signatures"] = Signatures(settings.tokens, settings.base_url)
    app.extensions["helpline-cookies"] = Cookies(settings.secret)
    app.extensions["helpline-line"] = line or load_line(settings)
    url = database_url(settings.database_url, settings.var_dir)
    app.extensions["helpline-store"] = Store(connect(url), Keys(settings.secret))
    app.register_blueprint(text.routes)
    app.register_blueprint(call.routes)
    app.register_blueprint(health.routes)
    if settings.try_page:
        app.register_blueprint(trial.routes)
    return app


def load_line(settings: Settings) -> Line | None:
    """Return the line over the content folder, or None if the content does not pass."""
    try:
        content, warnings = load_content(settings.content_dir)
    except ContentError as error:
        for problem in error.problems:
            log.error("content refused: %s", problem)
        log.error("the content cannot be used, so every message gets the last-resort reply; run `helpline check`")
        return None
    for problem in warnings:
        log.warning("content: %s", problem)
    return Line(Matcher(content, settings.var_dir / "cache"), settings.name)


def from_environment() -> Flask:
    """Return the app for gunicorn, with the settings of the environment.

    What is there now stays: the workers that are forked next share it, as long as the garbage collector leaves it alone.
    """
    app = create_app(reading.read())
    gc.collect()
    gc.freeze()
    return app
