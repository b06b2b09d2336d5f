"""Places in a text, and the menu as it is written and read out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from helpline.content.model import Choice, Content, walk
from helpline.reply.places import code_of, fill, menu_line
from tests.copies import Copy

MENU = (
    Choice("1", {"en": "About", "es": "Sobre"}, "", (Choice("11", {"en": "What it is"}, "what-it-is"),)),
    Choice("2", {"en": "Side effects", "es": "Efectos"}, "side-effects"),
)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Content:
    return replace(Copy(tmp_path_factory.mktemp("content")).content(), menu=MENU)


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Call {phone}.", "Call 555."),
        ("{phone}{phone}", "555555"),
        ("{nobody} knows", "{nobody} knows"),
        ("Press {code:side-effects}", "Press <side-effects>"),
        ("{code}", "{code}"),
        ("{text}", "a {phone} in a value"),
        ("  two\n lines  ", "two lines"),
        ("{empty} gone", "gone"),
        ("{", "{"),
        ("", ""),
    ],
)
def test_filling(text: str, filled: str) -> None:
    values = {"phone": "555", "text": "a {phone} in a value", "empty": ""}
    assert fill(text, values, lambda topic: f"<{topic}>") == filled


def test_the_menu_is_walked_parents_first() -> None:
    assert [choice.code for choice in walk(MENU)] == ["1", "11", "2"]


@pytest.mark.parametrize(
    ("lang", "above", "line"),
    [
        ("en", "", "1 About, 2 Side effects."),
        ("es", "", "1 Sobre, 2 Efectos."),
        ("es", "1", "11 What it is."),
        ("en", "8", "1 About, 2 Side effects."),
    ],
)
def test_a_level_of_the_menu(small: Content, lang: str, above: str, line: str) -> None:
    assert menu_line(small, lang, above) == line


def test_codes_and_choices(small: Content) -> None:
    assert code_of(small, "what-it-is") == "11"
    assert code_of(small, "rash") == "rash"
    assert small.choices["2"] == MENU[1]
    assert list(small.choices) == [choice.code for choice in walk(MENU)]
