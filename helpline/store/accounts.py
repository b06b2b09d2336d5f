"""Staff accounts: who may sign in to the console, as editor or as approver."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Engine, Row, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from helpline.problems import HelplineError
from helpline.store import passwords
from helpline.store.keys import Keys
from helpline.store.tables import sessions, staff
from helpline.store.throttle import ALL, NAME, Clock, Limit, Throttle, utc_now

ROLES = ("editor", "approver")
"""An editor writes; an approver may do all that an editor may, and approve what somebody else wrote."""

_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}")
_SHOWN = 80


class AccountError(HelplineError):
    """An account cannot be made or changed; the sentence says why and what to do."""


@dataclass(frozen=True)
class Account:
    """Somebody of the staff. `name` is for signing in, `shown` is what others read."""

    name: str
    shown: str
    role: str
    created: datetime
    disabled: datetime | None
    password: str = field(repr=False)
    """The hash."""

    def may(self, role: str) -> bool:
        """Tell whether this account may do what a role may do."""
        return self.role in (role, "approver")


@dataclass(frozen=True)
class Checked:
    """What came of a name and a password: the account, or how long to wait before the next try (0: wrong, try again)."""

    account: Account | None
    wait: timedelta = timedelta(0)


class Accounts:
    """The accounts in the database. Every method is one short transaction, or two."""

    def __init__(self, engine: Engine, keys: Keys, now: Clock = utc_now) -> None:
        self._engine, self._keys, self._now = engine, keys, now
        self._throttle = Throttle(engine, now)

    def add(self, name: str, shown: str, role: str, password: str) -> Account:
        """Make an account. Raises AccountError."""
        name, shown = tidied(name), " ".join(shown.split()) or tidied(name)
        if not _NAME.fullmatch(name):
            raise AccountError(
                f"the name {name!r} cannot be used; allowed are 2 to 64 letters a to z, digits, '.', '_', '-' and '@'."
            )
        if len(shown) > _SHOWN:
            raise AccountError(f"the shown name has {len(shown)} characters; at most {_SHOWN} are allowed.")
        if role not in ROLES:
            raise AccountError(f"the role is {role!r}; allowed are {' and '.join(ROLES)}.")
        row = {"name": name, "shown": shown, "role": role, "password": _new(password, name), "created": self._now()}
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(staff).values(row))
        except IntegrityError:
            raise AccountError(f"there is an account {name!r} already; `helpline staff list` shows all.") from None
        return self.find(name)

    def all(self) -> list[Account]:
        """Return every account, in the order of names."""
        with self._engine.connect() as connection:
            return [_account(row) for row in connection.execute(select(staff).order_by(staff.c.name))]

    def any(self) -> bool:
        """Tell whether there is an account."""
        with self._engine.connect() as connection:
            return bool(connection.execute(select(func.count()).select_from(staff)).scalar_one())

    def find(self, name: str) -> Account:
        """Return an account. Raises AccountError where there is none."""
        found = self._look_up(tidied(name))
        if found is None:
            raise AccountError(f"there is no account {name!r}; `helpline staff list` shows all.")
        return found

    def set_password(self, name: str, password: str) -> Account:
        """Give an account another password and end its sessions. Raises AccountError."""
        found = self.find(name)
        self._change(found.name, {"password": _new(password, found.name)})
        self._throttle.succeeded(self._keys.staff("name", found.name))
        return self.find(name)

    def disable(self, name: str) -> None:
        """Keep an account from signing in, and end its sessions. Raises AccountError."""
        self._change(self.find(name).name, {"disabled": self._now()})

    def enable(self, name: str) -> None:
        """Let an account sign in again. Raises AccountError."""
        self._change(self.find(name).name, {"disabled": None})

    def check(self, name: str, password: str, device: str = "") -> Checked:
        """Return the account of a name and a password. The same answer, in the same time, for wrong names and wrong passwords.

        `device` is what `device_of` gave to a browser: it has tries of its own, so that strangers cannot lock it out.
        """
        name = tidied(name)
        found = self._look_up(name)
        own, shared = self._limits(name, found, device)
        wait = self._throttle.admit({own: NAME, **shared})
        if wait > timedelta(0):
            return Checked(None, wait)
        right = passwords.matches(found.password if found and not found.disabled else "", password)
        if not right:
            return Checked(None)
        self._throttle.succeeded(own, shared)
        return Checked(found)

    def device_of(self, account: Account) -> str:
        """Return the mark of a browser that has signed in to an account."""
        return self._keys.staff("device", f"{account.name}\0{_stamp(account.password)}")

    def _limits(self, name: str, found: Account | None, device: str) -> tuple[str, Mapping[str, Limit]]:
        """Return the key of the tries for a name, and the keys that it shares with other names."""
        if found is not None and hmac.compare_digest(self.device_of(found).encode(), device.encode()):
            return self._keys.staff("known", device), {}
        return self._keys.staff("name", name), {self._keys.staff("all", ""): ALL}

    def _look_up(self, name: str) -> Account | None:
        with self._engine.connect() as connection:
            row = connection.execute(select(staff).where(staff.c.name == name)).first()
        return _account(row) if row else None

    def _change(self, name: str, values: Mapping[str, object]) -> None:
        with self._engine.begin() as connection:
            connection.execute(update(staff).where(staff.c.name == name).values(values))
            connection.execute(delete(sessions).where(sessions.c.account == name))


def tidied(name: str) -> str:
    """Return a name as it is kept: without blanks around it, in small letters."""
    return name.strip().lower()[:200]


def _new(password: str, name: str) -> str:
    fault = passwords.fault(password, name)
    if fault:
        raise AccountError(fault)
    return passwords.hashed(password)


def _stamp(kept: str) -> str:
    """Return a digest of a password's hash: it changes with the password."""
    return hashlib.sha256(kept.encode()).hexdigest()


def _account(row: Row[tuple[str, str, str, str, datetime, datetime]]) -> Account:
    return Account(row.name, row.shown, row.role, row.created, row.disabled, row.password)
