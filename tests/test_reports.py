"""What is read out of the counts, in both databases, and what is too small to be shown."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine

from helpline.store import writing
from helpline.store.driver import Database
from helpline.store.reports import PEOPLE, Asked, daily, recent_words, shown
from helpline.store.writing import Count

LATE = datetime(2026, 11, 24, 23, 59, tzinfo=UTC)
TODAY = LATE.date()


def keep(database: Database, *items: Count) -> None:
    with database.begin() as transaction:
        writing.write(transaction, items)


def test_days_begin_and_end_at_midnight_in_utc(engine: Engine, database: Database) -> None:
    early = LATE.replace(hour=0, minute=0)
    keep(
        database,
        *[Count(LATE, "sms", "en", "answer", "where")] * 6,
        Count(early, "sms", "en", "answer", "where"),
        Count(early, "voice", "es", "safety", "crisis"),
        Count(early - timedelta(minutes=1), "sms", "en", "answer", "where"),
        Count(LATE, "-", "-", "missed", "-"),
    )
    with engine.connect() as connection:
        assert daily(connection, TODAY) == [
            Asked(TODAY, "sms", "en", "answer", "where", 7),
            Asked(TODAY, "voice", "es", "safety", "crisis", 1),
        ]
        before = daily(connection, TODAY - timedelta(days=1))
    assert next((row.day, row.times) for row in before) == (date(2026, 11, 23), 1)


def test_words_of_this_month_and_the_last_are_shown_once(engine: Engine, database: Database) -> None:
    def used(word: str, people: int, at: datetime) -> list[Count]:
        return [Count(at, "sms", "en", "fallback", "fallback", "", (word,), f"{word}{n}") for n in range(people)]

    last, before = LATE.replace(month=10), LATE.replace(month=9)
    keep(
        database,
        *used("tingling", PEOPLE, LATE),
        *used("tingling", PEOPLE + 4, last),
        *used("spleen", PEOPLE, last),
        *used("rash", PEOPLE - 1, LATE),
        *used("rash", PEOPLE - 1, last),
        *used("port", PEOPLE, before),
    )
    with engine.connect() as connection:
        assert recent_words(connection, TODAY) == [("tingling", PEOPLE + 4), ("spleen", PEOPLE)]


@pytest.mark.parametrize(
    ("times", "said"), [(0, "0"), (1, "under 5"), (4, "under 5"), (5, "5"), (12, "12"), (1204, "1,204")]
)
def test_small_counts_are_not_told_apart(times: int, said: str) -> None:
    assert shown(times) == said
