"""`helpline doctor`: what stands between this line and a real number, a line each."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from datetime import date

from helpline import settings
from helpline.cli import check
from helpline.cli.common import Commands
from helpline.doctor.account import account
from helpline.doctor.address import address
from helpline.doctor.clock import clock
from helpline.doctor.database import database
from helpline.doctor.environment import environment
from helpline.doctor.finding import Finding
from helpline.doctor.signing import signing
from helpline.doctor.words import words
from helpline.problems import SettingError


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("doctor", help="say what is in order for a real number, and what is to do")
    parser.set_defaults(run=run)


def run(_: argparse.Namespace) -> int:
    """Print each finding as it is made. Exit code 1 if anything is to do."""
    todo = 0
    for finding in findings():
        print(finding, flush=True)
        todo += finding.state == "to do"
    print(f"{todo} to do" if todo else "nothing to do")
    return 1 if todo else 0


def findings() -> Iterator[Finding]:
    """Yield the settings, and then, if they can be used, all that hangs on them."""
    yield from environment(os.environ)
    try:
        found = settings.read()
    except SettingError:
        yield Finding("?", "the rest", "not looked at, it needs these settings. Mend them and run this again.")
        return
    yield from address(found)
    yield from signing(found)
    yield clock(found)
    yield database(found)
    yield from words(found.content_dir, check.found(found.content_dir, date.today()))
    yield from account(found)
