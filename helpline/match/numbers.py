"""Numbers that people choose by: "2", "#3", "option two please", "the fourth one", "thirty two", and on calls "number won"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from helpline.content.model import Language

LARGEST = 999
LAST = -1
"""Stands for "the last one"."""

_LAST_WORDS = {"last", "ultimo", "ultima"}
_MOST_WORDS = 8
_TENS = 20


def read_number(words: Sequence[str], languages: Iterable[Language], spoken: bool) -> int | None:
    """Return the number that the cleaned words choose, LAST for the last one, or None where they mean something else."""
    known = list(languages)
    if not words or not any(_chosen(words[0], language) for language in known):
        return None
    end = next((at for at, word in enumerate(words) if at and any(word in lang.closings for lang in known)), None)
    words = words[:end]
    if len(words) > _MOST_WORDS:
        return None
    numbers = (_in_language(words, language, spoken) for language in known)
    return next((number for number in numbers if number is not None), None)


def _in_language(words: Sequence[str], language: Language, spoken: bool) -> int | None:
    heard = language.heard if spoken or words[0] in ("number", "numero", "option", "press") else {}
    values: list[int] = []
    rest: list[str] = []
    for at, word in enumerate(words):
        value = int(word) if word.isdecimal() and len(word) <= len(str(LARGEST)) else language.numbers.get(word)
        if value is None and not values and list(words[at + 1 :]) in ([], ["please"]):
            value = heard.get(word)
        if value is None:
            rest.append(word)
        elif not ((values or set(rest) & _LAST_WORDS) and word in ("one", "uno", "una") and _closes(words, at)):
            values.append(value)
    if (
        not values
        and set(rest) & _LAST_WORDS
        and all(word in language.number_words or word in _LAST_WORDS for word in rest)
    ):
        return LAST
    if not values or any(word not in language.number_words for word in rest):
        return None
    return _joined(values, words)


def _chosen(word: str, language: Language) -> bool:
    """Tell whether a word can stand in a choice: most messages begin with one that cannot."""
    return (
        word in language.number_words
        or word in language.numbers
        or word in language.heard
        or word in _LAST_WORDS
        or word.isdecimal()
    )


def _closes(words: Sequence[str], at: int) -> bool:
    """Tell whether `one` only closes a phrase: "the second one", "the fourth one please"."""
    return at > 0 and words[at - 1] not in ("number", "option", "press", "and") and not words[at - 1].isdecimal()


def _joined(values: list[int], words: Sequence[str]) -> int | None:
    if len(values) == 1:
        return values[0]
    if len(values) == 2 and values[0] >= _TENS and values[0] % 10 == 0 and 0 < values[1] < 10:
        return values[0] + values[1]
    if 2 <= len(values) <= 3 and all(value < 10 for value in values) and not any(word.isdecimal() for word in words):
        return int("".join(map(str, values)))
    return None
