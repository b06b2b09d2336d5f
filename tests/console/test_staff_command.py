"""`helpline staff` from the command line."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from helpline.cli.main import main
from helpline.store import migrate
from helpline.store.database import connect
from tests.console.conftest import PASSWORD

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def command(
    tmp_path: Path, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    url = f"sqlite:///{tmp_path}/staff.db"
    for name, value in (environment | {"DATABASE_URL": url}).items():
        monkeypatch.setenv(name, value)
    migrate.upgrade(connect(url))

    def run(*words: str, typed: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        code = main(["staff", *words])
        return code, *capsys.readouterr()

    return run


def test_the_life_of_an_account(command: Command) -> None:
    assert "no accounts yet" in command("list")[1]
    code, out, _ = command(
        "add", "ana", "--role", "approver", "--shown", "Ana Ruiz, RN", "--password-stdin", typed=PASSWORD + "\n"
    )
    assert (code, out) == (0, "ana (Ana Ruiz, RN) may sign in at /staff as approver.\n")
    assert command("list")[1].split() == ["ana", "approver", "active", "Ana", "Ruiz,", "RN"]
    assert command("password", "ana", "--password-stdin", typed="another long sentence\n")[0] == 0
    assert command("disable", "ana")[0] == 0
    assert "disabled 20" in command("list")[1]
    assert command("enable", "ana")[0] == 0
    assert "active" in command("list")[1]


@pytest.mark.parametrize(
    ("words", "typed", "said"),
    [
        (("add", "ana", "--role", "editor"), "short\n", "has 5 characters; at least 12 are needed."),
        (("add", "ana", "--role", "editor"), "password1234\n", "tried first"),
        (("add", "An a", "--role", "editor"), PASSWORD, "cannot be used"),
        (("password", "nobody"), PASSWORD, "there is no account 'nobody'"),
    ],
)
def test_mistakes_get_a_sentence(command: Command, words: tuple[str, ...], typed: str, said: str) -> None:
    code, out, error = command(*words, "--password-stdin", typed=typed)
    assert (code, out) == (2, "")
    assert said in error
    assert PASSWORD not in error


def test_the_password_is_asked_for_twice(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    answers: Iterator[str] = iter([PASSWORD, "something else", PASSWORD, PASSWORD])
    monkeypatch.setattr("getpass.getpass", lambda _: next(answers))
    assert "not the same" in command("add", "ana", "--role", "editor")[2]
    assert command("add", "ana", "--role", "editor")[0] == 0


def test_a_database_that_is_not_there_gets_a_sentence(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:9/none")
    code, _, error = command("list")
    assert code == 2
    assert error.startswith("the accounts cannot be reached (OperationalError). Check DATABASE_URL")


def test_before_the_upgrade_the_sentence_names_it(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/empty.db")
    assert "helpline db upgrade" in command("list")[2]
    monkeypatch.setenv("PUBLIC_BASE_URL", "http://127.0.0.1:8000")
    assert command("list")[0] == 0, "on one's own machine the tables are made"
