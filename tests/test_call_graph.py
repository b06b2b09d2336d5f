"""Every way through the phone menu, walked: where it can lead, and that each document on it is one Twilio accepts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from helpline.content.model import Content, walk
from helpline.reply.turn import Line
from helpline.voice.calls import Calls
from helpline.voice.heard import Heard
from helpline.voice.keys import EVERYWHERE, digits_below
from helpline.voice.state import read_path
from helpline.voice.turn import Can, Turn
from helpline.voice.twiml import Renderer
from tests.calltwiml import read
from tests.conftest import NOON

NIGHT = datetime(2026, 11, 25, 4, tzinfo=UTC)
KEYS = [Heard("keys", key) for key in "0123456789*#"]
SAID = [
    Heard("silence"),
    Heard("silence", dial="busy"),
    Heard("speech", "qwer zxcv"),
    Heard("speech", "yes"),
    Heard("speech", "no"),
    Heard("speech", "side effects", 0.2),
    Heard("speech", "adios", 0.2),
    Heard("speech", "i want to die"),
    Heard("speech", "slower"),
    Heard("speech", "goodbye"),
]
PERSON = re.compile(r"person|persona")
TWICE = re.compile(r"(1 800, 4 2 2, 6 2 3 7|9 8 8).*\1")


@pytest.fixture(scope="session")
def calls(line: Line) -> Calls:
    return Calls(line)


@pytest.fixture(scope="session")
def renderer(content: Content) -> Renderer:
    return Renderer(content)


def graph(calls: Calls, now: datetime, can: Can) -> Iterator[tuple[Turn, Heard | None, Turn]]:
    """Yield every step (before, what was heard, after) that a call can take; slow calls and texts are not followed."""
    first = calls.start(now)
    yield first, None, first
    seen, todo = {first.state}, [first]
    while todo:
        turn = todo.pop()
        for heard in (*KEYS, *SAID) if turn.state.misses == 0 else SAID[:1]:
            after = calls.turn(heard, turn.state, now, can)
            yield turn, heard, after
            plain = not after.state.slow and not after.state.texts
            if after.then != "end" and plain and after.state not in seen:
                seen.add(after.state)
                todo.append(after)


@pytest.mark.parametrize(("now", "can"), [(NOON, Can(text=True)), (NIGHT, Can()), (NOON, Can(dial=False))])
def test_every_document_is_valid_and_every_place_can_be_found_again(
    calls: Calls, renderer: Renderer, content: Content, now: datetime, can: Can
) -> None:
    ids, steps = set(), 0
    for _, _, after in graph(calls, now, can):
        steps += 1
        document = read(renderer.render(after, "+15005550001"))
        assert document.then == after.then
        if after.id not in ids and after.then == "listen":
            assert document.action == f"/voice/{after.state.path}"
        assert read_path(after.state.path, content) == after.state
        ids.add(after.id)
    assert steps > 3000
    topics = {entry.id for entry in content.topics()}
    assert ids >= topics | {"welcome", "menu", "offer", "still-here", "crisis", "ask", "goodbye"}


@pytest.mark.parametrize("now", [NOON, NIGHT], ids=["open", "closed"])
def test_every_way_ends_in_a_person_a_number_or_the_callers_goodbye(calls: Calls, now: datetime) -> None:
    for before, heard, after in graph(calls, now, Can()):
        said = " ".join(piece.text for piece in after.pieces)
        if after.then == "end":
            assert heard is not None
            assert heard.text in ("goodbye", "adios", "yes") or (
                heard.text == "1" and before.state.about == ("goodbye",)
            )
        if heard == KEYS[0] and before.state.step != "dialled":
            assert after.dial == "first" or TWICE.search(said), "0 is a person, or the number twice"
        if heard is not None and heard.text == "*" and before.state.step != "dialled":
            assert after.id == "menu"
            assert after.state.menu == ""
        if after.id == "offer":
            assert PERSON.search(said)
            assert TWICE.search(said)


def test_silence_alone_never_ends_a_call(calls: Calls) -> None:
    turn = calls.start(NOON)
    for _ in range(100):
        turn = calls.turn(Heard("silence"), turn.state, NOON, Can())
        assert turn.then == "listen"


@pytest.mark.parametrize("lang", ["en", "es"])
def test_every_code_is_reached_however_its_keys_are_split(calls: Calls, content: Content, lang: str) -> None:
    for choice in walk(content.menu):
        for parts in _splits(choice.code):
            turn = calls.start(NOON)
            while turn.state.lang != lang:
                turn = calls.turn(Heard("keys", "8"), turn.state, NOON, Can())
            for part in parts:
                assert len(part) <= digits_below(content, turn.state), "the prompt takes as many keys at once"
                turn = calls.turn(Heard("keys", part), turn.state, NOON, Can())
            assert turn.id == (choice.topic or "menu")
            assert turn.state.menu == (choice.code if choice.choices else turn.state.menu)


def _splits(code: str) -> Iterator[tuple[str, ...]]:
    yield (code,)
    for at in range(1, len(code)):
        for rest in _splits(code[at:]):
            yield (code[:at], *rest)


def test_no_choice_has_a_key_that_means_the_same_everywhere(content: Content) -> None:
    for choice in walk(content.menu):
        assert choice.code[-1] not in EVERYWHERE


def test_a_level_offers_at_most_five_choices_each_before_its_key(calls: Calls, content: Content) -> None:
    for lang in content.languages:
        for above in ["", *(choice.code for choice in walk(content.menu) if choice.choices)]:
            state = calls.start(NOON).state
            while state.lang != lang:
                state = calls.turn(Heard("keys", "8"), state, NOON, Can()).state
            turn = calls.turn(Heard("keys", f"*{above}"), state, NOON, Can())
            offered = [piece for piece in turn.pieces if piece.key]
            assert 1 <= len(offered) <= 5
            for piece in offered:
                assert piece.text.rstrip(".").endswith(f" {piece.key}"), "the choice comes before its key"


def test_the_speed_lasts_for_the_call(calls: Calls, renderer: Renderer) -> None:
    turn = calls.turn(Heard("speech", "Slower."), calls.start(NOON).state, NOON, Can())
    for heard in (*KEYS, *SAID[:8]):
        after = calls.turn(heard, turn.state, NOON, Can())
        assert after.state.slow
        assert read(renderer.render(after, "+15005550001")).slow


def test_a_command_among_the_choices_does_what_it_says(calls: Calls) -> None:
    state = calls.start(NOON).state.at("choose", "side-effects", "person", "menu")
    for heard, said, then in (("1", "side-effects", "listen"), ("2", "person", "dial"), ("3", "menu", "listen")):
        turn = calls.turn(Heard("keys", heard), state, NOON, Can())
        assert (turn.id, turn.then) == (said, then)
    assert calls.turn(Heard("speech", "the second one"), state, NOON, Can()).then == "dial"
    assert calls.turn(Heard("speech", "the last one"), state, NOON, Can()).id == "menu"
    assert calls.turn(Heard("speech", "the effects one"), state, NOON, Can()).id == "side-effects"
