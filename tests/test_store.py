"""The store on both databases: counts exact, opt-outs shared, and a database in trouble never felt by a reply."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, insert, select

from helpline.cli.main import main
from helpline.problems import SettingError
from helpline.store import migrate, writing
from helpline.store.database import connect
from helpline.store.driver import Database, database_url
from helpline.store.keys import Keys
from helpline.store.reports import PEOPLE, unknown_words
from helpline.store.store import QUEUE, Store
from helpline.store.tables import counted, counts, metadata, optouts, words
from tests.conftest import ROOT, plain

NUMBER = "+15005550006"


@pytest.fixture
def store(database: Database) -> Store:
    return Store(database, Keys("s" * 40))


def total(engine: Engine) -> int:
    with engine.connect() as connection:
        return sum(row.times for row in connection.execute(select(counts)))


def test_migrations_make_the_tables_of_the_code(engine: Engine) -> None:
    assert migrate.current(engine) == migrate.newest()
    with engine.connect() as connection:
        for table in metadata.sorted_tables:
            assert connection.execute(select(table)).all() == []
    assert migrate.upgrade(engine) == migrate.newest(), "a second time does nothing"


def test_messages_are_counted_by_hour_and_kind(store: Store, engine: Engine) -> None:
    for _ in range(3):
        store.count("sms", "en", "answer", "side-effects")
    store.count("voice", "es", "safety", "emergency")
    store.close()
    with engine.connect() as connection:
        rows = {
            (row.channel, row.lang, row.outcome, row.topic): row.times for row in connection.execute(select(counts))
        }
    assert rows == {("sms", "en", "answer", "side-effects"): 3, ("voice", "es", "safety", "emergency"): 1}


def test_a_message_that_comes_twice_counts_once(store: Store, engine: Engine) -> None:
    for sid in ("SM1", "SM1", "SM2", "SM1"):
        store.count("sms", "en", "answer", "where", sid)
    store.close()
    assert total(engine) == 2


def test_an_opt_out_holds_until_start(store: Store) -> None:
    assert not store.opted_out(NUMBER, "SM1")
    store.opt(NUMBER, "SM1", out=True)
    assert store.opted_out(NUMBER, "SM2")
    assert not store.opted_out(NUMBER, "SM1"), "the same message again gets the same confirmation"
    store.opt(NUMBER, "SM3", out=False)
    assert not store.opted_out(NUMBER, "SM4")
    store.close()


def test_a_row_that_nobody_can_read_stops_nothing_for_good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path}/store.db"
    migrate.upgrade(connect(url))
    with sqlite3.connect(tmp_path / "store.db") as connection:
        connection.execute("INSERT INTO optouts VALUES ('x', 'y', 1, 'not a moment')")
    monkeypatch.setattr("helpline.store.store.EVERY", 0.05)
    store = Store(Database(url), Keys("s" * 40))
    store.begin()
    store.count("sms", "en", "answer", "where")
    assert not store.reachable
    with sqlite3.connect(tmp_path / "store.db") as connection:
        connection.execute("DELETE FROM optouts")
    end = time.monotonic() + 10
    while not (store.reachable and total(connect(url))) and time.monotonic() < end:
        time.sleep(0.05)
    assert total(connect(url)) == 1
    store.close()


def again(store: Store, sid: str, out: bool) -> None:
    """Do what a request does that opts somebody out or in."""
    store.opt(NUMBER, sid, out=out)
    store.count("sms", "en", "command", "stop" if out else "start", sid)
    store.close()


@pytest.mark.parametrize("out", [True, False], ids=["STOP", "START"])
def test_a_wish_that_is_sent_again_later_undoes_no_newer_one(store: Store, database: Database, out: bool) -> None:
    other = Store(database, Keys("s" * 40))
    again(store, "SM1", out)
    again(store, "SM2", not out)
    again(other, "SM1", out)
    fresh = Store(database, Keys("s" * 40))
    fresh.close()
    for each in (other, fresh):
        assert each.opted_out(NUMBER, "SM3") is not out
    again(other, "SM4", out)
    assert other.opted_out(NUMBER, "SM5") is out, "a new message is a new wish"


def test_an_opt_out_reaches_other_processes(store: Store, database: Database) -> None:
    other = Store(database, Keys("s" * 40))
    store.opt(NUMBER, "SM1", out=True)
    store.opt("whatsapp:+15005550009", "SM1", out=True)
    store.close()
    other.close()
    assert other.opted_out(NUMBER, "SM9")
    assert other.opted_out("+15005550009", "SM9"), "the same person by another way"
    store.opt(NUMBER, "SM2", out=False)
    store.close()
    other.close()
    assert not other.opted_out(NUMBER, "SM9")


def test_another_secret_knows_nobody(store: Store, database: Database) -> None:
    store.opt(NUMBER, "SM1", out=True)
    store.close()
    stranger = Store(database, Keys("other" * 10))
    stranger.close()
    assert not stranger.opted_out(NUMBER, "SM9")


def test_forget_deletes_what_there_is(store: Store, database: Database, engine: Engine) -> None:
    store.opt(NUMBER, "SM1", out=True)
    store.count("sms", "en", "fallback", "fallback", "SM2", ("rash", "port"), NUMBER)
    store.close()
    store.forget(NUMBER)
    store.close()
    with engine.connect() as connection:
        assert connection.execute(select(words)).all() == []
        assert [row.out for row in connection.execute(select(optouts))] == [0]
    with database.begin() as transaction:
        writing.tidy(transaction, datetime(2099, 1, 1, tzinfo=UTC))
    with engine.connect() as connection:
        for table in (optouts, words, counted):
            assert connection.execute(select(table)).all() == []
    assert total(engine) == 1, "counts point at nobody and stay"


def test_a_word_is_shown_when_enough_people_used_it(store: Store, engine: Engine) -> None:
    for person in range(PEOPLE):
        store.count("sms", "en", "fallback", "fallback", f"SM{person}", ("rash",), f"+1500555{person:04d}")
    for turn in range(40):
        store.count("sms", "en", "fallback", "fallback", f"SX{turn}", ("port",), NUMBER)
    store.close()
    with engine.connect() as connection:
        assert unknown_words(connection, writing.month(datetime.now(UTC))) == [("rash", PEOPLE)]


def test_several_processes_lose_no_count(engine: Engine, tmp_path: Path) -> None:
    url = engine.url.render_as_string(hide_password=False)
    code = f"""
from helpline.store.driver import Database
from helpline.store.keys import Keys
from helpline.store.store import Store
store = Store(Database({url!r}), Keys("s" * 40))
for n in range(250):
    store.count("sms", "en", "answer", "where")
    if n % 50 == 0:
        store.close()
store.close(20)
assert not store._queue
"""
    running = [subprocess.Popen([sys.executable, "-c", code], cwd=ROOT) for _ in range(4)]
    assert [process.wait(timeout=60) for process in running] == [0, 0, 0, 0]
    assert total(engine) == 1000


def test_what_has_served_is_cleared_now_and_then(store: Store, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def left() -> int:
        with engine.begin() as connection:
            connection.execute(insert(counted).values(message="old", hour=datetime(2020, 1, 1, tzinfo=UTC)))
        store.close()
        with engine.begin() as connection:
            return connection.execute(delete(counted)).rowcount

    assert left() == 0, "at the start"
    assert left() == 1, "not in each round"
    monkeypatch.setattr("helpline.store.store._TIDIED", 0.0)
    assert left() == 0


def test_a_database_that_is_not_there_costs_nothing_but_counts(caplog: pytest.LogCaptureFixture) -> None:
    store = Store(Database("postgresql+psycopg://nobody@127.0.0.1:9/none"), Keys("s" * 40))
    began = time.monotonic()
    for n in range(QUEUE + 25):
        store.count("sms", "en", "answer", "where", f"SM{n}")
    store.opt(NUMBER, "SM1", out=True)
    assert store.opted_out(NUMBER, "SM2")
    assert time.monotonic() - began < 5
    store.close(1)
    assert not store.reachable
    assert store.missed >= 25
    assert caplog.messages == ["store unreachable (OperationalError); replies go on, counts wait"]


def test_what_was_missed_is_counted_as_missed(store: Store, engine: Engine) -> None:
    store.missed = 3
    store.close()
    with engine.connect() as connection:
        assert [(row.outcome, row.times) for row in connection.execute(select(counts))] == [("missed", 3)]


def test_a_locked_sqlite_file_is_waited_for_behind_the_reply(tmp_path: Path) -> None:
    path = tmp_path / "locked.db"
    engine = connect(f"sqlite:///{path}")
    migrate.upgrade(engine)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    store = Store(plain(engine), Keys("s" * 40))
    began = time.monotonic()
    store.count("sms", "en", "answer", "where")
    assert time.monotonic() - began < 0.5
    release = threading.Timer(0.5, lambda: None)
    release.start()
    release.join()
    holder.execute("ROLLBACK")
    holder.close()
    store.close()
    assert total(engine) == 1


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ("postgres://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgresql://h/d", "postgresql+psycopg://h/d"),
        ("postgresql+psycopg://h/d", "postgresql+psycopg://h/d"),
        ("sqlite:////data/x.db", "sqlite:////data/x.db"),
    ],
)
def test_database_urls_are_taken_as_hosts_write_them(given: str, made: str, tmp_path: Path) -> None:
    assert database_url(given, tmp_path) == made
    assert database_url("", tmp_path) == f"sqlite:///{tmp_path}/helpline.db"


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ("mysql://u:secret@h/d", "mysql"),
        ("postgresql+psycopg2://u:secret@h/d", "postgresql+psycopg2"),
        ("redis://h", "redis"),
        ("sqlite://", "sqlite"),
        ("sqlite:///store.db?mode=ro&uri=true", "sqlite"),
        ("secret", "something unreadable"),
    ],
)
def test_other_databases_are_refused_with_a_sentence(given: str, named: str, tmp_path: Path) -> None:
    with pytest.raises(SettingError) as found:
        database_url(given, tmp_path)
    said = f"DATABASE_URL names {named}; allowed are postgresql://... and sqlite:///path."
    assert str(found.value) == said


def test_the_report_shows_counts_and_only_words_of_many(
    tmp_path: Path, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite:///{tmp_path}/report.db"
    for name, value in (environment | {"DATABASE_URL": url}).items():
        monkeypatch.setenv(name, value)
    engine = connect(url)
    migrate.upgrade(engine)
    store = Store(plain(engine), Keys("s" * 40))
    for person in range(PEOPLE):
        store.count("sms", "en", "fallback", "fallback", f"SM{person}", ("rash",), f"+1500555{person:04d}")
    store.count("sms", "en", "fallback", "fallback", "SM99", ("port",), NUMBER)
    store.close()
    assert main(["report"]) == 0
    out = capsys.readouterr().out
    assert f"{PEOPLE + 1}  sms    en   fallback   fallback" in out
    assert "rash (11)" in out
    assert "port" not in out
