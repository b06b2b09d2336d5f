"""Opt-out as a conversation: confirmed once, remembered, answered only in an alarm, undone by START."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from helpline import settings
from helpline.reply.turn import Line
from helpline.request import signature, text_parameters
from helpline.web.app import create_app
from tests.conftest import BASE, TOKEN, Still
from tests.twiml import messages


@pytest.fixture
def client(environment: dict[str, str], line: Line, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FlaskClient:
    monkeypatch.setattr("helpline.web.app.load_live", lambda *_: Still(line))
    return create_app(settings.read(environment | {"DATABASE_URL": f"sqlite:///{tmp_path}/store.db"})).test_client()


def say(client: FlaskClient, body: str, sid: str = "", **more: str) -> list[str]:
    form = text_parameters(body, **more) | ({"MessageSid": sid} if sid else {})
    client.delete_cookie("talk", domain="line.example.org")
    answer = client.post(
        "/sms", data=form, headers={"X-Twilio-Signature": signature(TOKEN, BASE + "/sms", form)}, base_url=BASE
    )
    assert answer.status_code == 200
    return messages(answer.data)


@pytest.mark.parametrize(
    "wording",
    [
        "stop texting me",
        "please take me off your list",
        "no more texts",
        "opt out",
        "unsubscribe me please",
        "ya no me escriban",
        "no me manden mas mensajes",
        "Stop please",
    ],
)
def test_any_reasonable_wording_is_confirmed_once_and_remembered(client: FlaskClient, wording: str) -> None:
    (confirmation,) = say(client, wording)
    assert "911" in confirmation
    assert "988" in confirmation
    assert say(client, "side effects") == []
    assert say(client, wording) == [], "confirmed once"
    assert "911" in say(client, "I cant breathe")[0]
    assert "988" in say(client, "i want to kill myself")[0]
    assert say(client, "subscribe") != []
    assert say(client, "side effects")[0].startswith("Side effects")


def test_what_the_carrier_confirms_is_remembered_too(client: FlaskClient) -> None:
    assert say(client, "STOP") == []
    assert say(client, "side effects") == []
    assert say(client, "START") == []
    assert say(client, "side effects") != []


def test_twilio_s_own_mark_is_remembered(client: FlaskClient) -> None:
    assert say(client, "BAJA", OptOutType="STOP") == []
    assert say(client, "efectos secundarios") == []


def test_the_same_message_twice_gets_the_same_reply(client: FlaskClient) -> None:
    first = say(client, "stop texting me", sid="SM" + "1" * 32)
    assert first
    assert say(client, "stop texting me", sid="SM" + "1" * 32) == first


@pytest.mark.parametrize(
    "body",
    [
        "when can I stop treatment",
        "can I quit my job",
        "cancel my appointment",
        "does it stop the cancer",
        "how do i stop the itching",
        "cuando puedo dejar el tratamiento",
    ],
)
def test_stopping_something_else_is_no_opt_out(client: FlaskClient, body: str) -> None:
    assert say(client, body)
    assert say(client, "side effects"), "still answered"


def test_forget_is_confirmed_and_undoes_the_opt_out(client: FlaskClient) -> None:
    say(client, "stop texting me")
    assert say(client, "FORGET") != []
    assert say(client, "side effects") != []
