"""An app with an editor and an approver, a clock that tests move, and a browser that signs in and sends forms."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from helpline import settings
from helpline.live.live import Live
from helpline.reply.turn import Line
from helpline.store import migrate, passwords
from helpline.store.database import connect
from helpline.store.edits import Edits
from helpline.store.keys import Keys
from helpline.store.staff import Staff
from helpline.web.app import create_app
from helpline.web.staff import Beside
from tests.conftest import BASE, Still

PASSWORD = "copper lantern otter 7"
QUICK = "scrypt:256:8:1"
"""A hash that costs tests no time."""


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 24, 17, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


class Browser:
    """A client that sends what a browser sends. `post` adds the CSRF token of the page last seen."""

    def __init__(self, client: FlaskClient) -> None:
        self.client, self.last = client, ""

    def get(self, path: str, **more: str) -> TestResponse:
        return self._kept(self.client.get(path, base_url=BASE, headers=more))

    def post(self, path: str, form: dict[str, str] | None = None, csrf: str | None = None) -> TestResponse:
        data = {"csrf": self.csrf if csrf is None else csrf} | (form or {})
        return self._kept(self.client.post(path, data=data, base_url=BASE, headers={"Origin": BASE}))

    def sign_in(self, name: str = "ana", password: str = PASSWORD, **more: str) -> TestResponse:
        form = {"name": name, "password": password} | more
        answer = self._kept(self.client.post("/staff/sign-in", data=form, base_url=BASE, headers={"Origin": BASE}))
        if answer.status_code == 303:
            self.get("/staff/")
        return answer

    @property
    def csrf(self) -> str:
        return self.hidden().get("csrf", "")

    def hidden(self) -> dict[str, str]:
        """Return the hidden fields of the page last seen."""
        found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', self.last)
        return {unescape(name): unescape(value) for name, value in found}

    def _kept(self, answer: TestResponse) -> TestResponse:
        if answer.mimetype == "text/html" and answer.status_code != 303:
            self.last = answer.get_data(as_text=True)
        return answer


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_METHOD", QUICK)
    monkeypatch.setattr(passwords, "_NOBODY", f"{QUICK}$nobody${'0' * 128}")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(
    environment: dict[str, str], line: Line, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, clock: Clock
) -> Flask:
    monkeypatch.setattr("helpline.web.app.load_live", lambda *_: Still(line))
    url = f"sqlite:///{tmp_path}/staff.db"
    made = create_app(settings.read(environment | {"DATABASE_URL": url}))
    engine = connect(url)
    migrate.upgrade(engine)
    made.extensions["helpline-staff"] = Staff(engine, Keys("k" * 40), clock)
    return made


def console_of(app: Flask) -> Flask:
    """Return the console's own app, made as with its first request."""
    beside: Beside = app.extensions["helpline-beside"]
    return beside.console()


@pytest.fixture
def live(app: Flask) -> Live:
    found: Live = app.extensions["helpline-live"]
    return found


@pytest.fixture
def edits(app: Flask) -> Edits:
    found: Edits = console_of(app).extensions["helpline-edits"]
    return found


@pytest.fixture
def staff(app: Flask) -> Staff:
    """Ana is an editor, Ben an approver."""
    found: Staff = app.extensions["helpline-staff"]
    found.accounts.add("ana", "Ana Ruiz, RN", "editor", PASSWORD)
    found.accounts.add("ben", "Ben Okafor, MD", "approver", PASSWORD)
    return found


@pytest.fixture
def open_browser(app: Flask, staff: Staff) -> Callable[[], Browser]:
    """Return a function that opens another browser."""
    return lambda: Browser(app.test_client())


@pytest.fixture
def browser(open_browser: Callable[[], Browser]) -> Browser:
    return open_browser()
