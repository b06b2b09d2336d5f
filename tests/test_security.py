"""What an attacker could try, beside what other tests show already; docs/security.md names them all."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from flask import Response, request
from flask.testing import FlaskClient

from helpline import settings
from helpline.doctor.ask import ask
from helpline.match.matcher import Matcher
from helpline.problems import SettingError
from helpline.reply.reply import Speaker, told
from helpline.reply.state import State
from helpline.reply.turn import Line, Message
from helpline.request import call_parameters, signature
from helpline.sms import twiml
from helpline.voice.state import MOST_MISSES
from helpline.voice.textme import Outbox
from helpline.web.app import BODY_LIMIT, create_app
from helpline.web.cookie import Cookies
from tests.conftest import BASE, NOON, ROOT, TOKEN, Still, Texting
from tests.copies import Copy
from tests.phone import Phone
from tests.restapi import ACCOUNT
from tests.twiml import messages

DOCUMENT = ROOT / "docs/security.md"
SCRIPT = "<script>alert(1)</script>"


def test_the_threat_model_names_tests_that_exist() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", DOCUMENT.read_text(encoding="utf-8"))
    assert len(named) >= 30
    for path, name in named:
        assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8"), f"{path}::{name}"


def test_every_attack_in_the_threat_model_has_a_test() -> None:
    rows = re.findall(r"^\| .*$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    attacks = [row for row in rows if not row.startswith(("| an attacker", "|---"))]
    assert len(attacks) >= 20
    for row in attacks:
        assert "`tests/" in row.split("|")[3], row


def test_markup_in_a_reply_is_text_to_every_reader(tmp_path: Path) -> None:
    copy = Copy(tmp_path / "content")
    path = copy.folder / "responses/system/thanks.yaml"
    path.write_text(re.sub(r"sms: .*", f"sms: '{SCRIPT}</Message><Dial>900</Dial>'", path.read_text(), count=1))
    content = copy.content()
    match = Matcher(content, None).match("thanks", "sms", "en")
    reply = told(Speaker(content, "x", "en", NOON), match, State(), "thanks")
    (text,) = messages(twiml(reply.texts).encode())
    assert text.startswith(f"{SCRIPT}</Message><Dial>900</Dial>")


def test_markup_in_the_name_is_escaped_on_the_page(
    line: Line, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("helpline.web.app.load_live", lambda *_: Still(line))
    own = {"HELPLINE_NAME": SCRIPT, "HELPLINE_TRY_PAGE": "on"}
    page = create_app(settings.read(environment | own)).test_client().get("/").get_data(as_text=True)
    assert SCRIPT not in page
    assert "&lt;script&gt;" in page


def test_no_script_of_ours_writes_html() -> None:
    for path in (ROOT / "helpline/web/static").glob("*.js"):
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", path.read_text(encoding="utf-8")
        )


def test_no_address_in_a_message_is_ever_opened(text: Texting, monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket, "getaddrinfo", connect)
    odd = {"NumMedia": "1", "MediaUrl0": "http://169.254.169.254/latest/meta-data"}
    for body in ("http://127.0.0.1:8000/metrics", "side effects"):
        assert messages(text(body, **odd).data)


def test_a_number_in_a_request_is_never_called(client: FlaskClient) -> None:
    form = call_parameters(Digits="0", ForwardedFrom="+19005551234", DialCallSid="+19005551234")
    path = "/voice/en/plain0/top/answer/side-effects/0"
    answer = client.post(path, data=form, headers={"X-Twilio-Signature": signature(TOKEN, BASE + path, form)})
    assert answer.status_code == 200
    assert re.findall(rb">(\+?\d[\d ]+)</(?:Number|Dial)>", answer.data) in ([], [b"+18004226237"])
    assert b"9005551234" not in answer.data


@pytest.mark.parametrize("size", [BODY_LIMIT + 1, 10 * BODY_LIMIT])
def test_a_body_over_the_limit_is_refused_before_it_is_read(client: FlaskClient, size: int) -> None:
    assert client.post("/sms", data={"Body": "x" * size}).status_code == 413


@pytest.mark.parametrize("path", ["/sms", "/voice"])
def test_a_part_without_a_name_is_refused_like_anything_unsigned(client: FlaskClient, path: str) -> None:
    part = "--x\r\nContent-Disposition: form-data{}\r\n\r\nhi\r\n"
    body = part.format('; name="Body"') + part.format("") + "--x--\r\n"
    assert client.post(path, data=body, content_type="multipart/form-data; boundary=x").status_code == 403


def test_thousands_of_parts_are_refused(client: FlaskClient) -> None:
    parts = {f"p{number}": "" for number in range(400)}
    assert client.post("/sms", data=parts, content_type="multipart/form-data").status_code == 413


def test_a_cookie_made_with_another_secret_reads_as_none(client: FlaskClient) -> None:
    ours: Cookies = client.application.extensions["helpline-cookies"]
    state = State(lang="es", last="vaccines")
    for cookies, expected in ((ours, state), (Cookies("another secret of enough characters"), State())):
        response = Response()
        cookies.write(response, state)
        made = response.headers["Set-Cookie"].split(";")[0]
        with client.application.test_request_context("/sms", headers={"Cookie": made}):
            assert ours.read(request) == expected


def test_secrets_are_in_no_page(client: FlaskClient, environment: dict[str, str]) -> None:
    for path in ("/healthz", "/readyz", "/nowhere", "/sms"):
        page = client.get(path).get_data(as_text=True) + str(client.get(path).headers)
        for name in ("TWILIO_AUTH_TOKEN", "HELPLINE_SECRET_KEY", "DATABASE_URL"):
            assert environment[name] not in page


def test_nobody_learns_who_has_opted_out(text: Texting) -> None:
    """An unsigned request about a number gets the same refusal whether that number opted out or not."""
    text("stop texting me", sender="+15005550001")
    answers = {text("hi", token="wrong", sender=sender).data for sender in ("+15005550001", "+15005550002")}
    assert answers == {b""}


@pytest.fixture(params=[301, 302, 303, 307, 308])
def leading_away(request: pytest.FixtureRequest) -> Iterator[tuple[str, list[str]]]:
    """A server that redirects everything to another; its address, and what that other one was asked."""
    asked: list[str] = []

    class Other(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if "/elsewhere" in self.path:
                asked.append(f"{self.path} {self.headers.get('Authorization')}")
            self.send_response(200 if "/elsewhere" in self.path else request.param)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Other)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", asked
    server.shutdown()
    thread.join()
    server.server_close()


def test_nothing_the_line_asks_can_lead_it_elsewhere(
    leading_away: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the API, which is sent the account's token, nor the address that `helpline doctor` looks at."""
    monkeypatch.setattr("helpline.voice.textme.SOON", 20)
    url, asked = leading_away
    assert Outbox(ACCOUNT, TOKEN, url).send("CA1", "+15005550001", "+15005550006", ("hi",)) == "failed"
    assert ask(f"{url}/healthz").moved == "/elsewhere"
    assert ask(f"{url}/sms", {"Body": "hi"}, "signature").moved == "/elsewhere"
    assert asked == []


@pytest.mark.parametrize("name", ["TWILIO_API_URL", "PUBLIC_BASE_URL"])
@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1@example.org", "http://127.0.0.1:80@example.org", "http://localhost.example.org",
        "http://127.0.0.1.example.org", "http://example.org\\@127.0.0.1", "http://127.0.0.1\\@example.org",
        "http://169.254.169.254", "file:///etc/passwd", "http://[::ffff:169.254.169.254]", "https:\\\\example.org",
        "http://0x7f.1", "http://2130706433",
    ],
)  # fmt: skip
def test_an_address_that_only_looks_like_this_machine_is_refused(
    environment: dict[str, str], name: str, url: str
) -> None:
    with pytest.raises(SettingError, match=name):
        settings.read(environment | {name: url})


def test_a_phone_left_off_the_hook_costs_its_minutes_and_no_more(client: FlaskClient) -> None:
    phone = Phone(client)
    phone.ring()
    heard = [phone.silence() for _ in range(40)]
    assert {turn.then for turn in heard} == {"listen"}, "nobody is called"
    assert len({(turn.text, turn.action) for turn in heard[MOST_MISSES:]}) == 1, "nothing grows"


def test_a_text_costs_two_messages_the_first_time_and_one_from_then_on(line: Line) -> None:
    for entry in line.content.entries.values():
        for lang, words in entry.words.items():
            for said in words.examples[:1]:
                first = line.turn(Message(said), State(lang=lang), NOON)
                again = line.turn(Message(said), first.state, NOON)
                assert len(first.texts) <= 2, said
                assert len(again.texts) <= 1, said
