"""The database: whether it answers, and whether its tables are those of this version."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from helpline.doctor.finding import Finding
from helpline.problems import SettingError
from helpline.settings import Settings
from helpline.store import migrate
from helpline.store.database import connect
from helpline.store.driver import database_url

ABOUT = "database"


def database(settings: Settings) -> Finding:
    """Open the database and compare its revision with the one that this version needs."""
    try:
        url = database_url(settings.database_url, settings.var_dir)
    except SettingError as error:
        return Finding("to do", ABOUT, str(error))
    made = make_url(url)
    if made.get_backend_name() == "sqlite" and made.database and not Path(made.database).exists():
        return Finding("to do", ABOUT, "there is none yet. Run `helpline db upgrade`.")
    try:
        at = migrate.current(connect(url))
    except (SQLAlchemyError, OSError) as error:
        return Finding(
            "to do", ABOUT, f"cannot be opened ({type(error).__name__}). Check DATABASE_URL and that it runs."
        )
    return _judged(at, "SQLite, for one machine" if made.get_backend_name() == "sqlite" else "PostgreSQL")


def _judged(at: str, kind: str) -> Finding:
    needed = migrate.newest()
    if at != needed:
        return Finding(
            "to do", ABOUT, f"{kind}, at revision {at or 'none'}, needed is {needed}. Run `helpline db upgrade`."
        )
    return Finding("ok", ABOUT, f"{kind}, at revision {at}.")
