"""What can be read out of the counts, small enough to point at nobody."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, func, select

from helpline.store.tables import words

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
