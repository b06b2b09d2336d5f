"""Writing counts and opt-outs into the database, each kind in one statement that is safe from several processes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import ARRAY, Connection, String, Table, cast, delete, func, literal, select, true
from sqlalchemy.dialects import postgresql, sqlite

from helpline.store.tables import counted, counts, optouts, words

REMEMBERED = timedelta(days=1)
"""How long a message's hash is kept. Twilio repeats a request within seconds."""


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
    """Somebody who wants no more texts, or (`out` False) wants them again."""

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
    """Write items in their order, counts in a row together. Raises SQLAlchemyError; the transaction then undoes all."""
    for counting, run in groupby(items, key=lambda item: isinstance(item, Count)):
        if counting:
            _counts(connection, [item for item in run if isinstance(item, Count)])
        else:
            for item in run:
                _wish(connection, item)


def _wish(connection: Connection, item: Item) -> None:
    if isinstance(item, OptOut):
        changes = {"message": item.message, "out": int(item.out), "changed": item.at}
        _upsert(connection, optouts, {"person": item.person, **changes}, changes)
    elif isinstance(item, Forget):
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


def _counts(connection: Connection, items: Sequence[Count]) -> None:
    """Add up what is new and write each sum once, in the same order everywhere, so that no two processes block each other."""
    new = _new(connection, items)
    sums: Counter[tuple[datetime, str, str, str, str]] = Counter()
    for item in new:
        sums[_hour(item), item.channel, item.lang, item.outcome, item.topic] += item.times
    names = [column.name for column in counts.primary_key]
    rows = [dict(zip(names, kind, strict=True)) | {"times": times} for kind, times in sorted(sums.items())]
    if rows:
        insert = _dialect(connection).insert(counts)
        added = {"times": counts.c.times + insert.excluded.times}
        connection.execute(insert.on_conflict_do_update(index_elements=names, set_=added), rows)
    used = sorted({(month(item.at), word, item.person) for item in new for word in item.words})
    if used:
        keys = [{"month": at, "word": word, "person": person} for at, word, person in used]
        connection.execute(_dialect(connection).insert(words).on_conflict_do_nothing(), keys)


def _new(connection: Connection, items: Sequence[Count]) -> list[Count]:
    """Return the items that nobody has counted yet, and note their messages as counted."""
    once = {item.message: item for item in reversed(items) if item.message}
    new = set[str]()
    for hour, run in groupby(
        sorted(once, key=lambda message: (_hour(once[message]), message)), lambda m: _hour(once[m])
    ):
        new |= _noted(connection, hour, list(run))
    return [item for item in items if not item.message or (once[item.message] is item and item.message in new)]


def _noted(connection: Connection, hour: datetime, messages: list[str]) -> set[str]:
    """Note messages as counted, all in one parameter; return those that were not yet."""
    if connection.dialect.name == "postgresql":
        each: Any = func.unnest(cast(messages, ARRAY(String))).column_valued("message")
    else:
        each = func.json_each(json.dumps(messages)).table_valued("value").c.value
    rows = select(each, literal(hour, counted.c.hour.type)).where(true())
    insert = _dialect(connection).insert(counted).from_select(["message", "hour"], rows)
    return set(connection.execute(insert.on_conflict_do_nothing().returning(counted.c.message)).scalars())


def _hour(item: Count) -> datetime:
    return item.at.replace(minute=0, second=0, microsecond=0)


def _dialect(connection: Connection) -> Any:
    return postgresql if connection.dialect.name == "postgresql" else sqlite


def _upsert(connection: Connection, table: Table, row: dict[str, Any], changes: dict[str, Any]) -> None:
    keys = [column.name for column in table.primary_key]
    insert = _dialect(connection).insert(table).values(row)
    connection.execute(insert.on_conflict_do_update(index_elements=keys, set_=changes))


def opted_out_since(connection: Connection, since: datetime) -> list[tuple[str, str, bool, datetime]]:
    """Return (person, message, out, changed) of everyone whose wish changed at or after `since`."""
    rows = connection.execute(select(optouts).where(optouts.c.changed >= since))
    return [
        (row.person, row.message, bool(row.out), row.changed.replace(tzinfo=row.changed.tzinfo or UTC)) for row in rows
    ]
