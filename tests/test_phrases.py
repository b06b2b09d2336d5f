"""How phrases are found: as a pattern over the whole message would find them, and in time that the message's length bounds."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpline.content.model import Phrase, Phrases
from helpline.match.alarms import Alarms, Finding

WORDS = ["a", "b", "c", "d"]
PARTS = st.lists(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join), min_size=1, max_size=4, unique=True
).map(tuple)
PHRASES = st.lists(st.tuples(PARTS, st.sampled_from([0, 0, 1, 4])), min_size=1, max_size=4).map(
    lambda parts: Phrase("", tuple(words for words, _ in parts), tuple(gap for _, gap in parts))
)


def pattern(phrase: Phrase) -> re.Pattern[str]:
    """A phrase as a pattern: the fewest words between, then the longest alternative."""
    pieces = []
    for part, gap in zip(phrase.parts, phrase.gaps, strict=True):
        words = "|".join(re.escape(word) for word in sorted(part, key=len, reverse=True))
        pieces.append((rf"(?:\S+ ){{0,{gap}}}?" if gap else "") + f"(?:{words})")
    return re.compile(r"(?<= )" + " ".join(pieces) + r"(?= )")


def alarms(*phrases: Phrase) -> Alarms:
    return Alarms([Phrases("emergency", "en", phrases, (), ())], lambda word: float(ord(word[0])))


@settings(max_examples=1500, deadline=None, derandomize=True)
@given(PHRASES, st.lists(st.sampled_from([*WORDS, "x"]), max_size=14))
def test_a_phrase_stands_where_its_pattern_does(phrase: Phrase, words: list[str]) -> None:
    expected = [hit[0].strip() for hit in pattern(phrase).finditer(f" {' '.join(words)} ")]
    assert alarms(phrase).find(words) == [Finding("emergency", "explicit", found) for found in expected]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("this wait is killing me", ["unless: is killing me"]),
        ("i want to die", ["explicit: want to die"]),
        ("this wait is killing me and i want to die", ["explicit: want to die", "unless: is killing me"]),
        ("so sad i want to die is killing me", ["explicit: want to die", "ambiguous: sad", "unless: is killing me"]),
    ],
)
def test_an_excuse_covers_what_it_overlaps_alone(words: str, found: list[str]) -> None:
    def phrase(written: str) -> Phrase:
        return Phrase(written, tuple((word,) for word in written.split()), (0,) * len(written.split()))

    lists = Phrases(
        "crisis", "en", (phrase("want to die"), phrase("killing me")), (phrase("sad"),), (phrase("is killing me"),)
    )
    finder = Alarms([lists], lambda _: 1.0)
    assert [f"{each.strength}: {each.words}" for each in finder.find(words.split())] == found


def test_a_phrase_of_gaps_alone_takes_time_by_the_length_of_the_message() -> None:
    phrase = Phrase("", (("a", "a a", "a a a"),) * 12 + (("z",),), (0, *[4] * 12))
    finder = alarms(phrase)
    began = time.process_time()
    assert finder.find(["a"] * 800) == []
    assert finder.find(["a"] * 800 + ["z"]) != []
    assert time.process_time() - began < 1
