"""The connection to SQLite or PostgreSQL for staff, reports and migrations, with the waits and ways of `driver`."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import NullPool

from helpline.store.driver import AT_ONCE, GIVEN_UP, SQLITE_WAYS, WAIT, sqlite_file


def connect(url: str) -> Engine:
    """Return an engine. Nothing is opened yet, and nothing stays open between two transactions."""
    if url.startswith("sqlite"):
        sqlite_file(url)
        engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": WAIT})
        event.listen(engine, "connect", _sqlite_ways)
        event.listen(engine, "begin", _begin_at_once)
        return engine
    engine = create_engine(url, poolclass=NullPool, connect_args={"connect_timeout": WAIT} | GIVEN_UP)
    event.listen(engine, "connect", _postgres_ways)
    return engine


def _postgres_ways(connection: Any, _: object) -> None:
    """Give up on a statement or a lock that takes longer than WAIT."""
    connection.execute(f"SET statement_timeout = {WAIT * 1000}")
    connection.execute(f"SET lock_timeout = {WAIT * 1000}")
    connection.commit()


def _sqlite_ways(connection: Any, _: object) -> None:
    """Open the file as `driver` does, and let us say when a transaction begins."""
    connection.isolation_level = None
    for statement in SQLITE_WAYS:
        connection.execute(statement)


def _begin_at_once(connection: Any) -> None:
    connection.exec_driver_sql(AT_ONCE)
