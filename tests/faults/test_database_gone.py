"""A database that is not there, cannot be written or is garbage at the start: the line starts and answers."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from helpline import settings
from helpline.cli import serve
from helpline.reply.turn import Line
from helpline.request import signature, text_parameters
from helpline.store import migrate
from helpline.store.database import connect
from helpline.store.driver import Database
from helpline.store.keys import Keys
from helpline.store.store import STUCK, Store
from helpline.web.app import create_app
from tests.conftest import BASE, TOKEN, Still
from tests.twiml import messages

URLS = {
    "nobody listens": "postgresql://helpline@127.0.0.1:1/none",
    "folder cannot be made": "sqlite:///{folder}/file/deeper/store.db",
    "garbage": "sqlite:///{folder}/garbage.db",
    "cut off": "sqlite:///{folder}/cut.db",
    "no tables": "sqlite:///{folder}/empty.db",
}


@pytest.fixture(params=URLS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    (tmp_path / "file").write_text("not a folder")
    (tmp_path / "garbage.db").write_bytes(b"\x00garbage" * 1000)
    (tmp_path / "cut.db").write_bytes(b"SQLite format 3\x00" + b"\xff" * 3000)
    return URLS[request.param].format(folder=tmp_path)


def test_a_database_that_cannot_be_used_costs_neither_start_nor_reply(
    url: str, environment: dict[str, str], line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("helpline.web.app.load_live", lambda *_: Still(line))
    app = create_app(settings.read(environment | {"DATABASE_URL": url}))
    app.extensions["helpline-store"].begin()
    for body, part in (("side effects", "Side effects: "), ("stop texting me", "911"), ("i want to die", "988")):
        form = text_parameters(body)
        headers = {"X-Twilio-Signature": signature(TOKEN, BASE + "/sms", form)}
        assert part in messages(app.test_client().post("/sms", data=form, headers=headers).data)[0]
    assert app.test_client().get("/healthz").get_json()["store"] == "unreachable"


def test_serve_starts_without_a_usable_database(
    url: str, environment: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    serve.upgrade(settings.read(environment | {"DATABASE_URL": url}))
    said = capsys.readouterr().err
    assert said == "" if url.endswith("empty.db") else "replies go on, counts wait" in said


def test_a_round_that_hangs_counts_as_unreachable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(Database(f"sqlite:///{tmp_path}/store.db"), Keys("s" * 40))
    store._process, now = os.getpid(), time.monotonic()
    assert store.reachable
    store._began = now
    monkeypatch.setattr(time, "monotonic", lambda: now + STUCK - 1)
    assert store.reachable
    monkeypatch.setattr(time, "monotonic", lambda: now + STUCK + 1)
    assert not store.reachable


def test_what_the_store_tells_is_told(tmp_path: Path) -> None:
    told: list[str] = []
    url = f"sqlite:///{tmp_path}/store.db"
    store = Store(Database(url), Keys("s" * 40), told.append)
    store.close()
    migrate.upgrade(connect(url))
    store.close()
    assert told == ["unreachable", "reachable"]
