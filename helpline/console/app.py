"""The app of the staff console, over the settings and the content of the app that it stands beside."""

from __future__ import annotations

from flask import Flask

from helpline.console.blueprint import console
from helpline.settings import Settings
from helpline.store.database import connect
from helpline.store.driver import database_url
from helpline.store.edits import Edits
from helpline.store.keys import Keys
from helpline.store.staff import Staff


def console_app(beside: Flask) -> Flask:
    """Return the console's app. What a test has put into `beside` for it stays."""
    app = Flask(beside.import_name)
    app.config, app.extensions = beside.config, beside.extensions
    settings: Settings = app.config["SETTINGS"]
    engine = connect(database_url(settings.database_url, settings.var_dir))
    app.extensions.setdefault("helpline-edits", Edits(engine))
    app.extensions.setdefault("helpline-staff", Staff(engine, Keys(settings.secret)))
    app.url_map.strict_slashes, app.url_map.merge_slashes = beside.url_map.strict_slashes, beside.url_map.merge_slashes
    app.register_blueprint(console())
    return app
