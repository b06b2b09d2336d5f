"""A Spanish speaker meets no English on the way: every reply of the Spanish conversations and calls, word by word."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from helpline import settings
from helpline.content.model import Content
from helpline.match.matcher import Matcher
from helpline.reply.places import PLACE
from helpline.reply.state import State
from helpline.reply.turn import Line, Message
from helpline.voice.state import read_path
from helpline.web.app import create_app
from tests.conftest import NOON, TOKEN, Still, Texting
from tests.phone import Phone
from tests.restapi import ACCOUNT, standing
from tests.twiml import messages

HERE = Path(__file__).parent
NAMES = re.compile(
    r"Cancer Helpline|1-800-4-CANCER|cancer\.gov\S*|\bNCI\b|\bTwilio\b|Bethesda, Maryland"
    r"|English: text ENGLISH|Español: mande ESPANOL|For English, press 8|\b(?:STOP|START|MENU)\b|\b(?:start|stop)\b(?= a este)"
)
"""What may stand in a Spanish reply: the line's own name, NCI's names, words to send, a sentence for who reads English."""
SHARED = frozenset(
    [
        "a",
        "crisis",
        "doctor",
        "español",
        "general",
        "hospital",
        "intravesical",
        "iv",
        "natural",
        "no",
        "normal",
        "social",
        "t",
        "tumor",
    ]
)
"""Words of the English texts that are Spanish words too."""
COMMON = frozenset(
    [
        "the",
        "and",
        "of",
        "to",
        "in",
        "is",
        "it",
        "you",
        "for",
        "with",
        "this",
        "that",
        "not",
        "or",
        "if",
        "be",
        "are",
        "we",
        "can",
        "will",
        "call",
        "press",
        "say",
    ]
)
WORD = re.compile(r"[^\W\d_]+")


@pytest.fixture(scope="module")
def english(content: Content) -> frozenset[str]:
    """Every word of the English texts that is no Spanish word."""
    texts = (
        PLACE.sub(" ", NAMES.sub(" ", getattr(entry.words["en"], key)))
        for entry in content.entries.values()
        for key in ("title", "sms", "more", "voice", "voice_more")
    )
    days = content.languages["en"].days
    found = {word for text in (*texts, *days) for word in _words(text)} - SHARED
    assert found >= COMMON, "the test knows the words that a leak would hold"
    return frozenset(found)


def _words(text: str) -> list[str]:
    return WORD.findall(NAMES.sub(" ", text).lower())


def _leaks(said: list[str], english: frozenset[str]) -> list[str]:
    return [f"{word}: {text}" for text in said for word in _words(text) if word in english]


def _blocks(folder: str) -> Iterator[list[dict[str, Any]]]:
    for path in sorted((HERE / folder).glob("es-*.jsonl")):
        for block in path.read_text(encoding="utf-8").strip().split("\n\n"):
            yield [json.loads(row) for row in block.splitlines()]


def _texted(line: Line) -> Iterator[tuple[str, str]]:
    """Yield the id and the words of every reply in Spanish."""
    for turns in _blocks("conversations"):
        state = State()
        for turn in turns:
            reply = line.turn(Message(turn["text"], turn.get("media", 0)), state, NOON)
            state = reply.state
            if state.lang == "es":
                yield from ((reply.id, text) for text in reply.texts)


def test_no_text_in_a_spanish_conversation_holds_an_english_word(line: Line, english: frozenset[str]) -> None:
    replies = list(_texted(line))
    assert len({name for name, _ in replies}) >= 40, "the conversations go through most replies"
    assert _leaks([text for _, text in replies], english) == []


def test_nothing_said_in_a_spanish_call_is_english(
    environment: dict[str, str], line: Line, english: frozenset[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("helpline.web.app.load_live", lambda *_: Still(line))
    said: list[str] = []
    with standing(TOKEN) as stand:
        own = {"DATABASE_URL": f"sqlite:///{tmp_path}/store.db"}
        texting = {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_API_URL": stand.url}
        client = create_app(settings.read(environment | texting | own)).test_client()
        for rows in _blocks("calls"):
            about = rows.pop(0)["call"] if "call" in rows[0] else {}
            moment = datetime.fromisoformat(about["at"]).astimezone(UTC) if "at" in about else NOON
            monkeypatch.setattr("helpline.web.call.now", lambda moment=moment: moment)
            phone = Phone(client, **{key: about[key] for key in ("caller",) if key in about})
            phone.ring()
            said += _spoken(phone, rows, line.content)
        said += [sent["Body"] for sent in stand.sent]
    assert len(said) >= 40
    assert _leaks(said, english) == []


def _spoken(phone: Phone, rows: list[dict[str, Any]], content: Content) -> Iterator[str]:
    """Yield what is said in Spanish, turn by turn."""
    lang = "en"
    for row in rows:
        got = _turned(phone, row)
        state = read_path(got.action.removeprefix("/voice/"), content) if got.action else None
        lang = state.lang if state else lang
        if lang == "es":
            yield got.text


def _turned(phone: Phone, row: dict[str, Any]) -> Any:
    if "press" in row:
        return phone.press(row["press"])
    if "say" in row:
        return phone.say(row["say"], row.get("confidence", "0.9"))
    return phone.ends(row["dial"]) if "dial" in row else phone.silence()


def test_no_spanish_text_of_any_reply_holds_an_english_word(content: Content, english: frozenset[str]) -> None:
    texts = [
        PLACE.sub(" ", getattr(words, key))
        for entry in content.entries.values()
        if (words := entry.words.get("es"))
        for key in ("title", "sms", "more", "voice", "voice_more")
    ]
    assert _leaks(texts, english) == []


def test_an_english_word_would_be_found(english: frozenset[str]) -> None:
    assert _leaks(["Llame al 988. You matter."], english) == [
        "you: Llame al 988. You matter.",
        "matter: Llame al 988. You matter.",
    ]


COMMANDS = (
    ("MENU", "menu"),
    ("MAS", "more"),
    ("AYUDA", "help"),
    ("REPETIR", "repeat"),
    ("OLVIDAR", "forget"),
    ("ESPANOL", "language"),
    ("ENGLISH", "language"),
    ("ALTO", "stop"),
    ("SARPULLIDO", "side-effects"),
)


@pytest.mark.parametrize(("word", "reply"), COMMANDS)
def test_a_word_that_people_are_told_to_send_works(word: str, reply: str, matcher: Matcher) -> None:
    assert matcher.match(word, "sms", "es").topics == (reply,)


def test_every_word_that_people_are_told_to_send_is_known(content: Content) -> None:
    told = {
        word
        for entry in content.entries.values()
        if "es" in entry.words
        for text in (entry.words["es"].sms, entry.words["es"].more)
        for word in re.findall(r"\b[A-ZÑ]{3,}\b", NAMES.sub(" ", text))
    }
    assert told <= {word for word, _ in COMMANDS} | {"NCI"}


@pytest.mark.parametrize(
    ("body", "reply"),
    [("2", "how-often"), ("la primera", "side-effects"), ("la última", "how-often"), ("cada cuánto", "how-often")],
)
def test_a_choice_answers_to_its_number_and_to_its_words(body: str, reply: str, line: Line) -> None:
    offered = State(lang="es", met=True, offered=("side-effects", "how-often"))
    got = line.turn(Message(body), offered, NOON)
    assert (got.id, got.state.lang) == (reply, "es")


@pytest.mark.parametrize("body", ["99", "0", "2", "*", "9", "🤷", "", "START", "YES", "HELP"])
def test_what_is_of_no_language_does_not_change_it(body: str, line: Line) -> None:
    assert line.turn(Message(body), State(lang="es", met=True), NOON).state.lang == "es"


def test_after_the_carriers_english_start_the_line_goes_on_in_spanish(text: Texting) -> None:
    text("efectos secundarios")
    assert messages(text("START").data) == []
    assert messages(text("2").data)[0].startswith("Efectos secundarios: ")
