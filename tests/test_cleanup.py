"""One clean-up for messages and keywords: what it makes equal, and what it must never do."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from helpline.text.cleanup import LONGEST, clean, tokens

WIDEST = 18
"""Letters that one character may stand for: U+FDFA is a sentence."""


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("", ""),
        (" \n\t ", ""),
        ("?!…", ""),
        ("___", ""),
        ("STOP.", "stop"),
        ("Can’t  BREATHE!!", "cant breathe"),
        ("can't can‘t can`t can´t canʼt can′t", "cant cant cant cant cant cant"),
        ("side-effects", "side effects"),
        ("side_effects", "side effects"),
        ("1-800-4-CANCER", "1 800 4 cancer"),
        ("101.3", "101 3"),
        ("10:30", "10 30"),
        ("¿Qué es la inmunoterapia?", "que es la inmunoterapia"),
        ("señor, Ñandú, pingüino", "senor nandu pinguino"),
        ("e\u0301", "e"),
        ("İstanbul", "istanbul"),
        ("ｓｔｏｐ", "stop"),
        ("ﬁne", "fine"),
        ("ŉ can＇t", "n cant"),
        ("²", "2"),
        ("a\u200bb", "ab"),
        ("a\u00a0b", "a b"),
        ("a\x00b\x07c", "a b c"),
        ("soooo tired", "so tired"),
        ("too tired", "too tired"),
        ("aAa", "a"),
        ("ÉÉÉ", "e"),
        ("999 1111", "999 1111"),
        ("I'm 😀", "im 😀"),
        ("👍🏽", "👍"),
        ("❤️", "❤"),
        ("👨‍👩‍👧", "👨 👩 👧"),
        ("$5 + 5%", "5 5"),
        ("免疫", "免疫"),
    ],
)
def test_what_is_left_of_a_text(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


def test_tokens_are_the_cleaned_words() -> None:
    assert tokens("¿Can't   BREATHE?") == ("cant", "breathe")
    assert tokens("...") == ()


def test_what_twilio_cannot_deliver_is_not_read() -> None:
    assert clean("a b " * (LONGEST // 4) + "emergency") == ("a b " * (LONGEST // 4)).strip()


@pytest.mark.parametrize("text", ["½" * LONGEST, "\ufdfa" * LONGEST, "\u0301" * LONGEST, "😀" * LONGEST, "\ud800"])
def test_odd_texts_stay_bounded(text: str) -> None:
    assert len(clean(text)) <= WIDEST * LONGEST


@effort(max_examples=500, deadline=None, derandomize=True)
@given(st.text(max_size=LONGEST // WIDEST))
@example("ΑΣ ΑΣΑ")
@example("ǅ ª K Å ſ")
@example("ŉ")
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@effort(max_examples=500, deadline=None, derandomize=True)
@given(st.text(max_size=2 * LONGEST))
def test_only_words_in_lower_case_are_left(text: str) -> None:
    cleaned = clean(text)
    assert cleaned == cleaned.lower()
    assert len(cleaned) <= WIDEST * min(len(text), LONGEST)
    for word in cleaned.split(" ") if cleaned else []:
        assert word.isalnum() or unicodedata.category(word) == "So", f"{word!r} is no word"


def slowly(text: str) -> str:
    """The clean-up as a rule for each sign, in the order in which it is said."""
    apostrophes = dict.fromkeys(map(ord, "'’‘`´ʼ′"))
    folded = unicodedata.normalize("NFKD", text[:LONGEST].translate(apostrophes)).translate(apostrophes).lower()
    marks = ("Mn", "Me", "Cf", "Sk")
    kept = "".join(c for c in folded if c.isascii() or unicodedata.category(c) not in marks)
    parts = (
        c if c.isalnum() else f" {c} " if not c.isascii() and unicodedata.category(c) == "So" else " " for c in kept
    )
    return re.sub(r"([a-z])\1{2,}", r"\1", " ".join("".join(parts).split()))


@effort(max_examples=1500, deadline=None, derandomize=True)
@given(st.text(st.characters() | st.sampled_from("aAbBéÑ1 '’\"“″…😢Σσſ\u0301\u200d_-."), max_size=40))
@example("ΑΣ ΑΣΑ")
@example("so\u2033 ´a")
@example("aa\u0301a")
def test_the_fast_way_leaves_what_the_rule_leaves(text: str) -> None:
    assert clean(text) == slowly(text)
    words = slowly(text).split()
    assert tokens(text) == tuple(sorted(words, key=lambda word: not word[0].isalnum()))


@effort(max_examples=200, deadline=None, derandomize=True)
@given(st.text(st.sampled_from("abcdeñáü 0123456789'’!?.,"), max_size=80))
def test_case_and_form_do_not_matter(text: str) -> None:
    assert clean(text) == clean(text.upper()) == clean(unicodedata.normalize("NFD", text))
