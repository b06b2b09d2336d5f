"""`helpline staff`: the accounts of the console."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError

from helpline import settings
from helpline.cli.common import Commands
from helpline.problems import HelplineError
from helpline.store import migrate, passwords
from helpline.store.accounts import ROLES, AccountError, Accounts
from helpline.store.database import connect
from helpline.store.driver import database_url
from helpline.store.keys import Keys


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("staff", help="look after the accounts of the staff console")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    made = _action(actions, "add", "make an account; its password is asked for", add_account)
    made.add_argument("--role", choices=ROLES, required=True, help="an editor writes; an approver also approves")
    made.add_argument("--shown", default="", metavar="TEXT", help='the name that others see, such as "Ana Ruiz, RN"')
    for changing in (made, _action(actions, "password", "set another password and end the sessions", set_password)):
        changing.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
    _action(actions, "disable", "keep an account from signing in, and end its sessions", disable)
    _action(actions, "enable", "let an account sign in again", enable)
    actions.add_parser("list", help="show all accounts").set_defaults(run=run, does=show)


def _action(
    actions: Commands, name: str, about: str, does: Callable[[Accounts, argparse.Namespace], None]
) -> argparse.ArgumentParser:
    parser = actions.add_parser(name, help=about)
    parser.add_argument("name", metavar="NAME", help="the name for signing in")
    parser.set_defaults(run=run, does=does)
    return parser


def run(args: argparse.Namespace) -> int:
    """Do what was asked with the accounts. On one's own machine the tables are made if they are not there yet."""
    found = settings.read()
    engine = connect(database_url(found.database_url, found.var_dir))
    try:
        if found.local:
            migrate.upgrade(engine)
        args.does(Accounts(engine, Keys(found.secret)), args)
    except SQLAlchemyError as error:
        raise HelplineError(
            f"the accounts cannot be reached ({type(error).__name__}). Check DATABASE_URL; run `helpline db upgrade`."
        ) from None
    return 0


def add_account(accounts: Accounts, args: argparse.Namespace) -> None:
    """Make an account."""
    made = accounts.add(args.name, args.shown, args.role, _password(args))
    print(f"{made.name} ({made.shown}) may sign in at /staff as {made.role}.")


def set_password(accounts: Accounts, args: argparse.Namespace) -> None:
    """Set another password."""
    name = accounts.find(args.name).name
    accounts.set_password(name, _password(args))
    print(f"{name} has a new password and is signed out everywhere.")


def disable(accounts: Accounts, args: argparse.Namespace) -> None:
    """Disable an account."""
    accounts.disable(args.name)
    print(f"{args.name} can no longer sign in and is signed out everywhere.")


def enable(accounts: Accounts, args: argparse.Namespace) -> None:
    """Enable an account."""
    accounts.enable(args.name)
    print(f"{args.name} can sign in again.")


def show(accounts: Accounts, _: argparse.Namespace) -> None:
    """Print every account."""
    found = accounts.all()
    for each in found:
        state = f"disabled {each.disabled:%Y-%m-%d}" if each.disabled else "active"
        print(f"{each.name:20} {each.role:9} {state:20} {each.shown}")
    if not found:
        print("no accounts yet; make one with `helpline staff add NAME --role approver`")


def _password(args: argparse.Namespace) -> str:
    """Return the password that is typed twice, or given on standard input."""
    if args.password_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass(f"Password (at least {passwords.LEAST} characters): ")
    if first != getpass.getpass("The same again: "):
        raise AccountError("the two passwords are not the same; nothing was done.")
    return first
