"""The database for the path that answers people: fixed statements over the plain drivers.

Waits are short: the line would rather miss a count than make a person wait. The staff side uses SQLAlchemy, which a
worker that answers texts need not load; what either side writes, the other reads.
"""

from __future__ import annotations

import contextlib
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote

from helpline.problems import SettingError

WAIT = 3
"""Seconds that a connection, a lock or a statement may take."""

GIVEN_UP = {
    "tcp_user_timeout": WAIT * 2000,
    "keepalives_idle": WAIT,
    "keepalives_interval": WAIT,
    "keepalives_count": 2,
}
"""libpq's words for a server that is gone without a word: given up after some seconds, not after a quarter of an hour."""

SQLITE_WAYS = ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=NORMAL")
"""Let readers go on while somebody writes."""

AT_ONCE = "BEGIN IMMEDIATE"
"""Take SQLite's write lock at the start: deferred transactions lose writes between processes."""

_FILE, _SERVER = "sqlite:///", "postgresql+psycopg://"
_PLACE = re.compile(
    r"(?:(?P<user>[^:/]*)(?::(?P<password>[^@]*))?@)?"
    r"(?:\[(?P<address>[^/?]+)\]|(?P<host>[^/:?]+))?(?::(?P<port>[^/?]*))?(?:/(?P<dbname>[^?]*))?(?:\?(?P<more>.*))?"
)
"""What follows the scheme, read as SQLAlchemy reads it: both sides must mean the same server."""


class AwayError(Exception):
    """The database is away, or cannot do what it was asked. Says the kind of error only: a message may quote a row."""


def database_url(text: str, var_dir: Path) -> str:
    """Return the URL of the database: `postgres://` as hosts write it names psycopg, nothing is SQLite in `var_dir`."""
    if not text:
        return f"{_FILE}{(var_dir / 'helpline.db').resolve()}"
    for prefix in ("postgres://", "postgresql://", _SERVER):
        if text.startswith(prefix):
            return _SERVER + text.removeprefix(prefix)
    if text.startswith(_FILE) and "?" not in text:
        return text
    scheme = re.match(r"[\w+]+(?=://)", text)
    name = scheme[0] if scheme else "something unreadable"
    raise SettingError(f"DATABASE_URL names {name}; allowed are postgresql://... and sqlite:///path.")


def sqlite_file(url: str) -> Path:
    """Return the file of a SQLite database, in a folder that is made if it can be."""
    path = Path(unquote(url.removeprefix(_FILE).partition("?")[0])).absolute()
    with contextlib.suppress(OSError):  # a disk that is read-only costs counts, not the start
        path.parent.mkdir(parents=True, exist_ok=True)
    return path


@lru_cache(64)
def stored(at: datetime) -> str:
    """Return a moment as SQLite keeps it, without a zone: rows are compared as texts, so all must be written alike."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def moment(value: Any) -> datetime:
    """Return the moment that a database gave, in UTC."""
    if isinstance(value, str):
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    at: datetime = value
    return at.astimezone(UTC)


class Transaction:
    """One transaction. Statements name their parameters `:so`, in both kinds of database."""

    def __init__(self, connection: Any, postgres: bool) -> None:
        self._connection, self.postgres = connection, postgres

    def run(self, sql: str, **values: object) -> list[tuple[Any, ...]]:
        """Run a statement and return its rows."""
        cursor = self._connection.execute(self._said(sql), self._given(values))
        return cursor.fetchall() if cursor.description else []

    def run_each(self, sql: str, rows: Iterable[Mapping[str, object]]) -> None:
        """Run a statement for each of some rows, in their order."""
        self._connection.cursor().executemany(self._said(sql), [self._given(row) for row in rows])

    def _said(self, sql: str) -> str:
        return _psycopg_style(sql) if self.postgres else sql

    def _given(self, values: Mapping[str, object]) -> Mapping[str, object]:
        return values if self.postgres else {name: _for_sqlite(value) for name, value in values.items()}


@dataclass(frozen=True)
class _Way:
    """How one kind of database is opened, how a transaction begins in it, and what its driver raises."""

    connect: Callable[[], Any]
    begin: tuple[str, ...]
    trouble: tuple[type[Exception], ...]


class Database:
    """A database by its URL. Nothing is opened yet, and nothing stays open between two transactions."""

    def __init__(self, url: str) -> None:
        """Take a URL as `database_url` returns it."""
        self._postgres = not url.startswith(_FILE)
        self._way = _postgres(url) if self._postgres else _sqlite(url)

    @contextmanager
    def begin(self) -> Iterator[Transaction]:
        """Open a transaction, which is kept if nothing is raised within it, else undone. Raises AwayError."""
        try:
            with closing(self._way.connect()) as connection:
                for statement in self._way.begin:
                    connection.execute(statement)
                yield Transaction(connection, self._postgres)
                connection.execute("COMMIT")
        except self._way.trouble as error:
            raise AwayError(type(error).__name__) from error


def server(url: str) -> dict[str, str]:
    """Return libpq's parameters for the URL of a PostgreSQL database."""
    found = _PLACE.match(url.removeprefix(_SERVER))
    parts = {name: value for name, value in found.groupdict().items() if value} if found else {}
    more = dict(parse_qsl(parts.pop("more", "")))
    for name in parts.keys() & {"user", "password", "dbname"}:
        parts[name] = unquote(parts[name])
    if "address" in parts:
        parts["host"] = parts.pop("address")
    return parts | more


def _sqlite(url: str) -> _Way:
    connect = partial(sqlite3.connect, sqlite_file(url), timeout=WAIT, isolation_level=None)
    return _Way(connect, (*SQLITE_WAYS, AT_ONCE), (sqlite3.Error, OSError))


def _postgres(url: str) -> _Way:
    import psycopg

    # Preparing a statement pays at its second use; before that the connection is gone.
    ways: dict[str, Any] = {**server(url), "autocommit": True, "prepare_threshold": None, "connect_timeout": WAIT}
    begin = f"BEGIN; SET LOCAL statement_timeout = {WAIT * 1000}; SET LOCAL lock_timeout = {WAIT * 1000}"
    return _Way(partial(psycopg.connect, **(ways | GIVEN_UP)), (begin,), (psycopg.Error, OSError))


@cache
def _psycopg_style(sql: str) -> str:
    return re.sub(r"(?<!:):(\w+)", r"%(\1)s", sql)


def _for_sqlite(value: object) -> object:
    if isinstance(value, datetime):
        return stored(value)
    return value.isoformat() if isinstance(value, date) else value
