"""The connection to SQLite or PostgreSQL, with short waits: the line would rather miss a count than make a person wait."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool

from helpline.problems import SettingError

WAIT = 3
"""Seconds that a connection, a lock or a statement may take."""

_GIVEN_UP = {
    "tcp_user_timeout": WAIT * 2000,
    "keepalives_idle": WAIT,
    "keepalives_interval": WAIT,
    "keepalives_count": 2,
}
"""libpq's words for a server that is gone without a word: given up after some seconds, not after a quarter of an hour."""


def database_url(text: str, var_dir: Path) -> str:
    """Return the URL for SQLAlchemy: `postgres://` as hosts write it becomes psycopg's, nothing becomes SQLite in `var_dir`."""
    if not text:
        return f"sqlite:///{(var_dir / 'helpline.db').resolve()}"
    for prefix in ("postgres://", "postgresql://"):
        if text.startswith(prefix):
            return "postgresql+psycopg://" + text.removeprefix(prefix)
    try:
        name = make_url(text).get_backend_name()
    except ArgumentError:
        name = "something unreadable"
    if name not in ("sqlite", "postgresql"):
        raise SettingError(f"DATABASE_URL names {name}; allowed are postgresql://... and sqlite:///path.")
    return text


def connect(url: str) -> Engine:
    """Return an engine. Nothing is opened yet, and nothing stays open between two rounds of the store."""
    if url.startswith("sqlite"):
        path = make_url(url).database
        if path:
            with contextlib.suppress(OSError):  # a disk that is read-only costs counts, not the start
                Path(path).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": WAIT})
        event.listen(engine, "connect", _sqlite_ways)
        event.listen(engine, "begin", _begin_at_once)
        return engine
    engine = create_engine(url, poolclass=NullPool, connect_args={"connect_timeout": WAIT} | _GIVEN_UP)
    event.listen(engine, "connect", _postgres_ways)
    return engine


def _postgres_ways(connection: Any, _: object) -> None:
    """Give up on a statement or a lock that takes longer than WAIT."""
    connection.execute(f"SET statement_timeout = {WAIT * 1000}")
    connection.execute(f"SET lock_timeout = {WAIT * 1000}")
    connection.commit()


def _sqlite_ways(connection: Any, _: object) -> None:
    """Let readers go on while somebody writes, and let us say when a transaction begins."""
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")


def _begin_at_once(connection: Any) -> None:
    """Take the write lock at the start: Python's deferred transactions lose writes between processes."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")
