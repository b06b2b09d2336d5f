"""Who is signed in. The browser holds a random token; the database holds only its hash."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, Row, and_, delete, insert, select, update

from helpline.store.accounts import Account
from helpline.store.tables import sessions, staff
from helpline.store.throttle import Clock, utc_now

IDLE = timedelta(minutes=30)
"""How long a session lasts without a request."""

LONGEST = timedelta(hours=12)
"""How long a session lasts at most."""

_NOTED = timedelta(minutes=1)
"""How exactly the last request is noted; saves a write on most requests."""


@dataclass(frozen=True)
class Session:
    """A browser that is signed in. `id` is the hash of its token; `csrf` goes into its forms."""

    id: str
    account: str
    csrf: str
    created: datetime
    seen: datetime
    ends: datetime


class Sessions:
    """The sessions in the database. Every method is one short transaction."""

    def __init__(self, engine: Engine, now: Clock = utc_now) -> None:
        self._engine, self._now = engine, now

    def open(self, account: Account) -> str:
        """Begin a session and return its token: '' if the account was disabled or got another password meanwhile."""
        token, now = secrets.token_urlsafe(32), self._now()
        row = {
            "token": _hash(token),
            "account": account.name,
            "csrf": secrets.token_urlsafe(32),
            "created": now,
            "seen": now,
            "ends": now + LONGEST,
        }
        same = and_(staff.c.name == account.name, staff.c.password == account.password, staff.c.disabled.is_(None))
        with self._engine.begin() as connection:
            connection.execute(delete(sessions).where(sessions.c.ends <= now))
            connection.execute(delete(sessions).where(sessions.c.seen <= now - IDLE))
            if connection.execute(select(staff.c.name).where(same).with_for_update()).first() is None:
                return ""
            connection.execute(insert(sessions).values(row))
        return token

    def find(self, token: str) -> tuple[Session, Account] | None:
        """Return the session of a token with its account, and note that it was used; None if it has ended."""
        now = self._now()
        live = and_(sessions.c.token == _hash(token), sessions.c.ends > now, sessions.c.seen > now - IDLE)
        query = select(sessions, staff).join(staff, staff.c.name == sessions.c.account)
        with self._engine.begin() as connection:
            row = connection.execute(query.where(live, staff.c.disabled.is_(None))).first()
            if row is None:
                return None
            if now - row.seen >= _NOTED:
                connection.execute(update(sessions).where(sessions.c.token == row.token).values(seen=now))
        values = row._mapping
        account = Account(
            row.name, row.shown, row.role, values[staff.c.created], row.disabled, values[staff.c.password]
        )
        return _session(row, values[sessions.c.created]), account

    def of(self, account: str) -> list[Session]:
        """Return the live sessions of an account, the last used first."""
        now = self._now()
        live = and_(sessions.c.account == account, sessions.c.ends > now, sessions.c.seen > now - IDLE)
        with self._engine.connect() as connection:
            rows = connection.execute(select(sessions).where(live).order_by(sessions.c.seen.desc(), sessions.c.token))
            return [_session(row, row.created) for row in rows]

    def end(self, token: str) -> None:
        """End the session of a token."""
        with self._engine.begin() as connection:
            connection.execute(delete(sessions).where(sessions.c.token == _hash(token)))

    def end_all(self, account: str) -> None:
        """End every session of an account."""
        with self._engine.begin() as connection:
            connection.execute(delete(sessions).where(sessions.c.account == account))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _session(row: Row[tuple[object, ...]], created: datetime) -> Session:
    return Session(row.token, row.account, row.csrf, created, row.seen, row.ends)
