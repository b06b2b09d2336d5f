"""A marked number and phrase are driven through everything and must turn up nowhere."""

from __future__ import annotations

import io
import json
import logging
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlencode

import pytest

from helpline.request import call_parameters, signature, text_parameters
from tests.conftest import BASE, ROOT, TOKEN
from tests.server import COMMAND, free_port

NUMBER = "+15005551234"
DIGITS = "5005551234"
PHRASE = "zanzibar canary"
BODIES = (
    f"what are the side effects {PHRASE}",
    f"{PHRASE} qqq",
    f"i cant breathe {PHRASE}",
    f"stop texting me {PHRASE}",
    f"rash {PHRASE} {NUMBER}",
    f"\x00{PHRASE}\x1f",
    "FORGET",
)


def traces(text: str) -> list[str]:
    return [mark for mark in (NUMBER, DIGITS, PHRASE, "zanzibar") if mark in text]


def test_nothing_of_a_person_is_left_in_any_output_log_or_file(environment: dict[str, str], tmp_path: Path) -> None:
    port = free_port()
    env = (
        os.environ
        | environment
        | {
            "PORT": str(port),
            "WEB_CONCURRENCY": "1",
            "DATABASE_URL": f"sqlite:///{tmp_path}/store.db",
            "HELPLINE_VAR_DIR": str(ROOT / "var"),
            "HELPLINE_LOG": "json",
            "HELPLINE_METRICS_TOKEN": "m" * 20,
        }
    )
    subprocess.run([*COMMAND, "db", "upgrade"], env=env, cwd=ROOT, check=True, capture_output=True)
    process = subprocess.Popen([*COMMAND, "serve"], env=env, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    url = f"http://127.0.0.1:{port}"
    _wait(url, process)
    for number in (NUMBER, f"whatsapp:{NUMBER}"):
        for body in BODIES:
            form = text_parameters(body, sender=number, FromCity=PHRASE)
            for sign in (signature(TOKEN, BASE + "/sms", form), "forged"):
                _post(url, form, sign)
        _call(url, number)
    time.sleep(3)
    health = urllib.request.urlopen(url + "/healthz").read().decode()
    asking = urllib.request.Request(url + "/metrics", headers={"Authorization": "Bearer " + "m" * 20})
    metrics = urllib.request.urlopen(asking).read().decode()
    process.send_signal(signal.SIGTERM)
    output = process.communicate(timeout=30)[0].decode()
    files = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert len(files) > 1000
    lines = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
    assert len([line for line in lines if line["message"] in ("answered", "refused")]) >= 2 * 2 * (len(BODIES) + 8)
    assert all(line["request"] for line in lines if "route" in line)
    assert 'topic="emergency"' in metrics
    for text in (health, metrics, output, files.decode("latin-1")):
        assert traces(text) == []


def _call(url: str, number: str) -> None:
    """A call that begins, says the marked words in each way, and ends."""
    turns = [
        ("/voice", {}),
        ("/voice/en/plain0/top/welcome/-/0", {"SpeechResult": f"Side effects {PHRASE}.", "Confidence": "0.9"}),
        ("/voice/en/plain0/top/welcome/-/0", {"SpeechResult": PHRASE, "Confidence": "0.2"}),
        ("/voice/en/plain0/top/welcome/-/0", {"SpeechResult": f"I can't breathe {PHRASE}", "Confidence": "0.9"}),
        ("/voice/en/plain0/top/answer/side-effects/0", {"Digits": "7"}),
        ("/voice/en/plain0/top/answer/side-effects/0", {"Digits": "0"}),
        (f"/voice/{PHRASE.replace(' ', '-')}/x", {"SpeechResult": PHRASE}),
        ("/voice", {"CallStatus": "completed"}),
    ]
    for path, more in turns:
        form = call_parameters(number, FromCity=PHRASE, **more)
        for sign in (signature(TOKEN, BASE + path, form), "forged"):
            _post(url, form, sign, path)


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(url + "/healthz", timeout=1).close()
            return
        except OSError:
            assert process.poll() is None
            time.sleep(0.1)


def _post(url: str, form: dict[str, str], sign: str, path: str = "/sms") -> None:
    request = urllib.request.Request(url + path, urlencode(form).encode(), {"X-Twilio-Signature": sign})
    try:
        urllib.request.urlopen(request, timeout=15).close()
    except OSError:
        assert sign == "forged"


def test_an_exception_that_quotes_a_message_is_not_logged(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from helpline import settings
    from helpline.reply.turn import Line
    from helpline.web.app import create_app

    def broken(self: Line, *given: object) -> None:
        raise ValueError(f"cannot answer {given}")

    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    logging.getLogger().addHandler(handler)
    monkeypatch.setattr(Line, "turn", broken)
    client = create_app(settings.read(environment)).test_client()
    form = text_parameters(PHRASE, sender=NUMBER)
    answer = client.post("/sms", data=form, headers={"X-Twilio-Signature": signature(TOKEN, BASE + "/sms", form)})
    logging.getLogger().removeHandler(handler)
    assert answer.status_code == 200
    assert "ValueError" in stream.getvalue()
    assert traces(stream.getvalue() + answer.get_data(as_text=True)) == []


def test_the_start_says_nothing_secret(environment: dict[str, str]) -> None:
    env = os.environ | environment | {"TWILIO_AUTH_TOKEN": "", "HELPLINE_SECRET_KEY": PHRASE * 3}
    done = subprocess.run(
        [sys.executable, "-m", "helpline", "serve"], env=env, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert traces(done.stdout + done.stderr) == []
