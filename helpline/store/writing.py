"""Writing counts and opt-outs into the database, each kind in one statement that is safe from several processes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import NamedTuple

from helpline.store.driver import Transaction, moment, stored

REMEMBERED = timedelta(days=1)
"""How long a message's hash is kept. Twilio repeats a request within seconds."""
WRONG = timedelta(hours=1)
"""A time that lies further in the future was written by a wrong clock, and does not hold against a newer wish."""


class Count(NamedTuple):
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


class OptOut(NamedTuple):
    """Somebody who wants no more texts, or (`out` False) wants them again. The later wish holds, whichever is written last."""

    at: datetime
    person: str
    message: str
    out: bool


class Forget(NamedTuple):
    """Somebody who wants what is held about them deleted: their hash for opt-outs and, by month, for words."""

    person: str
    in_words: str


Item = Count | OptOut | Forget


_WISH = """
INSERT INTO optouts (person, message, "out", changed) VALUES (:person, :message, :out, :changed)
ON CONFLICT (person) DO UPDATE SET message = excluded.message, "out" = excluded."out", changed = excluded.changed
WHERE optouts.changed <= excluded.changed OR optouts.changed > :far
"""

_FORGET = """
INSERT INTO optouts (person, message, "out", changed) VALUES (:person, '', 0, :changed)
ON CONFLICT (person) DO UPDATE SET message = excluded.message, "out" = excluded."out", changed = excluded.changed
"""

_COUNT = """
INSERT INTO counts (hour, channel, lang, outcome, topic, times)
VALUES (:hour, :channel, :lang, :outcome, :topic, :times)
ON CONFLICT (hour, channel, lang, outcome, topic) DO UPDATE SET times = counts.times + excluded.times
"""

_WORD = "INSERT INTO words (month, word, person) VALUES (:month, :word, :person) ON CONFLICT DO NOTHING"

_NEW_SQLITE = """
INSERT INTO counted (message, hour) SELECT key, value FROM json_each(:hours) WHERE true
ON CONFLICT DO NOTHING RETURNING message
"""

_NEW_POSTGRES = """
INSERT INTO counted (message, hour)
SELECT key, CAST(value AS timestamp) AT TIME ZONE 'UTC' FROM json_each_text(CAST(:hours AS json)) ORDER BY key
ON CONFLICT DO NOTHING RETURNING message
"""


Held = tuple[str, str, bool]
"""Whether a person wants no texts, and the message that said so: (person, message, out)."""


def write(transaction: Transaction, items: Iterable[Item]) -> list[Held]:
    """Write items in their order; return what holds for those whose wish was no new one.

    Raises the driver's errors; the caller's transaction then undoes all of them.
    """
    held: list[Held] = []
    for kind, group in groupby(items, type):
        if kind is Count:
            _count(transaction, [item for item in group if isinstance(item, Count)])
            continue
        for item in group:
            if isinstance(item, OptOut):
                held += _wish(transaction, item)
            elif isinstance(item, Forget):
                _forget(transaction, item)
    return held


def tidy(transaction: Transaction, now: datetime) -> None:
    """Delete what has served: message hashes after a day, words after the month that follows theirs, opt-ins after a day."""
    transaction.run("DELETE FROM counted WHERE hour < :before", before=now - REMEMBERED)
    transaction.run("DELETE FROM words WHERE month < :before", before=month(now - timedelta(days=31)))
    transaction.run('DELETE FROM optouts WHERE "out" = 0 AND changed < :before', before=now - REMEMBERED)


def month(at: datetime) -> date:
    """Return the first day of the month: the period over which words are counted."""
    return at.date().replace(day=1)


def opted_out_since(transaction: Transaction, since: datetime) -> list[tuple[str, str, bool, datetime]]:
    """Return (person, message, out, changed) of everyone whose wish changed at or after `since`."""
    rows = transaction.run('SELECT person, message, "out", changed FROM optouts WHERE changed >= :since', since=since)
    return [(person, message, bool(out), moment(changed)) for person, message, out, changed in rows]


def _wish(transaction: Transaction, item: OptOut) -> list[Held]:
    """Write a wish, unless its message was acted on before: a request that somebody sends again must not undo a later wish."""
    if transaction.run("SELECT message FROM counted WHERE message = :message", message=item.message):
        rows = transaction.run('SELECT message, "out" FROM optouts WHERE person = :person', person=item.person)
        return [(item.person, message, bool(out)) for message, out in rows or [("", False)]]
    far = datetime.now(UTC) + WRONG
    transaction.run(_WISH, person=item.person, message=item.message, out=int(item.out), changed=item.at, far=far)
    return []


def _forget(transaction: Transaction, item: Forget) -> None:
    transaction.run("DELETE FROM words WHERE person = :person", person=item.in_words)
    transaction.run(_FORGET, person=item.person, changed=datetime.now(UTC))


def _count(transaction: Transaction, items: list[Count]) -> None:
    """Add up what is new, then write each kind once: in one order everywhere, so that no two processes block each other."""
    new = _new(transaction, items)
    fresh = [item for item in items if not item.message or new.pop(item.message, False)]
    kinds: Counter[tuple[datetime, str, str, str, str]] = Counter()
    for item in fresh:
        kinds[_hour(item.at), item.channel, item.lang, item.outcome, item.topic] += item.times
    names = ("hour", "channel", "lang", "outcome", "topic")
    transaction.run_each(
        _COUNT, [dict(zip(names, kind, strict=True)) | {"times": times} for kind, times in sorted(kinds.items())]
    )
    used = sorted({(month(item.at), word, item.person) for item in fresh for word in item.words})
    transaction.run_each(_WORD, [{"month": at, "word": word, "person": person} for at, word, person in used])


def _new(transaction: Transaction, items: list[Count]) -> dict[str, bool]:
    """Note the messages of items as counted; return those that were not."""
    hours = {item.message: stored(_hour(item.at)) for item in items if item.message}
    if not hours:
        return {}
    rows = transaction.run(_NEW_POSTGRES if transaction.postgres else _NEW_SQLITE, hours=json.dumps(hours))
    return {message: True for (message,) in rows}


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)
