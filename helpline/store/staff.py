"""The staff side of the database in one hand: accounts and sessions over one engine and one clock."""

from __future__ import annotations

from sqlalchemy import Engine

from helpline.store.accounts import Accounts
from helpline.store.keys import Keys
from helpline.store.sessions import Sessions
from helpline.store.throttle import Clock, utc_now


class Staff:
    """What the console and the command line need of the database."""

    def __init__(self, engine: Engine, keys: Keys, now: Clock = utc_now) -> None:
        self.engine, self.now = engine, now
        self.accounts, self.sessions = Accounts(engine, keys, now), Sessions(engine, now)
