"""Alarms and their traps: two lists of messages by writers who had not seen the word lists, and what alarms must survive."""

from __future__ import annotations

import json
import string
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpline.check.keywords import dangerous
from helpline.check.scope import over
from helpline.content.model import Content
from helpline.match.danger import ALARMS
from helpline.match.matcher import Matcher
from helpline.reply.state import State
from helpline.reply.turn import CARRIER_STOP, Line, Message
from helpline.text.cleanup import tokens
from helpline.text.segments import size
from tests.conftest import NOON

LISTS = Path(__file__).parent / "safety"
LEAST = 150


def rows(name: str) -> list[tuple[str, tuple[str, ...]]]:
    lines = (LISTS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [(row["text"], tuple(row["gold"])) for row in map(json.loads, lines)]


def rung(matcher: Matcher, text: str) -> str:
    match = matcher.match(text)
    topic = match.topics[0] if match.topics else ""
    return topic if match.outcome in ("safety", "command") and topic in (*ALARMS, "stop") else ""


@pytest.mark.parametrize("lang", ["en", "es"])
def test_every_alarm_of_the_list_is_raised(matcher: Matcher, lang: str) -> None:
    alarms = rows(f"alarms.{lang}")
    assert len(alarms) >= LEAST
    assert [(text, gold) for text, gold in alarms if rung(matcher, text) not in gold] == []


@pytest.mark.parametrize("lang", ["en", "es"])
def test_no_trap_of_the_list_raises_anything(matcher: Matcher, lang: str) -> None:
    traps = rows(f"traps.{lang}")
    assert len(traps) >= LEAST
    assert [
        (text, rung(matcher, text)) for text, gold in traps if rung(matcher, text) and rung(matcher, text) not in gold
    ] == []


SURE = [text for lang in ("en", "es") for text, _ in rows(f"alarms.{lang}")]
CASES: tuple[Callable[[str], str], ...] = (str.upper, str.lower, str.title, str)
STORIES = (
    "Hello, I hope you are well. My husband started treatment in May. {}",
    "{} We live far from the hospital. My sister is with us this week.",
    "good evening. {} thank you and god bless",
    "Buenas tardes. Mi esposo empezó en mayo. {} Gracias.",
)


@given(text=st.sampled_from(SURE), story=st.sampled_from(STORIES), data=st.data())
@settings(max_examples=400, deadline=None)
def test_alarms_survive_case_punctuation_emoji_spacing_and_a_story(
    matcher: Matcher, text: str, story: str, data: st.DataObject
) -> None:
    case: Callable[[str], str] = data.draw(st.sampled_from(CASES))
    mark = data.draw(st.sampled_from([" ", "  ", " \n", "... ", " 😢 ", " \u00a0"]))
    end = data.draw(st.sampled_from(["", "!!", "?!", ".", " 🙏🙏"]))
    changed = mark.join(case(text).split(" ")) if "." not in mark else case(text)
    before = rung(matcher, text)
    assert rung(matcher, changed + end) == before
    assert rung(matcher, story.format(changed + end + (" " if end else ". "))) in ALARMS


@given(text=st.text(st.sampled_from(string.printable + "áéíóúñ¿¡😢’\u00a0"), max_size=400))
@settings(max_examples=300, deadline=None)
def test_matching_never_fails(matcher: Matcher, text: str) -> None:
    match = matcher.match(text)
    assert match.outcome in ("answer", "choices", "referral", "fallback", "command", "number", "safety")


def test_alarm_replies_are_one_segment_and_say_at_once_what_counts(content: Content) -> None:
    for alarm, number in (("emergency", "911"), ("crisis", "988")):
        entry = content.entries[alarm]
        assert entry.sources, "each reply names its public source"
        for lang, words in entry.words.items():
            cost = size(words.sms)
            assert (cost.segments, cost.encoding) == (1, "GSM-7"), (alarm, lang, cost)
            assert number in words.sms.split(".")[0]


def test_what_is_not_sure_gets_the_answer_and_one_safety_line(line: Line) -> None:
    reply = line.turn(Message("i have a bit of a fever after the infusion, is that normal"), State(met=True), NOON)
    if reply.match.hint:
        assert "911" in reply.texts[0]
        assert size(reply.texts[0]).segments <= 2


def test_no_keyword_is_an_alarm_or_a_word_of_the_carriers(content: Content, matcher: Matcher) -> None:
    for entry in content.entries.values():
        for words in entry.words.values():
            for keyword in words.keywords:
                found = matcher.danger.find(tokens(keyword))
                explicit = {finding.alarm for finding in found if finding.strength == "explicit"}
                assert not explicit - {entry.id}, f"{entry.path}: {keyword!r} raises {explicit}"
                assert keyword.lower() not in CARRIER_STOP or entry.id == "stop", f"{entry.path}: {keyword!r}"


def test_the_check_refuses_a_keyword_that_raises_an_alarm(matcher: Matcher) -> None:
    entry = matcher.content.entries["side-effects"]
    words = replace(entry.words["en"], keywords=("rash", "cant breathe"))
    planted = {"side-effects": replace(entry, words={"en": words})}
    content = replace(matcher.content, entries=planted)
    (problem,) = dangerous(over(content, NOON.date()), matcher)
    assert problem.id == "keyword-safety"
    assert problem.sentence == "'cant breathe' raises emergency first, so it never gets this reply. Remove it here."
