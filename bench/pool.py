"""Signed requests for wrk, made beforehand of messages that people wrote, as Twilio would post them."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlencode

from helpline.reply.state import State
from helpline.request import call_parameters, signature, text_parameters
from helpline.web import cookie
from helpline.web.cookie import Cookies

ROOT = Path(__file__).parents[1]
TOKEN, SECRET, BASE = "bench-token-of-32-characters-long", "bench-secret" * 4, "https://line.example.org"
ENVIRONMENT = {
    "TWILIO_AUTH_TOKEN": TOKEN,
    "HELPLINE_SECRET_KEY": SECRET,
    "PUBLIC_BASE_URL": BASE,
    "HELPLINE_METRICS_TOKEN": "bench-metrics-token",
}
"""A line as it runs in earnest: reachable from outside, with metrics, and log lines in JSON."""

BEFORE = ("", "hi ", "hello, ", "ok so ", "good morning ", "please tell me ", "my dad asks: ", "one more thing ")
AFTER = ("", " thanks", " please", " thank you so much", "?", " god bless", " ok")


def messages(channel: str = "sms") -> list[str]:
    """Return the messages of `tests/eval/*.seen.jsonl` of a channel, mixed, always in the same order."""
    files = sorted((ROOT / "tests/eval").glob("*.seen.jsonl"))
    rows = [json.loads(row) for path in files for row in path.read_text(encoding="utf-8").split("\n") if row]
    found = [row.get("said") or row["text"] for row in rows if row.get("channel", "sms") == channel]
    random.Random(1).shuffle(found)
    return found


def different(count: int) -> list[str]:
    """Return so many messages, none of them twice: those that people wrote, with other words before and behind them."""
    found = messages()
    made = {f"{before}{text}{after}": None for before in BEFORE for after in AFTER for text in found}
    return list(made)[:count]


def text_lines(texts: Iterable[str], token: str = TOKEN) -> list[str]:
    """Return a request line for each text, from as many people as there are texts; every second goes on with a conversation."""
    talk = f"{cookie.NAME}={Cookies(SECRET).value(State('en', '', 'side-effects', 'sms', (), met=True))}"
    forms = (text_parameters(text, f"+1500555{at % 10_000:04}") for at, text in enumerate(texts))
    return [line("/sms", form, token, talk if at % 2 else "") for at, form in enumerate(forms)]


def call_lines(said: Iterable[str], token: str = TOKEN) -> list[str]:
    """Return request lines of calls: an answer, a key, and speech in turn."""
    made = []
    for at, words in enumerate(said):
        turns = [
            ("/voice", {}),
            ("/voice/en/plain0/top/welcome/-/0", {"Digits": "2"}),
            ("/voice/en/plain0/top/menu/-/0", {"SpeechResult": words, "Confidence": "0.9"}),
        ]
        path, more = turns[at % len(turns)]
        made.append(line(path, call_parameters(f"+1500555{at % 10_000:04}", **more), token))
    return made


def line(path: str, form: dict[str, str], token: str = TOKEN, carried: str = "") -> str:
    """Return one request as `post.lua` reads it, with the Cookie header it carries."""
    return "\t".join([path, signature(token, BASE + path, form), carried, urlencode(form)])
