"""`helpline report`: what was asked, in counts, and the words that were not understood."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from helpline import settings
from helpline.cli.common import Commands
from helpline.problems import HelplineError
from helpline.store.database import connect
from helpline.store.driver import database_url
from helpline.store.reports import PEOPLE, shown, totals, unknown_words
from helpline.store.writing import month


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("report", help="show what was asked, in counts")
    parser.add_argument("--days", type=int, default=30, help="how far back (default: 30)")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the counts of the last days, and the words of this month that enough different people used."""
    found, now = settings.read(), datetime.now(UTC)
    try:
        with connect(database_url(found.database_url, found.var_dir)).connect() as connection:
            asked, words = totals(connection, now - timedelta(days=args.days)), unknown_words(connection, month(now))
    except SQLAlchemyError as error:
        raise HelplineError(
            f"the database cannot be read ({type(error).__name__}). Check DATABASE_URL; run `helpline db upgrade`."
        ) from None
    for channel, lang, outcome, topic, times in asked:
        print(f"{shown(times):>7}  {channel:6} {lang:4} {outcome:10} {topic}")
    print(
        f"words not understood, used by {PEOPLE} people or more this month: {', '.join(f'{w} ({n})' for w, n in words) or 'none'}"
    )
    return 0
