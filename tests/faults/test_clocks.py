"""Clocks that jump, zones, daylight saving, year ends: every moment gets the same reply, and no opt-out is lost."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, select

from helpline.store import migrate, writing
from helpline.store.database import connect
from helpline.store.driver import Database
from helpline.store.keys import Keys
from helpline.store.store import Store
from helpline.store.tables import counts
from helpline.store.writing import Count, OptOut
from tests.conftest import Texting
from tests.phone import Phone
from tests.twiml import messages

MOMENTS = {
    "clock not set": "1970-01-01T00:00:01",
    "hour that comes twice, first": "2026-11-01T05:30:00",
    "hour that comes twice, second": "2026-11-01T06:30:00",
    "hour that is left out": "2027-03-14T07:00:00",
    "last second of the year": "2026-12-31T23:59:59",
    "first second of the year": "2027-01-01T05:00:00",
    "leap day": "2028-02-29T12:00:00",
    "end of 32 bit time": "2038-01-19T03:14:08",
    "far future": "2999-12-31T23:59:59",
}
KEYS = Keys("s" * 40)
FIRST, SECOND = "+15005550006", "+15005550007"


@pytest.mark.parametrize("moment", MOMENTS)
def test_texts_and_calls_are_answered_at_any_moment(
    moment: str, client: FlaskClient, text: Texting, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.fromisoformat(MOMENTS[moment]).replace(tzinfo=UTC)
    monkeypatch.setattr("helpline.web.text.now", lambda: now)
    monkeypatch.setattr("helpline.web.call.now", lambda: now)
    for body in ("side effects", "0", "qwzx"):
        assert "1-800-4-CANCER" in messages(text(body).data)[0]
    assert "911" in messages(text("i cant breathe").data)[0]
    phone = Phone(client)
    phone.ring()
    phone.press("0")


@pytest.fixture(params=["UTC", "America/New_York", "Pacific/Kiritimati", "Asia/Kathmandu"])
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


def test_the_zone_of_the_server_changes_no_reply(zone: str, text: Texting) -> None:
    assert "open" in messages(text("can i talk to a person").data)[0].lower(), zone


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = connect(f"sqlite:///{tmp_path}/store.db")
    migrate.upgrade(made)
    yield made
    made.dispose()


def wish(number: str, at: datetime, out: bool) -> OptOut:
    return OptOut(at, KEYS.person(number), "", out)


def test_the_later_wish_holds_however_they_are_written(database: Database) -> None:
    noon = datetime.now(UTC)
    stop, start = wish(FIRST, noon, out=True), wish(FIRST, noon + timedelta(seconds=1), out=False)
    for order, number in (((stop, start), FIRST), ((start, stop), SECOND)):
        with database.begin() as transaction:
            writing.write(transaction, [OptOut(item.at, KEYS.person(number), "", item.out) for item in order])
        store = Store(database, KEYS)
        store.close()
        assert not store.opted_out(number, "")


def test_a_wish_from_the_future_does_not_hold_against_a_newer_one(database: Database) -> None:
    far = datetime.now(UTC) + timedelta(days=365)
    with database.begin() as transaction:
        writing.write(transaction, [wish(FIRST, far, out=True)])
        writing.write(transaction, [wish(FIRST, datetime.now(UTC), out=False)])
    store = Store(database, KEYS)
    store.close()
    assert not store.opted_out(FIRST, "")


def test_a_clock_that_was_ahead_hides_no_later_opt_out(database: Database) -> None:
    with database.begin() as transaction:
        writing.write(transaction, [wish(FIRST, datetime.now(UTC) + timedelta(days=365), out=True)])
    reader = Store(database, KEYS)
    reader.close()
    assert reader.opted_out(FIRST, "")
    with database.begin() as transaction:
        writing.write(transaction, [wish(SECOND, datetime.now(UTC), out=True)])
    reader.close()
    assert reader.opted_out(SECOND, "")


def test_an_opt_out_that_waited_out_an_outage_reaches_the_others(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = Store(database, KEYS)
    with database.begin() as transaction:
        writing.write(transaction, [wish(FIRST, datetime.now(UTC), out=True)])
    reader.close()
    with database.begin() as transaction:
        writing.write(transaction, [wish(SECOND, datetime.now(UTC) - timedelta(hours=2), out=True)])
    monkeypatch.setattr("helpline.store.store._ALL_AGAIN", 0.0)
    reader.close()
    assert reader.opted_out(SECOND, "")


def test_counts_fall_into_their_hour_across_a_year_end(engine: Engine, database: Database) -> None:
    old, new = datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC), datetime(2027, 1, 1, 0, 0, 1, tzinfo=UTC)
    with database.begin() as transaction:
        writing.write(transaction, [Count(at, "sms", "en", "answer", "where") for at in (old, new, old)])
    with engine.connect() as connection:
        rows = {row.hour.replace(tzinfo=UTC): row.times for row in connection.execute(select(counts))}
    assert rows == {datetime(2026, 12, 31, 23, tzinfo=UTC): 2, datetime(2027, 1, 1, tzinfo=UTC): 1}
