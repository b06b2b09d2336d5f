"""The Flask app: settings and content in, routes out."""

from __future__ import annotations

import gc

from flask import Flask

from helpline import settings as reading
from helpline.console.blueprint import console
from helpline.live.live import Live
from helpline.settings import Settings
from helpline.store.database import connect
from helpline.store.driver import Database, database_url
from helpline.store.edits import Edits
from helpline.store.keys import Keys
from helpline.store.published import Published
from helpline.store.staff import Staff
from helpline.store.store import Store
from helpline.web import call, health, metrics, phone, text
from helpline.web.cookie import Cookies
from helpline.web.signature import Signatures
from helpline.web.watch import Watched

BODY_LIMIT = 64 * 1024
"""Bytes of a request. Twilio's are under 10 kB."""


def create_app(settings: Settings) -> Flask:
    """Return the app. Content that cannot be read leaves a line that gives the last-resort reply, and says so in the log."""
    app = Flask("helpline.web")
    app.config.update(
        MAX_CONTENT_LENGTH=BODY_LIMIT, MAX_FORM_PARTS=200, MAX_FORM_MEMORY_SIZE=BODY_LIMIT, SETTINGS=settings
    )
    app.url_map.strict_slashes, app.url_map.merge_slashes = True, False  # Twilio does not follow a redirect with 308
    app.extensions["helpline-signatures"] = Signatures(settings.tokens, settings.base_url)
    app.extensions["helpline-cookies"] = Cookies(settings.secret)
    url = database_url(settings.database_url, settings.var_dir)
    database, engine, keys = Database(url), connect(url), Keys(settings.secret)
    live = load_live(settings, Published(database), url)
    live.told = metrics.serving
    app.extensions["helpline-live"] = live
    app.extensions["helpline-edits"] = Edits(engine)
    app.extensions["helpline-store"] = Store(database, keys, metrics.store_told)
    app.extensions["helpline-staff"] = Staff(engine, keys)
    app.wsgi_app = Watched(app.wsgi_app, settings.base_url.startswith("https:"))  # type: ignore[method-assign]
    app.register_blueprint(text.routes)
    app.register_blueprint(call.routes)
    app.register_blueprint(health.routes)
    app.register_blueprint(console())
    if settings.metrics_token:
        app.register_blueprint(metrics.routes)
    if settings.try_page:
        app.register_blueprint(phone.routes)
    return app


def load_live(settings: Settings, edits: Published, database: str) -> Live:
    """Return the content as it is served, loaded once; `database` is the URL behind `edits`."""
    live = Live(settings.content_dir, settings.var_dir, settings.name, edits, database)
    live.look()
    return live


def from_environment() -> Flask:
    """Return the app for gunicorn, with the settings of the environment.

    What is there now stays: the workers that are forked next share it, as long as the garbage collector leaves it alone.
    """
    app = create_app(reading.read())
    gc.collect()
    gc.freeze()
    return app
