"""The line as it really runs: `helpline serve` under gunicorn, signed form posts over HTTP, `helpline send` and `chat`."""

from __future__ import annotations

import json
import os
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from helpline.request import signature, text_parameters
from tests.conftest import BASE, ROOT, TOKEN
from tests.server import COMMAND, serving
from tests.twiml import affordable, messages


@pytest.fixture(scope="module")
def server(environment: dict[str, str]) -> Iterator[str]:
    with serving(environment) as url:
        yield url


def post(url: str, body: str, token: str = TOKEN) -> tuple[int, bytes]:
    form = text_parameters(body)
    request = urllib.request.Request(
        url + "/sms", urlencode(form).encode(), {"X-Twilio-Signature": signature(token, BASE + "/sms", form)}
    )
    try:
        with urllib.request.urlopen(request, timeout=15) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


def test_first_messages_get_the_right_topic_over_http(server: str) -> None:
    rows = [
        json.loads(row)
        for row in (ROOT / "tests/conversations/first-messages.jsonl").read_text(encoding="utf-8").split("\n")
        if row
    ]
    titles = {
        path.stem: path.read_text(encoding="utf-8")
        for path in (ROOT / "responses").glob("*/*.yaml")
        if not path.name.startswith("phrases")
    }
    assert len(rows) >= 30
    for row in rows:
        status, document = post(server, row["text"])
        assert status == 200
        first = messages(document)[0]
        opening = first.split(":")[0] if ":" in first else first[:30]
        assert opening in titles[row["reply"]] or row["reply"] == "stop", (row, first)
        affordable(first, "es")


def test_an_unsigned_request_gets_403_with_nothing_in_it(server: str) -> None:
    assert post(server, "side effects", "wrong-token") == (403, b"")


def test_send_prints_the_reply_of_a_running_server(server: str, environment: dict[str, str]) -> None:
    done = subprocess.run(
        [*COMMAND, "send", "side effects", "--url", server, "--from", "+15005550009"],
        env=os.environ | environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("Side effects: ")


def test_chat_talks_and_saves_the_talk(environment: dict[str, str], tmp_path: Path) -> None:
    saved = tmp_path / "talk.jsonl"
    done = subprocess.run(
        [*COMMAND, "chat", "--save", str(saved)],
        env=os.environ | environment, cwd=ROOT, input="menu\n2\n", capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "[side-effects; 2 segments, GSM-7" in done.stdout
    assert [json.loads(row)["reply"] for row in saved.read_text().splitlines()] == ["menu", "side-effects"]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"TWILIO_AUTH_TOKEN": ""}, "TWILIO_AUTH_TOKEN is not set"),
        ({"HELPLINE_SECRET_KEY": "short"}, "HELPLINE_SECRET_KEY has 5 characters"),
        ({"PUBLIC_BASE_URL": "http://line.example.org"}, "only https is allowed"),
        ({"PORT": "eighty"}, "PORT is 'eighty'"),
    ],
)
def test_what_looks_like_production_does_not_start_half_set(
    environment: dict[str, str], changed: dict[str, str], sentence: str
) -> None:
    done = subprocess.run(
        [*COMMAND, "serve"],
        env=os.environ | environment | changed,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
