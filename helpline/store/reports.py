"""What can be read out of the counts, small enough to point at nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Date, func, select

from helpline.store.tables import counts, words
from helpline.store.writing import month

PEOPLE = 11
"""Different people who must have used a word in a month before it is shown."""

SMALL = 5
"""Messages from which a count is shown as it is. What is less could be one person, on a day that somebody remembers."""


@dataclass(frozen=True)
class Asked:
    """How often one kind of message came on one day (UTC)."""

    day: date
    channel: str
    lang: str
    outcome: str
    topic: str
    times: int


def small(times: int) -> bool:
    """Tell whether a count is too small to be shown."""
    return 0 < times < SMALL


def shown(times: int) -> str:
    """Return a count as people may see it: "1,204", or "under 5"."""
    return f"under {SMALL}" if small(times) else f"{times:,}"


def unknown_words(connection: Connection, month: date) -> list[tuple[str, int]]:
    """Return (word, people) for words of a month that at least PEOPLE people used in messages that were not understood."""
    people = func.count(words.c.person)
    rows = connection.execute(
        select(words.c.word, people)
        .where(words.c.month == month)
        .group_by(words.c.word)
        .having(people >= PEOPLE)
        .order_by(people.desc(), words.c.word)
    )
    return [(row[0], int(row[1])) for row in rows]


def recent_words(connection: Connection, today: date) -> list[tuple[str, int]]:
    """Return the unknown words of this month and the last, each with the people of the month that had more of them."""
    now = month(datetime(today.year, today.month, today.day, tzinfo=UTC))
    most: dict[str, int] = {}
    for begins in (now, (now - timedelta(days=1)).replace(day=1)):
        for word, people in unknown_words(connection, begins):
            most[word] = max(people, most.get(word, 0))
    return sorted(most.items(), key=lambda item: (-item[1], item[0]))


def totals(connection: Connection, since: datetime) -> list[tuple[str, str, str, str, int]]:
    """Return (channel, language, outcome, topic, times) over the hours from `since` on, the most frequent first."""
    times = func.sum(counts.c.times)
    kinds = (counts.c.channel, counts.c.lang, counts.c.outcome, counts.c.topic)
    rows = connection.execute(
        select(*kinds, times).where(counts.c.hour >= since).group_by(*kinds).order_by(times.desc(), *kinds)
    )
    return [(row[0], row[1], row[2], row[3], int(row[4])) for row in rows]


def daily(connection: Connection, since: date) -> list[Asked]:
    """Return what was asked from the beginning of the day `since` on, by day. What was missed is not among it."""
    day, begin = _day(connection), datetime(since.year, since.month, since.day, tzinfo=UTC)
    kinds = (day, counts.c.channel, counts.c.lang, counts.c.outcome, counts.c.topic)
    rows = connection.execute(
        select(*kinds, func.sum(counts.c.times))
        .where(counts.c.hour >= begin, counts.c.outcome != "missed")
        .group_by(*kinds)
        .order_by(*kinds)
    )
    return [Asked(date.fromisoformat(str(row[0])), *row[1:5], int(row[5])) for row in rows]


def _day(connection: Connection) -> Any:
    """Return the day of an hour, in UTC. SQLite keeps hours in UTC and gives the day as a text."""
    if connection.dialect.name == "postgresql":
        return func.timezone("UTC", counts.c.hour).cast(Date).label("day")
    return func.date(counts.c.hour).label("day")
