"""Signed requests for wrk, made beforehand of messages that people wrote, as Twilio would post them."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlencode

from helpline.request import call_parameters, signature, text_parameters

ROOT = Path(__file__).parents[1]
TOKEN, SECRET, BASE = "bench-token-of-32-characters-long", "bench-secret" * 4, "https://line.example.org"
ENVIRONMENT = {"TWILIO_AUTH_TOKEN": TOKEN, "HELPLINE_SECRET_KEY": SECRET, "PUBLIC_BASE_URL": BASE}


def messages(channel: str = "sms") -> list[str]:
    """Return the messages of `tests/eval/*.seen.jsonl` of a channel, mixed, always in the same order."""
    files = sorted((ROOT / "tests/eval").glob("*.seen.jsonl"))
    rows = [json.loads(row) for path in files for row in path.read_text(encoding="utf-8").split("\n") if row]
    found = [row.get("said") or row["text"] for row in rows if row.get("channel", "sms") == channel]
    random.Random(1).shuffle(found)
    return found


def text_lines(texts: Iterable[str], token: str = TOKEN) -> list[str]:
    """Return a request line for each text, from as many people as there are texts."""
    forms = (text_parameters(text, f"+1500555{at % 10_000:04}") for at, text in enumerate(texts))
    return [line("/sms", form, token) for form in forms]


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


def line(path: str, form: dict[str, str], token: str = TOKEN) -> str:
    """Return one request as `post.lua` reads it."""
    return "\t".join([path, signature(token, BASE + path, form), "", urlencode(form)])
