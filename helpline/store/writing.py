"""Writing counts and opt-outs into the database, each kind in one statement that is safe from several processes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from helpline.store.tables import counted, counts, optouts, words

REMEMBERED = timedelta(days=1)
"""How long a message's hash is kept. Twilio repeats a request within seconds."""
WRONG = timedelta(hours=1)
"""A time that lies further in the future was written by a wrong clock, and does not hold against a newer wish."""


@dataclass(frozen=True)
class Count:
    """One message or call turn, as far as it is counted. `message` is its hash, '' where it cannot come twice."""

    at: datetime
    channel: str
    lang: str
    outcome: str
    topic: str
    message: str = ""
    words: tuple[str, ...] = ()
    person: str = ""


@dataclass(frozen=True)
class OptOut:
    """Somebody who wants no more texts, or (`out` False) wants them again. The later wish holds, whichever is written last."""

    at: datetime
    person: str
    message: str
    out: bool


@dataclass(frozen=True)
class Forget:
    """Somebody who wants what is held about them deleted: their hash for opt-outs and, by month, for words."""

    person: str
    in_words: str


Item = Count | OptOut | Forget


def write(connection: Connection, items: Iterable[Item]) -> None:
    """Write items in their order. Raises SQLAlchemyError; the caller's transaction then undoes all of them."""
    for item in items:
        if isinstance(item, Count):
            _count(connection, item)
        elif isinstance(item, OptOut):
            row = {"person": item.person, "message": item.message, "out": int(item.out), "changed": item.at}
            changes = {name: value for name, value in row.items() if name != "person"}
            later = or_(optouts.c.changed <= item.at, optouts.c.changed > datetime.now(UTC) + WRONG)
            _upsert(connection, optouts, row, changes, later)
        else:
            connection.execute(delete(words).where(words.c.person == item.in_words))
            changed = {"message": "", "out": 0, "changed": datetime.now(UTC)}
            _upsert(connection, optouts, {"person": item.person, **changed}, changed)


def tidy(connection: Connection, now: datetime) -> None:
    """Delete what has served: message hashes after a day, words after the month that follows theirs, opt-ins after a day."""
    connection.execute(delete(counted).where(counted.c.hour < now - REMEMBERED))
    connection.execute(delete(words).where(words.c.month < month(now - timedelta(days=31))))
    connection.execute(delete(optouts).where(optouts.c.out == 0, optouts.c.changed < now - REMEMBERED))


def month(at: datetime) -> date:
    """Return the first day of the month: the period over which words are counted."""
    return at.date().replace(day=1)


def _count(connection: Connection, item: Count) -> None:
    hour = item.at.replace(minute=0, second=0, microsecond=0)
    if item.message and not _insert(connection, counted, {"message": item.message, "hour": hour}):
        return
    row = {
        "hour": hour,
        "channel": item.channel,
        "lang": item.lang,
        "outcome": item.outcome,
        "topic": item.topic,
        "times": 1,
    }
    _upsert(connection, counts, row, {"times": counts.c.times + 1})
    for word in item.words:
        _insert(connection, words, {"month": month(item.at), "word": word, "person": item.person})


def _statement(connection: Connection, table: Table, row: dict[str, Any]) -> Any:
    kind = postgresql if connection.dialect.name == "postgresql" else sqlite
    return kind.insert(table).values(row)


def _insert(connection: Connection, table: Table, row: dict[str, Any]) -> bool:
    """Insert a row unless its key is there; tell whether it was new."""
    statement = _statement(connection, table, row).on_conflict_do_nothing().returning(*table.primary_key)
    return connection.execute(statement).first() is not None


def _upsert(
    connection: Connection, table: Table, row: dict[str, Any], changes: dict[str, Any], only_if: Any = None
) -> None:
    """Insert a row, or make the changes where its key is there, `only_if` that holds for the row that is there."""
    keys = [column.name for column in table.primary_key]
    statement = _statement(connection, table, row)
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changes, where=only_if))


def opted_out_since(connection: Connection, since: datetime) -> list[tuple[str, str, bool, datetime]]:
    """Return (person, message, out, changed) of everyone whose wish changed at or after `since`."""
    rows = connection.execute(select(optouts).where(optouts.c.changed >= since))
    return [
        (row.person, row.message, bool(row.out), row.changed.replace(tzinfo=row.changed.tzinfo or UTC)) for row in rows
    ]
