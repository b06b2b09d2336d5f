"""The plain drivers against SQLAlchemy: what one side writes the other reads, and trouble is one error that says nothing."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Engine, create_engine, insert, make_url, select

from helpline.store import migrate, writing
from helpline.store.database import connect
from helpline.store.driver import WAIT, AwayError, Database, database_url, server, sqlite_file
from helpline.store.edits import Edits
from helpline.store.published import Published
from helpline.store.tables import counted, counts, optouts, words
from helpline.store.writing import Count, OptOut
from tests.conftest import POSTGRES, ROOT, needs_postgres

WHOLE = datetime(2026, 11, 24, 17, tzinfo=UTC)
"""A moment whose text is shorter, if it is written without its microseconds."""

TICK = timedelta(microseconds=1)
PATH = "responses/refer/cost.yaml"


@pytest.mark.parametrize("at", [WHOLE, WHOLE + timedelta(minutes=7, microseconds=5)])
def test_a_moment_is_the_same_on_both_sides(at: datetime, database: Database, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(insert(optouts).values(person="a", message="m", out=1, changed=at))
    with database.begin() as transaction:
        writing.write(transaction, [OptOut(at, "b", "m", True)])
        found = writing.opted_out_since(transaction, at)
        assert sorted(found) == [("a", "m", True, at), ("b", "m", True, at)]
        assert writing.opted_out_since(transaction, at + TICK) == []
    with engine.connect() as connection:
        query = select(optouts.c.person).order_by(optouts.c.person)
        assert connection.scalars(query.where(optouts.c.changed == at)).all() == ["a", "b"]
        assert connection.scalars(query.where(optouts.c.changed > at)).all() == []


def test_what_sqlalchemy_counted_is_counted_on(database: Database, engine: Engine) -> None:
    kind = {"hour": WHOLE, "channel": "sms", "lang": "en", "outcome": "fallback", "topic": "fallback"}
    with engine.begin() as connection:
        connection.execute(insert(counts).values(**kind, times=2))
        connection.execute(insert(counted).values(hour=WHOLE, message="one"))
        connection.execute(insert(words).values(month=WHOLE.date().replace(day=1), word="rash", person="p"))
    with database.begin() as transaction:
        for message in ("one", "two"):
            item = Count(WHOLE, "sms", "en", "fallback", "fallback", message, ("rash",), "p")
            writing.write(transaction, [item])
    with engine.connect() as connection:
        rows = connection.execute(select(counts.c.hour, counts.c.times)).all()
        assert [(row.hour.replace(tzinfo=row.hour.tzinfo or UTC), row.times) for row in rows] == [(WHOLE, 3)]
        told = connection.execute(select(counted.c.hour, counted.c.message).order_by(counted.c.message)).all()
        assert [(row.hour.replace(tzinfo=row.hour.tzinfo or UTC), row.message) for row in told] == [
            (WHOLE, "one"),
            (WHOLE, "two"),
        ]
        assert connection.execute(select(words)).all() == [(WHOLE.date().replace(day=1), "rash", "p")]


def test_what_has_served_goes_to_the_microsecond_whoever_wrote_it(database: Database, engine: Engine) -> None:
    old, first = WHOLE - writing.REMEMBERED, WHOLE.date().replace(month=10, day=1)
    rows = {"old": old - TICK, "kept": old}
    with engine.begin() as connection:
        connection.execute(insert(counted), [{"message": name, "hour": at} for name, at in rows.items()])
        connection.execute(
            insert(words), [{"month": at, "word": "w", "person": "p"} for at in (first, first.replace(month=9))]
        )
    with database.begin() as transaction:
        writing.write(transaction, [OptOut(at, name, "", False) for name, at in rows.items()])
        writing.tidy(transaction, WHOLE)
    with engine.connect() as connection:
        assert connection.scalars(select(counted.c.message)).all() == ["kept"]
        assert connection.scalars(select(optouts.c.person)).all() == ["kept"]
        assert connection.scalars(select(words.c.month)).all() == [first]


def test_edits_are_read_as_staff_published_them(database: Database, engine: Engine) -> None:
    edits, published = Edits(engine), Published(database)
    assert (published.pairs(), published.overlay()) == ({}, {})
    draft = edits.save(PATH, "ana", "100% sí, :so", 0, "hash")
    edits.propose(draft.id, "ana", "")
    made = edits.approve(draft.id, "ben", draft.text)
    assert published.pairs() == edits.pairs() == {PATH: made.id}
    assert published.overlay() == edits.overlay() == {PATH: made}
    edits.publish(PATH, "ben", "", made.id, "hash", "")
    assert (published.pairs(), published.overlay()) == ({}, {})


@pytest.mark.parametrize("error", [ValueError, OSError])
def test_what_fails_is_undone(error: type[Exception], database: Database, engine: Engine) -> None:
    def spoilt() -> None:
        with database.begin() as transaction:
            writing.write(transaction, [OptOut(WHOLE, "a", "m", True)])
            raise error

    with pytest.raises((ValueError, AwayError)):
        spoilt()
    with engine.connect() as connection:
        assert connection.execute(select(optouts)).all() == []


def test_trouble_says_its_kind_and_no_row(database: Database) -> None:
    with pytest.raises(AwayError, match=r"^[A-Za-z]+$"), database.begin() as transaction:
        transaction.run("INSERT INTO optouts (person, message) VALUES (:person, :message)", person="a", message="m")


def test_processes_that_write_the_same_in_another_order_do_not_block_each_other(
    database: Database, engine: Engine
) -> None:
    failed: list[Exception] = []

    def write(seed: int) -> None:
        chance = Random(seed)  # noqa: S311 - an order, and no secret
        for turn in range(15):
            items = [Count(WHOLE, "sms", "en", "answer", f"t{n % 100}", f"{turn} {n}") for n in range(500)]
            chance.shuffle(items)
            try:
                with database.begin() as transaction:
                    writing.write(transaction, items)
            except AwayError as error:
                failed.append(error)

    threads = [threading.Thread(target=write, args=[seed]) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with engine.connect() as connection:
        assert set(connection.scalars(select(counts.c.times))) == {75}, "each message counted by one of the four"


def test_sqlite_is_opened_for_readers_beside_one_writer(tmp_path: Path) -> None:
    database, file = Database(f"sqlite:///{tmp_path}/deeper/a%20b.db"), tmp_path / "deeper/a b.db"
    with database.begin() as transaction:
        ways = [transaction.run(f"PRAGMA {name}") for name in ("journal_mode", "synchronous", "busy_timeout")]
        assert ways == [[("wal",)], [(1,)], [(WAIT * 1000,)]]
        other = sqlite3.connect(file, timeout=0, isolation_level=None)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()
    assert [path.name for path in file.parent.iterdir()] == ["a b.db"], "nothing stays open"


@needs_postgres
def test_postgresql_gives_up_soon_and_is_left() -> None:
    database = Database(database_url(f"{POSTGRES}?application_name=plain%2Btest", Path()))
    here = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'plain+test'"
    with database.begin() as transaction:
        limits = [transaction.run(f"SHOW {name}") for name in ("statement_timeout", "lock_timeout")]
        assert limits == [[(f"{WAIT}s",)]] * 2
        assert transaction.run(here) == [(1,)]
        again = Database(database_url(POSTGRES, Path()))
    for _ in range(100):
        with again.begin() as transaction:
            left = transaction.run(here)
        if left == [(0,)]:
            return
    pytest.fail("a connection stays open")


@pytest.mark.parametrize(
    "place",
    [
        "",
        "h",
        "h/d",
        "u@h:5433/d",
        "u:p%40ss%2Fw%25@h/d",
        "u:p/w%zz#+?@h/d",
        "u@[::1]:5433/d%20e",
        "/d?host=/var/run/postgresql",
        "u:p@/d?host=one,two&port=1,2&sslmode=require",
        "h/d?options=-csearch_path%3Dx+-cwork_mem%3D4MB&application_name=a%2Bb",
        ":5433/d",
    ],
)
def test_both_sides_mean_the_same_server(place: str) -> None:
    url = f"postgresql+psycopg://{place}"
    _, given = create_engine(url).dialect.create_connect_args(make_url(url))
    assert server(url) == {name: str(value) for name, value in given.items() if name != "context"}


@pytest.mark.parametrize("name", ["a.db", "a%20b.db", "50%.db", "what?/a.db"])
def test_both_sides_mean_the_same_file(name: str, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/{name}"
    assert str(sqlite_file(url)) == make_url(url).database


def test_the_path_that_answers_people_loads_no_sqlalchemy(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/store.db"
    code = f"""
import sys
from helpline.live import live
from helpline.store.driver import Database, database_url
from helpline.store.keys import Keys
from helpline.store.published import Published
from helpline.store.store import Store
from pathlib import Path
database = Database(database_url({url!r}, Path()))
store = Store(database, Keys("s" * 40))
store.begin()
store.count("sms", "en", "answer", "where", "SM1")
store.opt("+15005550006", "SM9", out=True)
store.close()
assert store.reachable and store.opted_out("+15005550006", "SM2") and not Published(database).overlay()
print([name for name in ("sqlalchemy", "alembic", "psycopg") if name in sys.modules])
"""
    migrate.upgrade(connect(url))
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
