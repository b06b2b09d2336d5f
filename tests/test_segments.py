"""What a text costs, held to the answers of Twilio's own calculator (npm sms-segments-calculator 1.3.0)."""

from __future__ import annotations

import json
from typing import TypedDict

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from helpline.text.segments import GSM_BASIC, GSM_EXTENSION, Size, costly, excess, size
from tests.conftest import ROOT

FAMILY = "👨‍👩‍👧‍👦"
"""One picture of eleven code units: four people and three joiners."""


class Row(TypedDict):
    text: str
    encoding: str
    segments: int


def rows() -> list[Row]:
    written = (ROOT / "tests/fixtures/segments.jsonl").read_text(encoding="utf-8")
    return [json.loads(row) for row in written.split("\n") if row]


@pytest.mark.parametrize("row", [pytest.param(row, id=f"line-{number}") for number, row in enumerate(rows(), 1)])
def test_the_answer_is_twilios(row: Row) -> None:
    cost = size(row["text"])
    assert (cost.encoding, cost.segments) == (row["encoding"], row["segments"])


def test_the_fixture_holds_both_encodings_and_long_texts() -> None:
    assert len(rows()) >= 250
    assert {row["encoding"] for row in rows()} == {"GSM-7", "UCS-2"}
    assert {row["segments"] for row in rows()} >= {1, 2, 3, 4}


@pytest.mark.parametrize(
    ("text", "cost"),
    [
        pytest.param("", Size("GSM-7", 0, 1), id="an empty text is still one message"),
        pytest.param("a" * 160, Size("GSM-7", 160, 1), id="the last that fits one"),
        pytest.param("a" * 161, Size("GSM-7", 161, 2), id="one more is split, and a part holds 153"),
        pytest.param("a" * 306, Size("GSM-7", 306, 2), id="twice 153"),
        pytest.param("a" * 307, Size("GSM-7", 307, 3), id="one more than twice 153"),
        pytest.param("a" * 459, Size("GSM-7", 459, 3), id="three times 153"),
        pytest.param("a" * 460, Size("GSM-7", 460, 4), id="one more than three times 153"),
        pytest.param("é" * 160, Size("GSM-7", 160, 1), id="the acute e is GSM-7"),
        pytest.param("¿Qué?\r\n", Size("GSM-7", 7, 1), id="Spanish marks and line ends are GSM-7"),
        pytest.param("á", Size("UCS-2", 1, 1), id="the acute a is not GSM-7"),
        pytest.param("á" * 70, Size("UCS-2", 70, 1), id="the last UCS-2 that fits one"),
        pytest.param("á" * 71, Size("UCS-2", 71, 2), id="one more is split, and a part holds 67"),
        pytest.param("á" * 134, Size("UCS-2", 134, 2), id="twice 67"),
        pytest.param("á" * 135, Size("UCS-2", 135, 3), id="one more than twice 67"),
        pytest.param("a" * 69 + "’", Size("UCS-2", 70, 1), id="one curly quote halves the room"),
        pytest.param("a" * 70 + "’", Size("UCS-2", 71, 2), id="one curly quote turns one into two"),
        pytest.param("a\u00a0b", Size("UCS-2", 3, 1), id="a no-break space looks like a space and is not one"),
        pytest.param("a\tb", Size("UCS-2", 3, 1), id="a tab is not GSM-7"),
        pytest.param("\x1b", Size("UCS-2", 1, 1), id="the escape is no character of its own"),
        pytest.param("e\u0301", Size("UCS-2", 2, 1), id="an accent of its own is not the GSM-7 letter"),
        pytest.param("😀" * 35, Size("UCS-2", 70, 1), id="an emoji is two units"),
        pytest.param("😀" * 36, Size("UCS-2", 72, 2), id="the 36th emoji is split off"),
    ],
)
def test_borders(text: str, cost: Size) -> None:
    assert size(text) == cost


@pytest.mark.parametrize(
    ("text", "cost"),
    [
        pytest.param("€" * 80, Size("GSM-7", 160, 1), id="80 euros fill one"),
        pytest.param("a" * 158 + "€", Size("GSM-7", 160, 1), id="both septets fit"),
        pytest.param("a" * 159 + "€", Size("GSM-7", 161, 2), id="the second septet does not"),
        pytest.param("a" * 151 + "€" + "a" * 153, Size("GSM-7", 306, 2), id="it ends a part"),
        pytest.param("a" * 152 + "€" + "a" * 152, Size("GSM-7", 306, 3), id="it is not cut, so a septet is lost"),
        pytest.param("a" * 152 + "€" + "a" * 151, Size("GSM-7", 305, 2), id="the lost septet was to spare"),
        pytest.param("€" * 153, Size("GSM-7", 306, 3), id="76 to a part: 306 units and still three"),
        pytest.param("€" * 152, Size("GSM-7", 304, 2), id="76 to a part: two parts"),
    ],
)
def test_an_extension_character_is_never_cut(text: str, cost: Size) -> None:
    assert size(text) == cost


@pytest.mark.parametrize(
    ("text", "cost"),
    [
        pytest.param("á" * 66 + "😀" + "á" * 66, Size("UCS-2", 134, 3), id="an emoji"),
        pytest.param("á" * 66 + "e\u0301" + "á" * 66, Size("UCS-2", 134, 3), id="a letter and its accent"),
        pytest.param("á" * 66 + "👍🏽" + "á" * 64, Size("UCS-2", 134, 3), id="a thumb and its colour"),
        pytest.param("á" * 64 + "🇺🇸" + "á" * 66, Size("UCS-2", 134, 3), id="a flag"),
        pytest.param("á" * 60 + FAMILY + "á" * 63, Size("UCS-2", 134, 3), id="a family"),
    ],
)
def test_what_is_seen_as_one_character_is_never_cut(text: str, cost: Size) -> None:
    assert size(text) == cost


@pytest.mark.parametrize(
    ("text", "limit"), [("a", 160), ("a" * 161, 153), ("á", 70), ("á" * 71, 67)], ids=["160", "153", "70", "67"]
)
def test_the_limit_is_that_of_one_part(text: str, limit: int) -> None:
    assert size(text).limit == limit


def test_the_alphabet_is_that_of_the_standard() -> None:
    assert len(GSM_BASIC) == 127
    assert len(GSM_EXTENSION) == 10
    assert not GSM_BASIC & GSM_EXTENSION


def test_costly_names_each_character_once_and_in_order() -> None:
    assert costly("Don’t – “wait”, don’t [or] €5") == ["’", "–", "“", "”"]


@effort(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(["a", "é", "€", "[", "á", "’", "😀", FAMILY]), max_size=500).map("".join))
def test_the_parts_hold_the_text_and_waste_little(text: str) -> None:
    cost = size(text)
    assert cost.units <= cost.limit * cost.segments
    assert cost.segments == 1 or cost.units > (cost.limit - 10) * (cost.segments - 1)


@effort(max_examples=200, deadline=None, derandomize=True)
@given(st.text(max_size=400), st.characters(exclude_categories=["Cs"]))
def test_a_longer_text_never_costs_less(text: str, more: str) -> None:
    assert size(text + more).segments >= size(text).segments


@pytest.mark.parametrize(
    ("text", "most", "units"),
    [
        ("", 1, 0),
        ("a" * 160, 1, 0),
        ("a" * 161, 1, 1),
        ("a" * 306, 2, 0),
        ("a" * 331, 2, 25),
        ("a" * 152 + "€" + "a" * 152, 2, 1),
        ("😀" * 35, 1, 0),
        ("😀" * 36, 1, 2),
        ("😀" * 67, 2, 2),
    ],
)
def test_what_there_is_to_cut(text: str, most: int, units: int) -> None:
    assert excess(text, most) == units


@effort(max_examples=300, deadline=None, derandomize=True)
@given(st.text(st.sampled_from("ab€^"), max_size=700), st.integers(1, 4))
def test_cutting_just_that_much_is_enough(text: str, most: int) -> None:
    cut = text
    while size(text).units - size(cut).units < excess(text, most):
        cut = cut[:-1]
    assert size(cut).segments <= most
