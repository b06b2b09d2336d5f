"""Texting an answer from a call: a real HTTP server stands in for Twilio's REST API."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from helpline import settings
from helpline.reply.turn import Line
from helpline.voice.textme import Outbox, textable
from helpline.web.app import create_app
from tests.conftest import ROOT, TOKEN, Still
from tests.phone import Phone
from tests.restapi import ACCOUNT, Stand, standing

Calling = Callable[..., Phone]


@pytest.fixture
def stand() -> Iterator[Stand]:
    with standing(TOKEN) as made:
        yield made


@pytest.fixture
def calling(
    environment: dict[str, str], line: Line, stand: Stand, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Calling:
    monkeypatch.setattr("helpline.web.app.load_live", lambda *_: Still(line))
    monkeypatch.setattr("helpline.voice.textme.SOON", 20)

    def call(url: str = "", token: str = TOKEN, **more: str) -> Phone:
        own = {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_API_URL": url or stand.url}
        own["DATABASE_URL"] = f"sqlite:///{tmp_path}/store.db"
        phone = Phone(create_app(settings.read(environment | own)).test_client(), **more)
        phone.ring()
        return phone

    return call


def test_the_answer_is_texted_from_the_line_to_the_caller(calling: Calling, stand: Stand) -> None:
    phone = calling()
    phone.press("2")
    assert "sending it to your phone" in phone.press("7").text
    answer, intro = stand.sent
    assert answer["To"] == "+15005550006"
    assert answer["From"] == "+15005550001"
    assert answer["Body"].startswith("Side effects: ")
    assert "1-800-4-CANCER" in answer["Body"]
    assert "STOP" in intro["Body"], "who was never texted before is told what this is"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (21610, "asked for no more text messages"),
        (21614, "can not send a text message to this phone"),
        (21211, "can not send a text message to this phone"),
        (30001, "could not be sent"),
        (20003, "could not be sent"),
    ],
)
def test_a_refusal_is_said_at_once(calling: Calling, stand: Stand, code: int, words: str) -> None:
    stand.code = code
    phone = calling()
    phone.press("2")
    assert words in phone.press("7").text
    assert phone.at.action.endswith("/plain0/top/answer/side-effects/0"), "the place in the call is kept"
    assert not stand.sent


def test_a_fault_that_is_known_late_is_said_on_the_next_turn(
    calling: Calling, stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("helpline.voice.textme.SOON", 0.1)
    stand.code, stand.seconds = 21610, 1.2
    phone = calling()
    phone.press("2")
    began = time.monotonic()
    assert "sending it" in phone.press("7").text
    assert time.monotonic() - began < 1.15, "the caller does not wait for the API"
    assert stand.done.wait(5)
    time.sleep(0.3)
    assert "asked for no more text messages" in phone.press("9").text
    assert "asked for no more" not in phone.press("9").text, "it is said once"


def test_an_api_that_cannot_be_reached_is_said(calling: Calling, caplog: pytest.LogCaptureFixture) -> None:
    phone = calling(url="http://127.0.0.1:9")
    phone.press("2")
    assert "could not be sent" in phone.press("7").text
    assert "5005550006" not in caplog.text
    assert "Side effects" not in caplog.text


def test_a_wrong_token_is_refused_by_the_api(stand: Stand) -> None:
    assert Outbox(ACCOUNT, "wrong", stand.url).send("CA1", "+15005550001", "+15005550006", ("hi",)) == "failed"
    assert Outbox(ACCOUNT, TOKEN, stand.url).send("CA1", "+15005550001", "+15005550006", ("hi",)) == "sent"
    assert len(stand.sent) == 1


def test_who_opted_out_is_not_offered_a_text(calling: Calling, stand: Stand) -> None:
    phone = calling(caller="+15005550007")
    assert "press 7" in phone.press("2").text
    phone.say("stop texting me")
    assert "press 7" not in phone.press("*2").text
    assert "can not send a text message" in phone.press("7").text
    assert not stand.sent


@pytest.mark.parametrize(
    ("number", "country", "expected"),
    [
        ("+15005550006", "US", True),
        ("+12125550123", "", True),
        ("+17875550123", "PR", True),
        ("+266696687", "", False),  # spells ANONYMOUS
        ("+7378742833", "", False),  # spells RESTRICTED
        ("+2562533", "", False),  # spells BLOCKED
        ("+8566696", "", False),  # spells UNKNOWN
        ("+86282452253", "", False),  # spells UNAVAILABLE
        ("anonymous", "", False),
        ("", "", False),
        ("+18005550100", "US", False),  # toll-free
        ("+19005550100", "US", False),  # premium
        ("+18765550100", "JM", False),  # +1, but not a country we text
        ("+11235550100", "US", False),
        ("+442071234567", "GB", False),
        ("client:anna", "", False),
        ("911", "", False),
    ],
)
def test_which_caller_ids_may_be_texted(number: str, country: str, expected: bool) -> None:
    assert textable(number, country) is expected


def test_the_rest_client_is_not_imported_until_a_text_is_sent() -> None:
    code = "import sys, helpline.web.app, helpline.cli.main; print('twilio.rest' in sys.modules)"
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert made.stdout.strip() == "False"


def test_only_some_outcomes_are_remembered(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("helpline.voice.textme.SOON", 0.0)
    monkeypatch.setattr("helpline.voice.textme.REMEMBERED", 2)
    stand.seconds = 0.2
    outbox = Outbox(ACCOUNT, TOKEN, stand.url)
    for number in range(4):
        outbox.send(f"CA{number}", "+15005550001", "+15005550006", ("hi",))
    time.sleep(1.0)
    assert [outbox.outcome(f"CA{number}") for number in range(4)] == [None, None, "sent", "sent"]
