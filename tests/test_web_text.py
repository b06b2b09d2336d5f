"""The webhook for texts as HTTP: signatures, odd requests, faults inside."""

from __future__ import annotations

import logging
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from helpline import settings
from helpline.reply.turn import Line
from helpline.request import signature, text_parameters
from helpline.web.app import create_app
from tests.conftest import BASE, TOKEN, Still, Texting
from tests.twiml import messages


def post(client: FlaskClient, form: dict[str, str], sign: str | None, url: str = "/sms") -> int:
    headers = {} if sign is None else {"X-Twilio-Signature": sign}
    answer = client.post(url, data=form, headers=headers)
    assert answer.status_code == 200 or answer.data == b"", "a refusal holds nothing"
    return answer.status_code


def test_a_request_signed_with_the_token_is_answered(text: Texting) -> None:
    answer = text("side effects")
    assert answer.status_code == 200
    assert answer.mimetype == "text/xml"
    assert messages(answer.data)[0].startswith("Side effects: ")


@pytest.mark.parametrize(
    "sign",
    [
        None,
        "",
        "x",
        "é",
        "=" * 5000,
        signature("another-token", BASE + "/sms", {"Body": "hi"}),
        signature(TOKEN, BASE + "/other", {"Body": "hi"}),
    ],
    ids=["missing", "empty", "short", "not-ascii", "long", "other-token", "other-url"],
)
def test_anything_else_is_refused_with_nothing_in_it(client: FlaskClient, sign: str | None) -> None:
    assert post(client, {"Body": "hi"}, sign) == 403


def test_a_changed_body_is_refused(client: FlaskClient) -> None:
    form = text_parameters("side effects")
    assert post(client, form | {"Body": "other"}, signature(TOKEN, BASE + "/sms", form)) == 403


def test_both_tokens_hold_while_one_is_replaced(
    environment: dict[str, str], line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("helpline.web.app.load_live", lambda *_: Still(line))
    client = create_app(settings.read(environment | {"TWILIO_AUTH_TOKEN": "new-token, " + TOKEN})).test_client()
    form = text_parameters("hi")
    for token, status in (("new-token", 200), (TOKEN, 200), ("", 403), ("old", 403)):
        assert post(client, form, signature(token, BASE + "/sms", form)) == status


@pytest.mark.parametrize("host", ["http://10.0.0.7:8000", "http://localhost", "https://line.example.org"])
def test_the_signature_holds_behind_a_proxy(client: FlaskClient, host: str) -> None:
    form = text_parameters("hi")
    answer = client.post(
        "/sms", data=form, headers={"X-Twilio-Signature": signature(TOKEN, BASE + "/sms", form)}, base_url=host
    )
    assert answer.status_code == 200


@pytest.mark.parametrize("query", ["?a=%2F&b=caf%C3%A9", "?x=%7Euser"])
def test_the_signature_covers_the_raw_target(client: FlaskClient, query: str) -> None:
    form = text_parameters("hi")
    target = "/sms" + query
    signed = signature(TOKEN, BASE + target, form)
    answer = client.post(
        "/sms", data=form, headers={"X-Twilio-Signature": signed}, environ_overrides={"RAW_URI": target}
    )
    assert answer.status_code == 200


def test_new_and_repeated_parameters_are_no_reason_to_refuse(client: FlaskClient) -> None:
    form = text_parameters("side effects", SomethingNew="1", MessagingServiceSid="MG" + "0" * 32)
    assert post(client, form, signature(TOKEN, BASE + "/sms", form)) == 200
    twice = urlencode({**form}) + "&Body=again&Body=and+again"
    answer = client.post(
        "/sms", data=twice, content_type="application/x-www-form-urlencoded", headers={"X-Twilio-Signature": "x"}
    )
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        "\x00\x01\x1f",
        "a\x00b",
        "\ud800",
        "x" * 1600,
        "<Response>&amp;",
        "]]>",
        "🤷‍♀️",
        "\u202eside effects",
        "%",
        "%s{phone}",
        "' OR 1=1",
        "\r\n\r\n",
        "١٢",
        "½",
        "\ufeff",
    ],
)
def test_odd_bodies_get_a_valid_reply(client: FlaskClient, body: str) -> None:
    form = text_parameters(body.encode("utf-8", "replace").decode())
    answer = client.post("/sms", data=form, headers={"X-Twilio-Signature": signature(TOKEN, BASE + "/sms", form)})
    assert answer.status_code == 200
    assert messages(answer.data)


def test_bytes_that_are_not_text_are_refused_or_answered_but_never_fail(client: FlaskClient) -> None:
    for raw in (b"Body=%FF%FE&From=%80", b"Body=\xff\xfe", b"&&&===", b"Body=" + b"%ED%A0%80"):
        answer = client.post(
            "/sms", data=raw, content_type="application/x-www-form-urlencoded", headers={"X-Twilio-Signature": "x"}
        )
        assert answer.status_code == 403


@pytest.mark.parametrize(
    "content_type", ["application/json", "text/plain", "multipart/form-data; boundary=x", "multipart/form-data", ""]
)
def test_other_content_types_are_refused(client: FlaskClient, content_type: str) -> None:
    assert client.post("/sms", data=b"{}", content_type=content_type).status_code in (400, 403)


def test_a_body_of_a_megabyte_is_refused(client: FlaskClient) -> None:
    assert client.post("/sms", data={"Body": "x" * 1_000_000}, headers={"X-Twilio-Signature": "x"}).status_code in (
        403,
        413,
    )


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
def test_only_post_is_taken(client: FlaskClient, method: str) -> None:
    assert client.open("/sms", method=method).status_code == 405


def test_a_trailing_slash_is_another_path_and_not_a_redirect(client: FlaskClient) -> None:
    assert client.post("/sms/").status_code == 404


@pytest.mark.parametrize("media", ["", "-1", "x", "99999999999", "١", "1.5"])
def test_an_odd_count_of_media_is_none(text: Texting, media: str) -> None:
    assert text("side effects", NumMedia=media).status_code == 200


@pytest.mark.parametrize("cookie", ["", "x", "eyJ4IjoxfQ.abc", "é" * 100])
def test_a_forged_or_garbled_cookie_reads_as_none(client: FlaskClient, text: Texting, cookie: str) -> None:
    client.set_cookie("talk", cookie, domain="line.example.org")
    assert messages(text("more").data)[0].startswith("There is no more")


def test_if_anything_inside_fails_the_person_still_gets_an_answer(
    text: Texting, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret words of the message")

    monkeypatch.setattr(Line, "turn", broken)
    with caplog.at_level(logging.DEBUG):
        answer = text("my private question")
    assert answer.status_code == 200
    (body,) = messages(answer.data)
    assert "911" in body
    assert "988" in body
    assert "1-800-4-CANCER" in body
    assert "RuntimeError" in caplog.text
    assert "secret words" not in caplog.text
    assert "private question" not in caplog.text


def test_content_that_cannot_be_read_leaves_the_last_resort(
    environment: dict[str, str], tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("helpline.web.app.load_live", lambda *_: Still(None))
    client = create_app(settings.read(environment)).test_client()
    form = text_parameters("hello")
    answer = client.post("/sms", data=form, headers={"X-Twilio-Signature": signature(TOKEN, BASE + "/sms", form)})
    assert "1-800-4-CANCER" in messages(answer.data)[0]
    assert client.get("/healthz").get_json()["status"] == "degraded"


def test_health_names_the_content(client: FlaskClient, line: Line) -> None:
    assert client.get("/healthz").get_json() == {
        "status": "ok",
        "reasons": [],
        "content": line.content.version,
        "refused": [],
        "store": "ok",
        "version": "0.1.0",
    }


def test_the_cookie_cannot_be_read_by_scripts_nor_sent_in_the_clear(text: Texting) -> None:
    cookie = text("side effects").headers["Set-Cookie"]
    for flag in ("Secure", "HttpOnly", "SameSite=Lax", "Max-Age=14400"):
        assert flag in cookie
