"""What the tests share: the real content, the matcher over it, and an app with a test token."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy import text as sql
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.test import TestResponse

from helpline import settings
from helpline.content.load import load_content
from helpline.content.model import Content
from helpline.live.live import Live
from helpline.match.matcher import Matcher
from helpline.reply.turn import Line
from helpline.request import signature, text_parameters
from helpline.store import migrate
from helpline.store.database import connect
from helpline.store.driver import Database
from helpline.web.app import create_app
from tests.copies import ROOT, Copy

__all__ = ["ROOT"]

TOKEN = "test-token-of-32-characters-long"
BASE = "https://line.example.org"
NOON = datetime(2026, 11, 24, 17, tzinfo=UTC)
"""A Tuesday at noon in New York: the referral line is open."""


POSTGRES = os.environ.get("HELPLINE_TEST_POSTGRES", "postgresql+psycopg://root@127.0.0.1:5432/test")


def postgres_answers() -> bool:
    engine = connect(POSTGRES)
    try:
        engine.connect().close()
    except SQLAlchemyError:
        return False
    finally:
        engine.dispose()
    return True


needs_postgres = pytest.mark.skipif(
    not postgres_answers() and "CI" not in os.environ,
    reason="no PostgreSQL at HELPLINE_TEST_POSTGRES (default: 127.0.0.1:5432, database test)",
)


@pytest.fixture
def schema() -> Iterator[str]:
    """A schema of its own in PostgreSQL."""
    name = f"t{uuid.uuid4().hex[:12]}"
    owner = connect(POSTGRES)
    with owner.begin() as connection:
        connection.execute(sql(f"CREATE SCHEMA {name}"))
    yield name
    with owner.begin() as connection:
        connection.execute(sql(f"DROP SCHEMA {name} CASCADE"))
    owner.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=needs_postgres)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database of each kind; PostgreSQL's in a zone that is not UTC."""
    if request.param == "sqlite":
        made = connect(f"sqlite:///{tmp_path}/store.db")
    else:
        options = f"-csearch_path%3D{request.getfixturevalue('schema')}+-ctimezone%3DAsia/Kathmandu"
        made = connect(f"{POSTGRES}?options={options}")
    migrate.upgrade(made)
    yield made
    made.dispose()


def plain(engine: Engine) -> Database:
    """Return the database of an engine as the path that answers people opens it."""
    return Database(engine.url.render_as_string(hide_password=False))


@pytest.fixture
def database(engine: Engine) -> Database:
    return plain(engine)


@pytest.fixture(scope="session")
def fitted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is learnt from a small copy of the content: those who change no example message need not learn again."""
    folder = tmp_path_factory.mktemp("fitted")
    Matcher(Copy(folder).content(), folder / "cache")
    return folder / "cache"


@pytest.fixture
def small(tmp_path: Path, fitted: Path) -> Path:
    """A small copy of the content, in a folder with its own `var`."""
    shutil.copytree(fitted, tmp_path / "content/var/cache")
    return Copy(tmp_path / "content").folder


class Still(Live):
    """A line that does not look for changes."""

    def __init__(self, line: Line | None) -> None:
        super().__init__(ROOT, ROOT / "var", "")
        self._line, self._process = line, os.getpid()


@pytest.fixture(scope="session")
def content() -> Content:
    return load_content(Path(os.environ.get("HELPLINE_CONTENT_DIR") or ROOT))[0]


@pytest.fixture(scope="session")
def matcher(content: Content) -> Matcher:
    return Matcher(content, ROOT / "var/cache")


@pytest.fixture(scope="session")
def line(matcher: Matcher) -> Line:
    return Line(matcher, "Cancer Helpline")


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return {
        "DATABASE_URL": f"sqlite:///{tmp_path_factory.mktemp('store')}/store.db",
        "TWILIO_AUTH_TOKEN": TOKEN,
        "PUBLIC_BASE_URL": BASE,
        "HELPLINE_SECRET_KEY": "k" * 40,
        "HELPLINE_CONTENT_DIR": str(ROOT),
        "HELPLINE_VAR_DIR": str(ROOT / "var"),
    }


@pytest.fixture
def client(environment: dict[str, str], line: Line, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FlaskClient:
    monkeypatch.setattr("helpline.web.app.load_live", lambda *_: Still(line))
    monkeypatch.setattr("helpline.web.text.now", lambda: NOON)
    monkeypatch.setattr("helpline.web.call.now", lambda: NOON)
    own = environment | {"DATABASE_URL": f"sqlite:///{tmp_path}/store.db"}
    return create_app(settings.read(own)).test_client()


Texting = Callable[..., TestResponse]


@pytest.fixture
def text(client: FlaskClient) -> Texting:
    """Return a function that posts a signed text with all of Twilio's parameters."""

    def post(body: str, token: str = TOKEN, **more: str) -> TestResponse:
        form = text_parameters(body, **more)
        return client.post(
            "/sms", data=form, headers={"X-Twilio-Signature": signature(token, BASE + "/sms", form)}, base_url=BASE
        )

    return post
