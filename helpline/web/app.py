"""The Flask app: settings and content in, routes out."""

from __future__ import annotations

import gc

from flask import Flask

from helpline import settings as reading
from helpline.live.live import Live
from helpline.settings import Settings
from helpline.store.driver import Database, database_url
from helpline.store.keys import Keys
from helpline.store.published import Published
from helpline.store.store import Store
from helpline.web import call, health, text
from helpline.web.cookie import Cookies
from helpline.web.meter import Meter
from helpline.web.signature import Signatures, SignedRequest
from helpline.web.staff import Beside
from helpline.web.watch import Watched

BODY_LIMIT = 64 * 1024
"""Bytes of a request. Twilio's are under 10 kB."""


def create_app(settings: Settings) -> Flask:
    """Return the app. Content that cannot be read leaves a line that gives the last-resort reply, and says so in the log."""
    app = Flask("helpline.web")
    app.request_class = SignedRequest
    app.config.update(
        MAX_CONTENT_LENGTH=BODY_LIMIT, MAX_FORM_PARTS=200, MAX_FORM_MEMORY_SIZE=BODY_LIMIT, SETTINGS=settings
    )
    app.url_map.strict_slashes, app.url_map.merge_slashes = True, False  # Twilio does not follow a redirect with 308
    app.extensions["helpline-signatures"] = Signatures(settings.tokens, settings.base_url)
    app.extensions["helpline-cookies"] = Cookies(settings.secret, secure=not settings.local)
    url = database_url(settings.database_url, settings.var_dir)
    database = Database(url)
    meter = _meter(app) if settings.metrics_token else Meter()
    live = load_live(settings, Published(database), url)
    live.told = meter.serving
    app.extensions["helpline-live"] = live
    app.extensions["helpline-meter"] = meter
    app.extensions["helpline-store"] = Store(database, Keys(settings.secret), meter.store)
    app.register_blueprint(text.routes)
    app.register_blueprint(call.routes)
    app.register_blueprint(health.routes)
    if settings.try_page:
        from helpline.web import phone

        app.register_blueprint(phone.routes)
    beside = app.extensions["helpline-beside"] = Beside(app)
    app.wsgi_app = Watched(beside, settings.base_url.startswith("https:"), meter)  # type: ignore[method-assign]
    return app


def _meter(app: Flask) -> Meter:
    """Have the metrics read at `/metrics`; without a token for them their library is not loaded."""
    from helpline.web import metrics

    app.register_blueprint(metrics.routes)
    return metrics.METER


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
