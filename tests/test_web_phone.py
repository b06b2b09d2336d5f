"""The server's side of the page at `/`: what it may ask for, what comes back, and that it is off where it should be."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from helpline import settings
from helpline.reply.turn import Line
from helpline.web.app import create_app
from tests.conftest import NOON, Still
from tests.restapi import ACCOUNT, standing
from tests.twiml import messages

NUMBER = "+12125550147"
ANSWER = "/voice/en/plain0/top/answer/side-effects/0"


@pytest.fixture
def page(environment: dict[str, str], line: Line, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    monkeypatch.setattr("helpline.web.app.load_live", lambda *_: Still(line))
    monkeypatch.setattr("helpline.web.call.now", lambda: NOON)
    return create_app(settings.read(environment | {"HELPLINE_TRY_PAGE": "on"})).test_client()


def asking(path: str = "/sms", **parameters: str) -> dict[str, Any]:
    return {"path": path, "number": NUMBER, "sid": "CA" + "0" * 32, "parameters": parameters, "cookies": {}}


def posted(page: FlaskClient, asked: object, url: str = "/phone/request") -> TestResponse:
    return page.post(url, json=asked)


def answered(page: FlaskClient, asked: object, url: str = "/phone/request") -> Any:
    answer = posted(page, asked, url)
    assert answer.status_code == 200, answer.data
    return answer.json


def test_the_page_is_off_unless_it_is_switched_on(client: FlaskClient) -> None:
    assert client.get("/").status_code == 404
    assert posted(client, asking(Body="hi")).status_code == 404
    assert posted(client, asking(Body="hi"), "/phone/why").status_code == 404


def test_the_page_loads_nothing_from_elsewhere(page: FlaskClient) -> None:
    answer = page.get("/")
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    text = answer.get_data(as_text=True)
    assert "https://" not in text
    assert "style=" not in text
    assert "1-800-4-CANCER" in text


def test_the_page_is_there_while_the_content_cannot_be_read(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("helpline.web.app.load_live", lambda *_: Still(None))
    page = create_app(settings.read(environment | {"HELPLINE_TRY_PAGE": "on"})).test_client()
    assert page.get("/").status_code == 200
    assert "1-800-4-CANCER" in answered(page, asking(Body="hi"))["document"]
    assert answered(page, asking(Body="hi"), "/phone/why") is None


def test_a_text_goes_through_the_webhook_and_its_cookie_back_to_the_page(page: FlaskClient) -> None:
    first = answered(page, asking(Body="is it a pill or a shot"))
    replies = messages(first["document"].encode())
    assert replies[0].startswith("How it is given: ")
    assert [cost["encoding"] for cost in first["costs"]] == ["GSM-7", "GSM-7"]
    assert first["cost"] == {"segments": 1, "encoding": "GSM-7", "units": 22, "limit": 160}
    assert first["lang"] == "en"
    (cookie,) = first["cookies"]
    assert (cookie["name"], cookie["seconds"]) == ("talk", 4 * 3600)
    again = asking(Body="MORE") | {"cookies": {"talk": cookie["value"]}}
    assert messages(answered(page, again)["document"].encode())[0].startswith("How it is given: ")
    without = messages(answered(page, asking(Body="MORE"))["document"].encode())[0]
    assert not without.startswith("How it is given: ")


def test_the_carriers_own_words_are_told(page: FlaskClient) -> None:
    found = answered(page, asking(Body=" Stop "))
    assert found["carrier"] == "stop"
    assert messages(found["document"].encode()) == []
    assert answered(page, asking(Body="please stop it"))["carrier"] == ""


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"path": "/healthz"}, "path is '/healthz'; allowed is /sms"),
        ({"path": "/phone/request"}, "path is"),
        ({"path": "https://example.org/sms"}, "path is"),
        ({"path": "//example.org"}, "path is"),
        ({"path": "/voice/../healthz"}, "path is"),
        ({"path": "/voice/%2e%2e/healthz"}, "path is"),
        ({"path": "/voice?x=1"}, "path is"),
        ({"path": ["/sms"]}, "path is"),
        ({"number": "+12125551234"}, "number is '+12125551234'; allowed is a fictitious number"),
        ({"number": "+12125550147\n"}, "number is"),
        ({"sid": "CA1"}, "sid is 'CA1'"),
        ({"parameters": {"From": "+12125551234"}}, "parameters holds 'From'"),
        ({"parameters": {"Body": "x" * 1601}}, "parameters.Body is not a text of at most 1600"),
        ({"parameters": {"Body": 5}}, "parameters.Body is not a text"),
        ({"parameters": "Body"}, "parameters is not an object"),
        ({"cookies": {"a b": "c"}}, "cookies.a b is not"),
    ],
    ids=str,
)
def test_nothing_else_may_be_asked_for(page: FlaskClient, wrong: dict[str, Any], said: str) -> None:
    for url in ("/phone/request", "/phone/why"):
        answer = posted(page, asking(Body="hi") | wrong, url)
        assert answer.status_code == 400
        assert said in answer.get_json()["error"]


def test_a_form_that_another_site_could_post_is_refused(page: FlaskClient) -> None:
    assert page.post("/phone/request", data='{"path": "/sms"}', content_type="text/plain").status_code == 400
    assert page.post("/phone/request", data={"path": "/sms"}).status_code == 400


def test_a_cookie_cannot_carry_another_header(page: FlaskClient) -> None:
    asked = asking(Body="hi") | {"cookies": {"talk": "x\r\nX-Forwarded-For: 1"}}
    assert answered(page, asked)["status"] == 200


def test_a_call_goes_through_the_webhook(page: FlaskClient) -> None:
    assert "In an emergency" in answered(page, asking("/voice", CallStatus="ringing"))["document"]
    assert "Side effects." in answered(page, asking("/voice/en/plain0/top/menu/-/0", Digits="2"))["document"]
    assert "<Dial" in answered(page, asking(ANSWER, SpeechResult="talk to a person", Confidence="0.9"))["document"]


def test_a_text_that_a_call_asks_for_is_handed_to_the_page(page: FlaskClient) -> None:
    found = answered(page, asking(ANSWER, Digits="7"))
    assert "sending it to your phone" in found["document"]
    assert found["texts"][0]["to"] == NUMBER
    assert found["texts"][0]["text"].startswith("Side effects: ")
    assert found["texts"][0]["cost"]["segments"] <= 2
    refused = answered(page, asking(ANSWER, Digits="7") | {"stopped": True})
    assert refused["texts"] == []
    assert "asked for no more text messages" in refused["document"]


def test_the_page_never_texts_through_the_account(
    environment: dict[str, str], line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("helpline.web.app.load_live", lambda *_: Still(line))
    with standing(environment["TWILIO_AUTH_TOKEN"]) as stand:
        own = {"HELPLINE_TRY_PAGE": "on", "TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_API_URL": stand.url}
        page = create_app(settings.read(environment | own)).test_client()
        assert answered(page, asking(ANSWER, Digits="7"))["texts"]
        assert not stand.sent


def test_why_a_text_got_its_answer(page: FlaskClient) -> None:
    found = answered(page, asking(Body="could it be a pill, not a shot"), "/phone/why")
    assert (found["reply"], found["outcome"]) == ("how-given", "answer")
    assert found["file"] == "responses/immunotherapy/how-given.yaml"
    assert any("pill" in word for word, _ in found["decided"])
    assert found["ranked"][0]["reply"] == "how-given"
    assert found["ranked"][0]["score"] > found["ranked"][1]["score"]
    assert "To change it" in found["change"]


def test_why_a_number_was_read_as_it_was(page: FlaskClient) -> None:
    found = answered(page, asking(Body="2"), "/phone/why")
    assert (found["reply"], found["outcome"], found["because"]) == ("side-effects", "number", ["2"])
    assert "responses/menu.yaml" in found["change"]


def test_why_depends_on_the_conversation(page: FlaskClient) -> None:
    talk = answered(page, asking(Body="could it be a pill, not a shot"))["cookies"][0]["value"]
    found = answered(page, asking(Body="more") | {"cookies": {"talk": talk}}, "/phone/why")
    assert (found["reply"], found["outcome"], found["because"]) == ("how-given", "command", ["more"])


@pytest.mark.parametrize(
    ("path", "parameters", "reply", "outcome"),
    [
        ("/voice", {"CallStatus": "ringing"}, "welcome", "call"),
        (ANSWER, {"Digits": ""}, "silence-first", "silence"),
        (ANSWER, {"Digits": "9"}, "side-effects", "keys"),
        (ANSWER, {"SpeechResult": "How often do I get immunotherapy?", "Confidence": "0.9"}, "how-often", "answer"),
        ("/voice/en/plain0/top/dialled/first/0", {"DialCallStatus": "busy"}, "person-missed", "call"),
    ],
)
def test_why_a_caller_heard_what_they_heard(
    page: FlaskClient, path: str, parameters: dict[str, str], reply: str, outcome: str
) -> None:
    found = answered(page, asking(path, **parameters), "/phone/why")
    assert (found["reply"], found["outcome"]) == (reply, outcome)
    assert found["how"].endswith(".")


class ReadOnly:
    """A store that can only say who opted out."""

    def __init__(self, out: bool) -> None:
        self.out = out

    def opted_out(self, number: str, sid: str) -> bool:
        return self.out


@pytest.mark.parametrize("out", [False, True])
def test_asking_why_does_and_counts_nothing(page: FlaskClient, out: bool) -> None:
    page.application.extensions["helpline-store"] = ReadOnly(out)
    stopping = answered(page, asking(Body="stop texting me"), "/phone/why")
    assert stopping["reply"] == "stop"
    assert ("this phone has opted out" in stopping["how"]) is out
    assert answered(page, asking(ANSWER, Digits="7"), "/phone/why")["reply"] == "texted"


def test_why_nothing_was_sent(page: FlaskClient) -> None:
    assert "Twilio answers this word itself." in answered(page, asking(Body="STOP"), "/phone/why")["how"]
