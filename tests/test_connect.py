"""`helpline connect`: what it shows and what it sets on a number, against a stand-in for Twilio's REST API."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

import pytest

from helpline.cli.main import main
from tests.conftest import BASE, TOKEN
from tests.restapi import ACCOUNT, SERVICE_SID, Stand, standing

NUMBER = "+15005550006"
TWIML = "<?xml version='1.0' encoding='UTF-8'?><Response><Message>x</Message></Response>"
SHOWN = f"""\
sms_url                 https://old.example.org/ -> {BASE}/sms
sms_method              GET -> POST
sms_application_sid     AP1 -> -
voice_url               {BASE}/voice
voice_method            - -> POST
status_callback         - -> {BASE}/voice
status_callback_method  - -> POST
The fallback stays as it is: add --fallback with the address where sms.xml and voice.xml are published.
6 to set: add --apply.
"""

Connect = Callable[..., tuple[int, str]]


@pytest.fixture
def stand() -> Iterator[Stand]:
    with standing(TOKEN) as made:
        made.number |= {"sms_url": "https://old.example.org/", "sms_method": "GET", "sms_application_sid": "AP1"}
        made.number |= {"voice_url": f"{BASE}/voice"}
        yield made


@pytest.fixture
def connect(
    stand: Stand, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Connect:
    """Return a function that runs the command and returns its exit code and all that it says."""
    for name, value in (environment | {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_API_URL": stand.url}).items():
        monkeypatch.setenv(name, value)

    def run(*options: str, number: str = NUMBER) -> tuple[int, str]:
        code = main(["connect", number, *options])
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


def test_it_shows_what_is_and_what_would_be_and_sets_nothing(connect: Connect, stand: Stand) -> None:
    before = dict(stand.number)
    assert connect() == (0, SHOWN)
    assert stand.number == before


def test_apply_sets_it_and_reads_it_again(connect: Connect, stand: Stand) -> None:
    code, said = connect("--apply")
    assert code == 0
    assert said.endswith("\nSet, and read again: all is as it should be.\n")
    assert {name: stand.number[name] for name in ("sms_url", "voice_url", "status_callback")} == {
        "sms_url": f"{BASE}/sms", "voice_url": f"{BASE}/voice", "status_callback": f"{BASE}/voice",
    }  # fmt: skip
    assert {stand.number[name] for name in ("sms_method", "voice_method", "status_callback_method")} == {"POST"}
    assert stand.number["sms_application_sid"] == ""
    assert connect()[1].endswith("\nAll is set.\n")


def test_a_setting_that_twilio_does_not_take_is_named(connect: Connect, stand: Stand) -> None:
    stand.stubborn = "sms_method"
    code, said = connect("--apply")
    assert code == 1
    assert said.endswith("\nSet; Twilio still has it otherwise: sms_method.\n")


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_fallback_documents_are_asked_for_in_a_way_that_brings_them(
    method: str, connect: Connect, stand: Stand
) -> None:
    stand.documents = {f"{method} /static/{name}.xml": TWIML for name in ("sms", "voice")}
    code, _ = connect("--apply", "--fallback", f"{stand.url}/static/")
    assert code == 0
    for name in ("sms", "voice"):
        assert stand.number[f"{name}_fallback_url"] == f"{stand.url}/static/{name}.xml"
        assert stand.number[f"{name}_fallback_method"] == method


@pytest.mark.parametrize("document", ["", "<html/>", "not xml"])
def test_a_fallback_document_that_is_not_there_is_not_set(document: str, connect: Connect, stand: Stand) -> None:
    stand.documents = {"/sms.xml": TWIML} | ({"/voice.xml": document} if document else {})
    code, said = connect("--apply", "--fallback", stand.url)
    assert code == 1
    assert f"{stand.url}/voice.xml answered " in said
    assert "voice_fallback_url" not in stand.number
    assert stand.number["sms_fallback_url"] == f"{stand.url}/sms.xml"


def test_a_host_that_does_not_answer_is_said(connect: Connect) -> None:
    code, said = connect("--fallback", "http://127.0.0.1:1")
    assert code == 1
    assert "http://127.0.0.1:1/sms.xml does not answer from here: the connection is refused" in said


@pytest.mark.parametrize(
    ("about", "sentence"),
    [
        ({"trunk_sid": "TK1"}, "Calls go to a SIP trunk, not to voice_url."),
        ({"voice_receive_mode": "fax"}, "The number receives faxes, not calls."),
        ({"capabilities": {"sms": False, "voice": True}}, "The number cannot receive texts."),
        ({"capabilities": {"sms": True, "voice": False}}, "The number cannot receive calls."),
    ],
)
def test_what_stands_in_the_way_of_the_addresses(
    about: dict[str, object], sentence: str, connect: Connect, stand: Stand
) -> None:
    stand.number |= about
    code, said = connect()
    assert code == 1
    assert sentence in said


@pytest.mark.parametrize(
    ("service", "sentence"),
    [
        ({"inbound_request_url": "https://x.example.org/in"}, "its texts go to https://x.example.org/in instead."),
        ({"inbound_request_url": None}, "its texts are dropped."),
        ({"use_inbound_webhook_on_number": True}, ""),
        ({"has": False}, ""),
    ],
)
def test_a_messaging_service_that_comes_before_the_number_is_said(
    service: dict[str, object], sentence: str, connect: Connect, stand: Stand
) -> None:
    stand.service = {"sid": SERVICE_SID, "use_inbound_webhook_on_number": False} | service
    code, said = connect()
    assert ("Messaging Service" in said) == bool(sentence)
    assert sentence in said
    assert code == (1 if sentence else 0)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"TWILIO_ACCOUNT_SID": ""}, "TWILIO_ACCOUNT_SID is not set."),
        (
            {"PUBLIC_BASE_URL": "http://127.0.0.1:8000"},
            "PUBLIC_BASE_URL is http://127.0.0.1:8000, which Twilio cannot call.",
        ),
        ({"TWILIO_AUTH_TOKEN": "wrong-token"}, "Twilio refused the account (401)."),
        ({"TWILIO_API_URL": "http://127.0.0.1:1"}, "Twilio's API cannot be reached (ConnectionError)."),
    ],
)
def test_what_it_needs_first(
    changed: dict[str, str], sentence: str, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in changed.items():
        monkeypatch.setenv(name, value)
    code, said = connect()
    assert code == 2
    assert said.startswith(sentence)
    assert "wrong-token" not in said


@pytest.mark.parametrize("number", ["+1500555000", "5005550006", "+15005550007"])
def test_only_the_very_number_is_taken(number: str, connect: Connect) -> None:
    assert connect("--apply", number=number)[1].startswith("this account has no such number.")


def test_the_number_is_in_no_log(connect: Connect, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    connect("--apply")
    assert "IncomingPhoneNumbers" in caplog.text, "the library that makes the requests was heard"
    assert NUMBER.strip("+") not in caplog.text
