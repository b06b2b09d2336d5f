"""A third language needs no code: `responses/languages/xx.yaml` and an `xx:` block in each reply are enough.

Testish is invented for this test: English with each word turned round and an "u" behind it. Nobody speaks it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from helpline import settings
from helpline.check.rules import check
from helpline.content.model import Content, Entry
from helpline.match.matcher import Matcher
from helpline.reply.state import State
from helpline.reply.turn import Line, Message
from helpline.web.app import create_app
from tests.conftest import NOON, ROOT, Still
from tests.copies import Copy
from tests.phone import Phone

LANGUAGE = """\
# INVENTED FOR A TEST. No real language.
name: Testish
asked_as: [testish, hsitsetu]
voice: Polly.Testa
recognizer: xx-XX
clock: "{day} {hour}"
days: [ud, ut, uw, uh, uf, us, uu]
fillers: [esaelpu]
numbers:
  - {value: 1, words: [enou]}
  - {value: 2, words: [owtu]}
number_words: []
tapbacks: []
contrast: []
closings: []
"""
PHRASES = "groups: {cannot: [tonnacu]}\nemergency:\n  explicit: ['ehtaerbu {cannot}']\n"
TURNED = re.compile(r"\{[^}]*\}|[^\W\d_]+")


def testish(text: str) -> str:
    """Turn the words of a text round; places in braces stay."""
    return TURNED.sub(lambda found: found[0] if found[0][0] == "{" else f"{found[0][::-1].lower()}u", text)


testish.__test__ = False  # type: ignore[attr-defined]


def _block(entry: Entry) -> str:
    """Return the `xx:` block of a reply."""
    words = {key: value for key, value in asdict(entry.words["en"]).items() if value and key != "examples"}
    made = {
        key: testish(value) if isinstance(value, str) else list(map(testish, value)) for key, value in words.items()
    }
    if entry.id == "language":
        made["keywords"] = [*made["keywords"], "testish"]
    return "\nxx:\n" + "".join(f"  {key}: {json.dumps(value)}\n" for key, value in made.items())


@pytest.fixture(scope="module")
def third(tmp_path_factory: pytest.TempPathFactory, content: Content) -> Line:
    copy = Copy(tmp_path_factory.mktemp("third"))
    copy.write("responses/languages/xx.yaml", LANGUAGE)
    copy.write("responses/safety/phrases.xx.yaml", PHRASES)
    copy.write(
        "responses/immunotherapy/side-effects.xx.txt",
        "edisu stceffeu\nhcihwu edisu stceffeu\nlliwu edisu stceffeu hctiu\n",
    )
    for entry in content.entries.values():
        copy.write(entry.path, (ROOT / entry.path).read_text(encoding="utf-8") + _block(entry))
    assert copy.problems() == []
    return Line(Matcher(copy.content(), tmp_path_factory.mktemp("weights")), "Cancer Helpline")


@pytest.fixture
def phone(third: Line, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Phone:
    monkeypatch.setattr("helpline.web.app.load_live", lambda *_: Still(third))
    monkeypatch.setattr("helpline.web.call.now", lambda: NOON)
    own = environment | {"DATABASE_URL": f"sqlite:///{tmp_path}/store.db"}
    return Phone(create_app(settings.read(own)).test_client())


def _talk(line: Line, *texts: str) -> Iterator[tuple[str, str, str]]:
    state = State()
    for text in texts:
        reply = line.turn(Message(text), state, NOON)
        state = reply.state
        yield reply.id, state.lang, reply.texts[0]


def test_a_conversation_by_text(third: Line) -> None:
    said = list(_talk(third, "side effects", "Testish", "2", "edisu stceffeu", "menu", "español", "2", "testish", "2"))
    assert [(reply, lang) for reply, lang, _ in said] == [
        ("side-effects", "en"),
        ("language-set", "xx"),
        ("side-effects", "xx"),
        ("side-effects", "xx"),
        ("menu", "xx"),
        ("language-set", "es"),
        ("side-effects", "es"),
        ("language-set", "xx"),
        ("side-effects", "xx"),
    ]
    assert said[2][2].startswith("edisu stceffeu: ")
    assert "1-800-4-CANCER" in said[2][2]


def test_a_first_message_and_an_alarm(third: Line) -> None:
    assert [(reply, lang) for reply, lang, _ in _talk(third, "edisu stceffeu", "ehtaerbu tonnacu")] == [
        ("side-effects", "xx"),
        ("emergency", "xx"),
    ]


def test_a_call(phone: Phone) -> None:
    phone.ring()
    assert phone.say("Testish").text.startswith(testish("In an emergency, hang up and call 9 1 1."))
    assert testish("Side effects") in phone.press("2").text
    assert testish("You are welcome.") in phone.say(testish("thank you")).text
    assert testish("hang up and call 9 1 1") in phone.say("ehtaerbu tonnacu").text
    assert phone.say("English").text.startswith("This line now speaks English.")


def test_key_8_leads_through_every_language(phone: Phone) -> None:
    phone.ring()
    assert "En una emergencia" in phone.press("8").text
    assert testish("For English, press 8.") in phone.at.text
    assert testish("In an emergency") in phone.press("8").text
    assert "In an emergency" in phone.press("8").text


def test_the_check_names_what_the_third_language_lacks(third: Line, tmp_path: Path, content: Content) -> None:
    copy = Copy(tmp_path)
    copy.write("responses/languages/xx.yaml", LANGUAGE)
    found = [
        problem
        for problem in check(Matcher(copy.content(), tmp_path / "weights"), NOON.date())
        if problem.id == "language-missing"
    ]
    lacking = {problem.path for problem in found if "no words in Testish. Add a block 'xx:'." in problem.sentence}
    assert lacking == {entry.path for entry in content.entries.values()}
