"""Accounts, passwords and throttling on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select
from werkzeug.security import check_password_hash

from helpline.store import passwords
from helpline.store.accounts import AccountError
from helpline.store.keys import Keys
from helpline.store.sessions import IDLE, LONGEST
from helpline.store.staff import Staff
from helpline.store.tables import attempts, sessions
from helpline.store.tables import staff as table
from helpline.store.throttle import ALL, NAME
from tests.console.conftest import PASSWORD, QUICK, Clock

REAL = passwords._METHOD


@pytest.fixture
def people(engine: Engine, clock: Clock) -> Staff:
    made = Staff(engine, Keys("k" * 40), clock)
    made.accounts.add("Ana", "Ana Ruiz, RN", "editor", PASSWORD)
    return made


def opened(people: Staff) -> str:
    account = people.accounts.check("ana", PASSWORD).account
    assert account
    return people.sessions.open(account)


def test_an_account_keeps_no_password(people: Staff, engine: Engine) -> None:
    with engine.connect() as connection:
        row = connection.execute(select(table)).one()
    assert row.name == "ana"
    assert row.password.startswith("scrypt:")
    assert PASSWORD not in str(row)
    assert row.password not in repr(people.accounts.find("ana"))


def test_hashes_are_as_strong_as_owasp_asks() -> None:
    assert REAL == "scrypt:32768:8:3"


@pytest.mark.parametrize(
    ("name", "role", "password", "said"),
    [
        ("ana", "editor", PASSWORD, "there is an account 'ana' already"),
        ("a", "editor", PASSWORD, "2 to 64 letters"),
        ("a b", "editor", PASSWORD, "2 to 64 letters"),
        ("bea", "boss", PASSWORD, "allowed are editor and approver"),
        ("bea", "editor", "short", "has 5 characters; at least 12"),
        ("bea", "editor", "x" * 201, "at most 200"),
    ],
)
def test_what_cannot_be_an_account_is_refused(people: Staff, name: str, role: str, password: str, said: str) -> None:
    with pytest.raises(AccountError, match=said):
        people.accounts.add(name, "", role, password)


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "Password-2026!",
        "p@ssw0rdp@ssw0rd",
        "aaaaaaaaaaaa",
        "123456789012",
        "qwertyuiop123",
        "ana.ruiz-2026",
        "Welcome2026!!",
        "changeme-changeme",
        "abcdefghijklm",
    ],
)
def test_common_passwords_are_refused(password: str) -> None:
    assert passwords.fault(password, "ana.ruiz").startswith("This password is one of those")


@pytest.mark.parametrize("password", [PASSWORD, "tr4nsept-g1blet", "ana likes 3 geese", "пароль из слов"])
def test_other_passwords_are_taken(password: str) -> None:
    assert passwords.fault(password, "ana") == ""


def test_a_password_is_the_same_however_it_was_composed() -> None:
    assert passwords.matches(passwords.hashed("jalapen\u0303o y caf\u00e9"), "jalape\u00f1o y cafe\u0301")


def test_a_new_password_ends_sessions_and_the_wait(people: Staff, clock: Clock) -> None:
    token = opened(people)
    for _ in range(NAME.free):
        people.accounts.check("ana", "wrong")
    assert people.accounts.check("ana", PASSWORD).wait > timedelta(0)
    people.accounts.set_password("ana", "another long sentence")
    assert people.sessions.find(token) is None
    assert people.accounts.check("ana", PASSWORD).account is None
    assert people.accounts.check("ana", "another long sentence").account


def test_a_disabled_account_is_out_until_enabled(people: Staff) -> None:
    token = opened(people)
    account = people.accounts.find("ana")
    people.accounts.disable("ana")
    assert people.sessions.find(token) is None
    assert people.accounts.check("ana", PASSWORD).account is None
    assert people.sessions.open(account) == "", "checked before, opened after"
    people.accounts.enable("ana")
    assert people.sessions.find(token) is None
    assert people.accounts.check("ana", PASSWORD).account


def test_a_session_cannot_begin_with_a_password_just_replaced(people: Staff) -> None:
    account = people.accounts.check("ana", PASSWORD).account
    assert account
    people.accounts.set_password("ana", "another long sentence")
    assert people.sessions.open(account) == ""


def test_a_session_ends_when_idle_and_after_half_a_day(people: Staff, clock: Clock) -> None:
    idle, used = opened(people), opened(people)
    for _ in range(int(LONGEST / timedelta(minutes=20)) - 1):
        clock.forward(minutes=20)
        assert people.sessions.find(used)
    assert people.sessions.find(idle) is None
    clock.forward(minutes=20)
    assert people.sessions.find(used) is None


def test_a_session_lasts_until_it_was_idle_for_half_an_hour(people: Staff, clock: Clock) -> None:
    token = opened(people)
    clock.forward(seconds=IDLE.total_seconds() - 1)
    assert people.sessions.find(token)
    clock.forward(seconds=IDLE.total_seconds())
    assert people.sessions.find(token) is None


def test_only_the_hash_of_a_token_is_kept_and_ended_sessions_go(people: Staff, engine: Engine, clock: Clock) -> None:
    first = opened(people)
    with engine.connect() as connection:
        assert first not in str(connection.execute(select(sessions)).all())
    clock.forward(hours=1)
    opened(people)
    with engine.connect() as connection:
        assert len(connection.execute(select(sessions)).all()) == 1
    assert len(first) >= 43, "256 bits"


def test_the_right_password_in_time_forgets_the_wrong_ones(people: Staff) -> None:
    for _ in range(3):
        for _ in range(NAME.free - 1):
            assert people.accounts.check("ana", "wrong").wait == timedelta(0)
        assert people.accounts.check("ana", PASSWORD).account


def test_wrong_passwords_wait_longer_each_time(people: Staff, clock: Clock) -> None:
    waits = []
    for _ in range(NAME.free + 12):
        people.accounts.check("ana", "wrong")
        wait = people.accounts.check("ana", "wrong again").wait
        waits.append(wait)
        clock.at += wait
    growing = [wait for wait in waits if wait]
    assert growing == sorted(growing)
    assert growing[0] == timedelta(seconds=2)
    assert growing[-1] == NAME.most
    clock.forward(days=1)
    assert people.accounts.check("ana", PASSWORD).account


def test_unknown_names_are_treated_like_known_ones(people: Staff) -> None:
    ana = [people.accounts.check("ana", "wrong") for _ in range(8)]
    nobody = [people.accounts.check("nobody", "wrong") for _ in range(8)]
    assert ana == nobody


def test_unknown_names_cost_as_much_as_known_ones(people: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    hashes: list[str] = []

    def checked(kept: str, password: str) -> bool:
        hashes.append(kept)
        return check_password_hash(kept, password)

    monkeypatch.setattr(passwords, "check_password_hash", checked)
    people.accounts.check("ana", "wrong")
    people.accounts.check("nobody", "wrong")
    people.accounts.disable("ana")
    people.accounts.check("ana", PASSWORD)
    assert [kept.split("$")[0] for kept in hashes] == [QUICK] * 3
    assert len({len(kept.split("$")[2]) for kept in hashes}) == 1


def test_many_tries_at_once_gain_nothing(people: Staff) -> None:
    with ThreadPoolExecutor(12) as pool:
        tried = list(pool.map(lambda _: people.accounts.check("ana", "wrong").wait, range(24)))
    assert tried.count(timedelta(0)) == NAME.free


def test_many_names_are_slowed_down_together(people: Staff, engine: Engine) -> None:
    tries = [people.accounts.check(f"name{n}", "wrong").wait for n in range(ALL.free + 5)]
    assert tries[0] == timedelta(0)
    assert tries[-1] > timedelta(0)
    assert all(wait <= ALL.most for wait in tries)
    with engine.connect() as connection:
        assert len(connection.execute(select(attempts)).all()) == ALL.free + 1, "tries that wait leave nothing behind"


def test_a_browser_that_signed_in_before_is_not_locked_out(people: Staff, clock: Clock) -> None:
    account = people.accounts.check("ana", PASSWORD).account
    assert account
    mark = people.accounts.device_of(account)
    for n in range(ALL.free + 5):
        people.accounts.check(f"name{n}", "wrong")
    for _ in range(20):
        people.accounts.check("ana", "wrong")
    assert people.accounts.check("ana", PASSWORD).wait
    assert people.accounts.check("ana", PASSWORD, mark).account
    for _ in range(NAME.free):
        people.accounts.check("ana", "wrong", mark)
    assert people.accounts.check("ana", PASSWORD, mark).wait, "its own tries are counted too"
    assert people.accounts.check("ana", PASSWORD, "é").wait


def test_processes_count_together_and_names_are_not_kept(people: Staff, engine: Engine, clock: Clock) -> None:
    other = Staff(engine, Keys("k" * 40), clock)
    for _ in range(NAME.free):
        other.accounts.check("ana@home", "wrong")
    assert people.accounts.check("ana@home", "wrong").wait
    with engine.connect() as connection:
        assert "ana" not in str(connection.execute(select(attempts)).all())
