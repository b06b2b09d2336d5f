"""Writing counts and opt-outs into the database, each kind in one statement that is safe from several processes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
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
    times: int = 1


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
    for kind, group in groupby(items, type):
        if kind is Count:
            _count(connection, [item for item in group if isinstance(item, Count)])
            continue
        for item in group:
            if isinstance(item, OptOut):
                _wish(connection, item)
            elif isinstance(item, Forget):
                _forget(connection, item)


def tidy(connection: Connection, now: datetime) -> None:
    """Delete what has served: message hashes after a day, words after the month that follows theirs, opt-ins after a day."""
    connection.execute(delete(counted).where(counted.c.hour < now - REMEMBERED))
    connection.execute(delete(words).where(words.c.month < month(now - timedelta(days=31))))
    connection.execute(delete(optouts).where(optouts.c.out == 0, optouts.c.changed < now - REMEMBERED))


def month(at: datetime) -> date:
    """Return the first day of the month: the period over which words are counted."""
    return at.date().replace(day=1)


def _wish(connection: Connection, item: OptOut) -> None:
    row = {"person": item.person, "message": item.message, "out": int(item.out), "changed": item.at}
    changes = {name: value for name, value in row.items() if name != "person"}
    later = or_(optouts.c.changed <= item.at, optouts.c.changed > datetime.now(UTC) + WRONG)
    upsert(connection, optouts, row, changes, later)


def _forget(connection: Connection, item: Forget) -> None:
    connection.execute(delete(words).where(words.c.person == item.in_words))
    changed = {"message": "", "out": 0, "changed": datetime.now(UTC)}
    upsert(connection, optouts, {"person": item.person, **changed}, changed)


def _count(connection: Connection, items: list[Count]) -> None:
    """Add up what is new, then write each kind once: in one order everywhere, so that no two processes block each other."""
    new = _new(connection, items)
    fresh = [item for item in items if not item.message or new.pop(item.message, False)]
    kinds: Counter[tuple[datetime, str, str, str, str]] = Counter()
    for item in fresh:
        kinds[_hour(item.at), item.channel, item.lang, item.outcome, item.topic] += item.times
    names = [column.name for column in counts.primary_key]
    for kind, times in sorted(kinds.items()):
        row = dict(zip(names, kind, strict=True)) | {"times": times}
        upsert(connection, counts, row, {"times": counts.c.times + times})
    for at, word, person in sorted({(month(item.at), word, item.person) for item in fresh for word in item.words}):
        values = {"month": at, "word": word, "person": person}
        connection.execute(_statement(connection, words, values).on_conflict_do_nothing())


def _new(connection: Connection, items: list[Count]) -> dict[str, bool]:
    """Note the messages of items as counted; return those that were not."""
    hours = {item.message: _hour(item.at) for item in items if item.message}
    if not hours:
        return {}
    rows = [{"message": message, "hour": hour} for message, hour in sorted(hours.items())]
    statement = _statement(connection, counted, rows).on_conflict_do_nothing().returning(counted.c.message)
    return dict.fromkeys(connection.execute(statement).scalars(), True)


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def _statement(connection: Connection, table: Table, row: dict[str, Any] | list[dict[str, Any]]) -> Any:
    kind = postgresql if connection.dialect.name == "postgresql" else sqlite
    return kind.insert(table).values(row)


def upsert(
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
