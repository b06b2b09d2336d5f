"""What a console request works with: the settings, the staff side of the database, and who is signed in."""

from __future__ import annotations

from flask import current_app, g

from helpline.console.desk import Desk
from helpline.settings import Settings
from helpline.store.accounts import Account
from helpline.store.sessions import Session
from helpline.store.staff import Staff


def settings() -> Settings:
    """Return the settings of the app."""
    found: Settings = current_app.config["SETTINGS"]
    return found


def staff() -> Staff:
    """Return accounts and sessions."""
    found: Staff = current_app.extensions["helpline-staff"]
    return found


def desk() -> Desk:
    """Return the replies, and what staff have done to them."""
    return Desk(current_app.extensions["helpline-live"], current_app.extensions["helpline-edits"])


def account() -> Account:
    """Return who is signed in. Only behind `staff_only`."""
    found: Account = g.account
    return found


def session() -> Session:
    """Return the session of this request. Only behind `staff_only`."""
    found: Session = g.session
    return found
