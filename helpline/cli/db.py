"""`helpline db upgrade`: bring the database to the tables of this version."""

from __future__ import annotations

import argparse

from sqlalchemy.exc import SQLAlchemyError

from helpline import settings
from helpline.cli.common import Commands
from helpline.problems import HelplineError
from helpline.store import migrate
from helpline.store.database import connect
from helpline.store.driver import database_url


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("db", help="look after the database")
    parser.add_argument("action", choices=("upgrade",))
    parser.set_defaults(run=run)


def run(_: argparse.Namespace) -> int:
    """Apply the migrations that are missing."""
    found = settings.read()
    try:
        print(f"database at revision {migrate.upgrade(connect(database_url(found.database_url, found.var_dir)))}")
    except SQLAlchemyError as error:
        raise HelplineError(
            f"the database cannot be upgraded ({type(error).__name__}). Check DATABASE_URL and that it can be reached."
        ) from None
    return 0
