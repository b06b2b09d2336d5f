"""What /healthz and /readyz say to a balancer and to whoever is on call."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from helpline import settings
from helpline.reply.turn import Line
from helpline.request import signature, text_parameters
from helpline.web import stopping
from helpline.web.app import create_app
from tests.conftest import BASE, TOKEN, Still
from tests.twiml import messages


@pytest.fixture
def without_content(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    monkeypatch.setattr("helpline.web.app.load_live", lambda *_: Still(None))
    return create_app(settings.read(environment)).test_client()


def test_a_line_that_is_well_is_ok_and_ready(client: FlaskClient) -> None:
    assert client.get("/healthz").get_json()["status"] == "ok"
    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()) == (200, {"ready": True, "reason": ""})


def test_without_content_it_is_degraded_and_gets_no_traffic_but_still_answers(without_content: FlaskClient) -> None:
    health = without_content.get("/healthz")
    assert health.status_code == 200
    assert health.get_json()["reasons"][0].startswith("no content")
    assert without_content.get("/readyz").status_code == 503
    form = text_parameters("hello")
    headers = {"X-Twilio-Signature": signature(TOKEN, BASE + "/sms", form)}
    assert "911" in messages(without_content.post("/sms", data=form, headers=headers).data)[0]


def test_without_a_database_it_is_degraded_and_ready(
    environment: dict[str, str], tmp_path: Path, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("helpline.web.app.load_live", lambda *_: Still(line))
    (tmp_path / "store.db").write_bytes(b"this is no database" * 100)
    app = create_app(settings.read(environment | {"DATABASE_URL": f"sqlite:///{tmp_path}/store.db"}))
    app.extensions["helpline-store"].begin()
    health = app.test_client().get("/healthz").get_json()
    assert (health["status"], health["store"]) == ("degraded", "unreachable")
    assert health["reasons"] == ["database unreachable: replies go on, counts and opt-outs wait"]
    assert app.test_client().get("/readyz").status_code == 200


def test_a_line_that_is_about_to_stop_gets_no_traffic(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stopping, "_byte", bytearray(1))
    stopping.stop()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()["reason"]) == (503, "stopping")
    assert client.get("/healthz").get_json()["status"] == "ok"
