"""The headers of every response, whatever it is."""

from __future__ import annotations

import re

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from helpline import settings
from helpline.reply.turn import Line
from helpline.web.app import create_app
from tests.conftest import ROOT, Still, Texting

STRICT = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Strict-Transport-Security": "max-age=31536000",
}


def check(answer: TestResponse) -> None:
    for name, value in STRICT.items():
        assert answer.headers.getlist(name) == [value]
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "frame-ancestors 'none'" in policy
    assert answer.mimetype == "text/html" or "'self'" not in policy, "only pages may load anything"
    assert re.fullmatch("[0-9a-f]{12}", answer.headers["X-Request-Id"])


def test_a_reply_and_every_refusal_have_them(client: FlaskClient, text: Texting) -> None:
    for answer, status in (
        (text("side effects"), 200),
        (client.get("/healthz"), 200),
        (client.post("/sms"), 403),
        (client.post("/voice/x/y"), 403),
        (client.get("/nowhere"), 404),
        (client.get("/sms"), 405),
    ):
        assert answer.status_code == status
        check(answer)


def test_a_failure_that_nothing_catches_has_them_too(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    app: Flask = client.application
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setitem(app.extensions, "helpline-store", None)
    answer = client.get("/healthz")
    assert answer.status_code == 500
    check(answer)
    assert b"Traceback" not in answer.data


@pytest.fixture
def page(line: Line, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]) -> FlaskClient:
    monkeypatch.setattr("helpline.web.app.load_live", lambda *_: Still(line))
    return create_app(settings.read(environment | {"PUBLIC_BASE_URL": "http://127.0.0.1:8000"})).test_client()


def test_a_page_runs_only_scripts_and_styles_of_our_own_files(page: FlaskClient) -> None:
    answer = page.get("/")
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "Strict-Transport-Security" not in answer.headers, "this machine has no https"
    assert not re.search(r"<script(?![^>]* src=)|<style|\son\w+=|style=", answer.get_data(as_text=True))


def test_a_view_can_set_a_header_of_its_own(page: FlaskClient) -> None:
    def special() -> Response:
        return Response("x", headers={"cache-control": "max-age=60"})

    page.application.add_url_rule("/special", view_func=special)
    assert page.get("/special").headers.getlist("Cache-Control") == ["max-age=60"]


def test_no_template_has_scripts_or_styles_in_it() -> None:
    for path in (ROOT / "helpline/web/templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<script(?![^>]* src=)|<style|\son\w+=\"|\sstyle=|\|\s*safe", text), path.name
