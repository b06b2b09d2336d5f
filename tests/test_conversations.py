"""Whole conversations through the real webhook: `tests/conversations/*.jsonl`, a turn a line, a blank line between talks.

A turn may say how many pictures come with the text (`media`) and which language it is answered in (`lang`).
`helpline chat --save FILE` writes them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from helpline.content.model import Content
from helpline.reply.state import State, unpacked
from helpline.reply.turn import MOST, Line, Message
from tests.conftest import NOON, Texting
from tests.twiml import affordable, messages

TALKS = Path(__file__).parent / "conversations"
REFERRAL = "1-800-4-CANCER"
WITHOUT_REFERRAL = {"emergency", "crisis"}
"""Replies that send to 911 or 988 and to nothing else."""


def talks() -> Iterator[object]:
    for path in sorted(TALKS.glob("*.jsonl")):
        for number, block in enumerate(path.read_text(encoding="utf-8").strip().split("\n\n"), 1):
            turns = [json.loads(row) for row in block.splitlines()]
            yield pytest.param(turns, id=f"{path.stem}-{number}")


@pytest.mark.parametrize("turns", list(talks()))
def test_each_turn_gets_its_reply(turns: list[dict[str, Any]], line: Line, text: Texting, client: FlaskClient) -> None:
    state = State()
    for turn in turns:
        media = turn.get("media", 0)
        reply = line.turn(Message(turn["text"], media), state, NOON)
        assert reply.id == turn["reply"], turn["text"]
        assert reply.state.lang == turn.get("lang", reply.state.lang), turn["text"]
        answer = text(turn["text"], NumMedia=str(media))
        assert answer.status_code == 200
        assert messages(answer.data) == list(reply.texts), "the webhook and the pure turn differ"
        for body in reply.texts:
            affordable(body, reply.state.lang)
        assert reply.id in WITHOUT_REFERRAL or any(REFERRAL in body for body in reply.texts)
        state = reply.state


def test_every_topic_has_a_first_message() -> None:
    rows = [json.loads(row) for row in (TALKS / "first-messages.jsonl").read_text(encoding="utf-8").split("\n") if row]
    assert len(rows) >= 30
    assert len({row["reply"] for row in rows}) >= 20


def test_every_answer_names_its_topic_and_its_source(content: Content, line: Line) -> None:
    for entry in content.topics():
        for lang, words in entry.words.items():
            reply = line.turn(Message(words.keywords[0]), State(lang=lang, met=True), NOON)
            assert reply.id == entry.id
            assert reply.texts[0].startswith(words.title), "the topic is echoed"
            assert REFERRAL in reply.texts[0]
            credit = content.referral.credits["NCI"][lang]
            assert credit in reply.texts[0]


def test_without_its_cookie_every_message_still_gets_a_sensible_answer(line: Line) -> None:
    for body, expected in (
        ("more", "more"),
        ("repeat", "repeat"),
        ("back", "back"),
        ("2", "side-effects"),
        ("1", "menu"),
        ("the last one", "back"),
    ):
        reply = line.turn(Message(body), State(), NOON)
        assert reply.id in (expected, "menu", "number-unknown")
        assert any(REFERRAL in text for text in reply.texts)


def test_a_choice_answers_to_its_number_and_to_its_words(line: Line) -> None:
    offered = State(met=True, offered=("side-effects", "how-often"))
    for body, expected in (
        ("2", "how-often"),
        ("the first one", "side-effects"),
        ("the last one", "how-often"),
        ("side effects", "side-effects"),
    ):
        assert line.turn(Message(body), offered, NOON).id == expected


def test_a_number_out_of_range_gets_the_menu_and_is_never_misread(line: Line) -> None:
    reply = line.turn(Message("9999"), State(met=True), NOON)
    assert reply.id in ("number-unknown", "fallback")
    reply = line.turn(Message("58"), State(met=True, menu="3"), NOON)
    assert reply.id == "number-unknown"
    assert "1 About immunotherapy" in reply.texts[0]


@pytest.mark.parametrize(
    "word", ["STOP", "stop", " Stop ", "UNSUBSCRIBE", "START", "HELP", "info", "Cancel", "OPTOUT", "revoke"]
)
def test_what_the_carrier_answers_gets_no_second_answer(word: str, text: Texting) -> None:
    assert messages(text(word).data) == []


def test_what_twilio_marks_as_answered_gets_no_second_answer(text: Texting) -> None:
    assert messages(text("Alto", OptOutType="STOP").data) == []


def test_a_stop_inside_an_alarm_is_confirmed_in_the_same_text(line: Line) -> None:
    reply = line.turn(Message("stop texting me, i am going to kill myself"), State(), NOON)
    assert reply.id == "crisis"
    assert len(reply.texts) == 1
    assert "988" in reply.texts[0]


def test_a_new_person_is_told_what_this_is_once(text: Texting, client: FlaskClient) -> None:
    first, second = messages(text("side effects").data), messages(text("how often").data)
    assert len(first) == 2
    for needed in (
        "automated",
        "no person reads this",
        "Msg frequency varies",
        "Msg & data rates may apply",
        "STOP",
        "911",
        "988",
    ):
        assert needed in first[1]
    assert len(second) == 1


def test_a_machine_that_answers_is_left_alone_after_a_few_turns(line: Line) -> None:
    state, silent = State(), 0
    for _ in range(8):
        reply = line.turn(Message("Auto-reply: qwer zxcv"), state, NOON)
        state, silent = reply.state, silent + reply.silent
    assert silent >= 3
    assert not line.turn(Message("I cant breathe"), state, NOON).silent, "an alarm is always answered"


def test_a_phone_that_never_stops_is_told_so_once_and_gets_alarms_and_opt_outs_only(line: Line) -> None:
    state, said = State(), Counter[str]()
    for text in ["side effects", "forget me", "1", "MENU"] * 30:
        reply = line.turn(Message(text), state, NOON)
        state = unpacked(reply.state.packed())
        said.update(reply.texts)
    enough = line.content.words("enough", "en").sms.format(phone=line.content.referral.first.shown)
    assert said[enough] == 1
    assert said.total() == MOST + 2, "with the introduction"
    for alarm in ("I cant breathe", "i want to die", "stop texting me"):
        assert not line.turn(Message(alarm), state, NOON).silent
    assert line.turn(Message("side effects"), state, NOON + timedelta(hours=3)).silent
    assert not line.turn(Message("side effects"), state, NOON + timedelta(days=1)).silent


def test_a_photo_without_words_is_told_that_nobody_sees_it(text: Texting) -> None:
    body = messages(text("", NumMedia="1", MediaUrl0="https://api.twilio.com/x", MediaContentType0="image/jpeg").data)[
        0
    ]
    assert "picture" in body
    assert "911" in body


def test_whatsapp_numbers_are_answered(text: Texting) -> None:
    assert messages(text("side effects", sender="whatsapp:+15005550006").data)[0].startswith("Side effects")


def test_repeat_after_an_edit_took_the_longer_answer_away_gives_the_answer(line: Line) -> None:
    assert not line.content.words("vaccines", "en").more
    reply = line.turn(Message("repeat"), State("en", last="vaccines", part="more", met=True), NOON)
    assert line.content.words("vaccines", "en").sms in reply.texts[0]
