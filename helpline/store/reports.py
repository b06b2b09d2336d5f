"""What can be read out of the counts, small enough to point at nobody."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection, func, select

from helpline.store.tables import counts, words

PEOPLE = 11
"""Different people who must have used a word in a month before it is shown."""


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


def totals(connection: Connection, since: datetime) -> list[tuple[str, str, str, str, int]]:
    """Return (channel, language, outcome, topic, times) over the hours from `since` on, the most frequent first."""
    times = func.sum(counts.c.times)
    kinds = (counts.c.channel, counts.c.lang, counts.c.outcome, counts.c.topic)
    rows = connection.execute(
        select(*kinds, times).where(counts.c.hour >= since).group_by(*kinds).order_by(times.desc(), *kinds)
    )
    return [(row[0], row[1], row[2], row[3], int(row[4])) for row in rows]
