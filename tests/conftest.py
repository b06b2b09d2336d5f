"""What the tests share: the real content, the matcher over it, and an app with a test token."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from helpline import settings
from helpline.content.load import load_content
from helpline.content.model import Content
from helpline.match.matcher import Matcher
from helpline.reply.turn import Line
from helpline.request import signature, text_parameters
from helpline.web.app import create_app

ROOT = Path(__file__).parents[1]
TOKEN = "test-token-of-32-characters-long"
BASE = "https://line.example.org"
NOON = datetime(2026, 11, 24, 17, tzinfo=UTC)
"""A Tuesday at noon in New York: the referral line is open."""


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
    monkeypatch.setattr("helpline.web.app.load_line", lambda _: line)
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
