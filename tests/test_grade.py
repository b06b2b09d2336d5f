"""Reading grades: the formulas against published values, and syllables counted by hand."""

from __future__ import annotations

import pytest

from helpline.content.model import Content
from helpline.text.grade import MEASURES, english_syllables, spanish_syllables

ENGLISH, SPANISH = MEASURES["flesch-kincaid"], MEASURES["inflesz"]

PLATYPUS = "The Australian platypus is seemingly a hybrid of a mammal and reptilian creature."
"""The example of the article "Flesch-Kincaid readability tests" in Wikipedia: 13 words, 24 syllables, ease 37.5, grade 11.3."""


def test_the_published_example() -> None:
    figure = ENGLISH.of(PLATYPUS)
    assert figure is not None
    assert round(figure, 1) == 11.3


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("The cat sat on the mat with the dog now.", 0.39 * 10 + 11.8 * 1.0 - 15.59),
        ("The cat sat on the mat. Now the dog sat too.", 0.39 * 5.5 + 11.8 * 1.0 - 15.59),
        ("The cat sat on the mat; it sat: now the dog sat too.", 0.39 * 13 + 11.8 * 1.0 - 15.59),
    ],
)
def test_the_english_formula(text: str, figure: float) -> None:
    assert ENGLISH.of(text) == pytest.approx(figure)


def test_the_spanish_formula() -> None:
    # el ga-to es-tá a-quí / el pe-rro se fue a ca-sa: 10 words, 15 syllables, 2 sentences
    assert SPANISH.of("El gato está aquí. El perro se fue a casa.") == pytest.approx(206.835 - 62.3 * 15 / 10 - 5)


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("cells type types boost made free hours used called passed rates states", 1),
        (
            "cancer system disease cycles vaccines people symptoms approved little social science someone being questions",
            2,
        ),
        ("infection radio directly different hospital targeted everyone ideas", 3),
        ("radiation information antibodies modulators monoclonal evaluate", 4),
        ("chemotherapy biological", 5),
        ("immunotherapy", 6),
    ],
)
def test_english_syllables(words: str, count: int) -> None:
    for word in words.split():
        assert english_syllables(word) == count, word


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("que quién muy y hoy rey aun pues", 1),
        ("cáncer caer leer país ciudad viuda huésped ahí limpiáis baúl raíz agua día guerra hueso", 2),
        ("oído Uruguay reúne línea estudio pingüino ahora médico antiguo células", 3),
        ("aéreo averigüéis teoría tratamiento oxígeno linfático", 4),
        ("inmunoterapia", 6),
    ],
)
def test_spanish_syllables(words: str, count: int) -> None:
    for word in words.split():
        assert spanish_syllables(word) == count, word


def test_a_short_text_is_not_measured() -> None:
    assert ENGLISH.of("Immunotherapy is a treatment.") is None
    assert ENGLISH.of("") is None


def test_names_count_as_short_words_where_they_stand_as_names() -> None:
    text = "You may get chemotherapy in a clinic or in your own home."
    plain, named = ENGLISH.of(text), ENGLISH.of(text, ["Chemotherapy"])
    assert plain is not None
    assert named == pytest.approx(plain - 11.8 * 3 / 12)
    assert ENGLISH.of(text, ["chemotherapy drugs"]) == plain


def test_numbers_letters_and_addresses() -> None:
    spelt = ENGLISH.of("Call 911 or ask a nurse at the front desk.")
    words = ENGLISH.of("Call nine one one or ask a nurse at the front desk.")
    assert spelt == pytest.approx(0.39 * 10 + 11.8 * 12 / 10 - 15.59)
    assert words == pytest.approx(0.39 * 12 + 11.8 * 12 / 12 - 15.59)
    assert ENGLISH.of("Go to cancer.gov/research/participate or call now to ask of it.") == pytest.approx(
        0.39 * 10 + 11.8 * 1 - 15.59
    )


def test_each_language_of_the_line_is_measured(content: Content) -> None:
    assert {code: language.reading for code, language in content.languages.items()} == {
        "en": ("flesch-kincaid", 6.0),
        "es": ("inflesz", 65.0),
    }
