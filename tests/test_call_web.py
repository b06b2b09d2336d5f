"""The call webhook as HTTP: signatures, odd requests, faults inside, hooks of the store."""

from __future__ import annotations

import logging

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from hypothesis import strategies as st

from helpline import lastresort, settings
from helpline.content.model import Content
from helpline.request import call_parameters, signature
from helpline.voice.heard import read_form
from helpline.voice.state import CallState, read_path
from helpline.web.app import create_app
from tests.calltwiml import read
from tests.conftest import BASE, TOKEN, Still
from tests.phone import Phone

PLACE = "/voice/en/plain0/13/answer/vaccines/0"


@pytest.fixture
def phone(client: FlaskClient) -> Phone:
    return Phone(client)


@pytest.mark.parametrize("path", ["/voice", PLACE, "/voice/anything"])
@pytest.mark.parametrize("sign", [None, "", "é", signature(TOKEN, BASE + "/voice/other", {})])
def test_what_is_not_signed_is_refused_with_nothing_in_it(client: FlaskClient, path: str, sign: str | None) -> None:
    headers = {} if sign is None else {"X-Twilio-Signature": sign}
    answer = client.post(path, data=call_parameters(), headers=headers)
    assert (answer.status_code, answer.data) == (403, b"")


@pytest.mark.parametrize("path", ["/voice", PLACE])
def test_only_posts_are_answered(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 405


@pytest.mark.parametrize(
    "path",
    [
        "/voice",
        "/voice/",
        "/voice/x",
        "/voice/en",
        "/voice/xx/plain0/top/menu/-/0",
        "/voice/en/fast0/top/menu/-/0",
        "/voice/en/plain0/99/menu/-/0",
        "/voice/en/plain0/top/dance/-/0",
        "/voice/en/plain0/top/answer/-/0",
        "/voice/en/plain0/top/answer/no-such-topic/0",
        "/voice/en/plain0/top/dialled/third/0",
        "/voice/en/plain0/top/menu/-/99999999999",
        "/voice/en/plain0/top/menu/-/0/",
        "/voice/%F0%9F%99%82/" + "a" * 3000,
        "/voice/../../etc",
    ],
)
def test_an_unknown_place_starts_the_call_again(phone: Phone, path: str) -> None:
    answer = phone.post(path, Digits="2")
    assert answer.status_code == 200
    assert "In an emergency" in read(answer.data).text


@pytest.mark.parametrize(
    "odd",
    [
        {"Digits": "abc"},
        {"Digits": "ABCD12w,;"},
        {"Digits": "9" * 4000},
        {"Digits": "²③"},
        {"SpeechResult": "\x00\x07\ud7ff￾ 🙂"},
        {"SpeechResult": "side effects", "Confidence": "nan"},
        {"SpeechResult": "side effects", "Confidence": "1e999"},
        {"SpeechResult": "side effects", "Confidence": "high"},
        {"SpeechResult": "x" * 20000},
        {"DialCallStatus": "completed"},
        {"CallSid": ""},
        {"From": "", "To": ""},
        {"From": "client:anna", "To": "sip:a@b"},
        {"From": "+266696687"},
        {"FinishedOnKey": "#"},
        {"CallStatus": "strange"},
        {"Digits": "0", "To": "+1<script>"},
    ],
    ids=str,
)
def test_odd_parameters_are_answered(phone: Phone, odd: dict[str, str]) -> None:
    for path in ("/voice", PLACE, "/voice/en/plain0/top/ask/vaccines/2", "/voice/es/slow3/top/dialled/crisis/0"):
        answer = phone.post(path, **odd)
        assert answer.status_code == 200
        read(answer.data)


def test_no_parameters_at_all_are_answered(client: FlaskClient) -> None:
    answer = client.post(PLACE, data={}, headers={"X-Twilio-Signature": signature(TOKEN, BASE + PLACE, {})})
    assert answer.status_code == 200
    read(answer.data)


@pytest.mark.parametrize("status", ["completed", "busy", "failed", "no-answer", "canceled"])
def test_a_call_that_is_over_gets_an_empty_answer(phone: Phone, status: str) -> None:
    assert phone.post(PLACE, CallStatus=status).data.endswith(b"<Response/>")


def test_the_same_request_twice_gets_the_same_answer(phone: Phone) -> None:
    for what in ({"Digits": "3"}, {"SpeechResult": "vaccines"}, {}, {"Digits": "0"}):
        assert phone.post(PLACE, **what).data == phone.post(PLACE, **what).data


@limits(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["Digits", "SpeechResult", "Confidence", "DialCallStatus", "From", "To", "CallStatus"]),
        st.text(max_size=60),
    ),
    st.lists(st.text(alphabet="abcdefgeny0123459-./", max_size=12), max_size=7).map("/".join),
)
def test_anything_gets_valid_twiml(client: FlaskClient, form: dict[str, str], place: str) -> None:
    path = f"/voice/{place.strip('/')}".replace("//", "/")
    answer = client.post(path, data=form, headers={"X-Twilio-Signature": signature(TOKEN, BASE + path, form)})
    assert answer.status_code in (200, 403), "Werkzeug may read a form otherwise than it was signed"
    if answer.status_code == 200 and b"<Response/>" not in answer.data:
        read(answer.data)


def test_a_fault_inside_is_answered_with_the_numbers(
    phone: Phone, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("helpline.voice.calls.Calls.turn", lambda *_: 1 / 0)
    answer = phone.post(PLACE, SpeechResult="my secret words")
    assert answer.status_code == 200
    assert answer.get_data(as_text=True) == lastresort.voice()
    assert read(answer.data).text.count("1 800, 4 2 2, 6 2 3 7") >= 2
    assert "secret" not in caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_content_that_cannot_be_read_still_gives_the_numbers(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("helpline.web.app.load_live", lambda *_: Still(None))
    client = create_app(settings.read(environment)).test_client()
    assert Phone(client).post("/voice").get_data(as_text=True) == lastresort.voice()


def test_neither_words_nor_numbers_are_logged(phone: Phone, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    phone.ring()
    phone.say("my name is Xanthippe")
    phone.press("0")
    for secret in ("anthippe", "5005550006", "5005550001"):
        assert secret not in caplog.text


def test_nobody_is_called_with_the_callers_own_number(phone: Phone) -> None:
    answer = phone.post(PLACE, Digits="0", From="+15005559999", To="+15005550001")
    assert b'callerId="+15005550001"' in answer.data
    assert b"5559999" not in answer.data


class Notes:
    """A store that only notes what it is asked."""

    def __init__(self) -> None:
        self.made: list[tuple[str, ...]] = []

    def opted_out(self, number: str, sid: str) -> bool:
        return False

    def opt(self, number: str, sid: str, out: bool) -> None:
        self.made.append(("opt", number, str(out)))

    def forget(self, number: str) -> None:
        self.made.append(("forget", number))

    def count(self, *what: object) -> None:
        self.made.append(tuple(map(str, what)))


class Broken:
    """A store that can do nothing."""

    def __getattr__(self, name: str) -> object:
        raise OSError(name)


def test_an_opt_out_that_is_spoken_reaches_the_store(phone: Phone) -> None:
    store = phone.client.application.extensions["helpline-store"] = Notes()
    phone.ring()
    assert "no texts from us" in phone.say("Stop texting me.").text
    assert ("opt", "+15005550006", "True") in store.made
    phone.say("forget me")
    assert ("forget", "+15005550006") in store.made
    store.made.clear()
    assert "9 8 8" in phone.say("stop texting me, I am going to kill myself").text
    assert ("opt", "+15005550006", "True") in store.made


def test_turns_are_counted_without_words_or_numbers(phone: Phone) -> None:
    store = phone.client.application.extensions["helpline-store"] = Notes()
    phone.ring()
    phone.press("2")
    phone.say("qwer zxcv insurance qwer")
    phone.silence()
    counted = [row for row in store.made if row[0] == "voice"]
    assert [row[2:4] for row in counted][:2] == [("command", "welcome"), ("answer", "side-effects")]
    assert counted[-1][2] == "silence"
    assert not any("qwer" in cell for row in counted for cell in row)


def test_a_store_that_fails_costs_no_call_and_is_not_said_to_have_worked(
    phone: Phone, caplog: pytest.LogCaptureFixture
) -> None:
    phone.client.application.extensions["helpline-store"] = Broken()
    phone.ring()
    assert "send the word stop" in phone.say("Stop texting me.").text
    assert phone.press("*2").text.startswith("Side effects.")
    assert "OSError" in caplog.text
    assert "5005550006" not in caplog.text


@given(st.text(max_size=200))
def test_no_path_can_hold_more_than_places(content: Content, path: str) -> None:
    state = read_path(path, content)
    assert state is None or state.path == path


def test_a_place_is_found_again(content: Content) -> None:
    state = CallState("es", True, 2, "13", "choose", ("vaccines", "types"), 4)
    assert read_path(state.path, content) == state
    assert state.path == "es/slow2/13/choose/vaccines.types/4"


@given(st.text(max_size=30))
def test_confidence_is_always_from_0_to_1(text: str) -> None:
    assert 0 <= read_form({"SpeechResult": "x", "Confidence": text}).confidence <= 1
