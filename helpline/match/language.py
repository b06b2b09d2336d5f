"""Which language a message is in, learnt from the example messages: each word's odds of being the one or the other.

Libraries for this are wrong on most short texts; the words people send to this line are few and known.
"""

from __future__ import annotations

import math
import unicodedata
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from helpline.match.arrays import Arrays
from helpline.match.features import pieces
from helpline.match.names import Names

OTHER = "other"
"""Every language that has examples but no replies: its words are known, and speak for none."""

_LATIN = "\u024f"
_SURE = 1.0
_GUESSED = 5.0
"""The margin it takes where no word is known and only pieces speak."""

_PIECE = 0.5
"""What a piece of an unknown word ("kuantas") counts, against a known word."""

_FLOOR = 1e-5
"""Odds of a word that a language has not been seen to use."""


class Languages:
    """Word odds by language: its log-odds over an unknown language for each word and piece, by their number."""

    def __init__(self, arrays: Arrays, names: Names) -> None:
        self._arrays, self._names = arrays, names
        self._langs: tuple[str, ...] = tuple(arrays.head["langs"])
        self._odds = arrays.views["odds"]

    def __reduce__(self) -> tuple[Callable[..., Languages], tuple[Arrays, Names]]:
        return Languages, (self._arrays, self._names)

    def guess(self, words: Sequence[str], default: str) -> str:
        """Return the language of the words, or `default` where they do not tell by a clear margin."""
        said, number = dict.fromkeys(words), self._names.words
        known = [number[word] for word in said if word in number]
        odds = self._sums(known)
        if len(known) < len(said):
            guessed = [at for word in said if word not in number for at in self._names.heard(word)]
            odds = [sure + _PIECE * unsure for sure, unsure in zip(odds, self._sums(guessed), strict=True)]
        if not odds:
            return default
        best = max(odds)
        at = odds.index(best)
        rest = max((score for lang, score in enumerate(odds) if lang != at), default=0.0)
        return self._langs[at] if best - rest >= (_SURE if known else _GUESSED) else default

    def _sums(self, rows: Sequence[int]) -> list[float]:
        """Return the odds of each language, added up over rows."""
        wide, odds = len(self._langs), self._odds
        return [sum([odds[at * wide + lang] for at in rows]) for lang in range(wide)]


def counted(examples: Iterable[tuple[Sequence[str], str]]) -> dict[str, Counter[str]]:
    """Count the words and pieces of (words, language) examples, for each language."""
    counts: dict[str, Counter[str]] = {}
    for words, lang in examples:
        pieces_too = (piece for word in set(words) for piece in pieces(word))
        counts.setdefault(lang, Counter()).update({*words, *pieces_too})
    return counts


def odds(counts: Mapping[str, Mapping[str, int]], number: Mapping[str, int]) -> tuple[list[str], array[float]]:
    """Return the languages that count, and the odds of each word and piece for them, in the order of their numbers."""
    counts = {lang: count for lang, count in counts.items() if lang != OTHER}
    by_times = {lang: _odds(count) for lang, count in counts.items()}
    told = (
        by_times[lang].get(count.get(name, 0), 0.0)
        for name in number
        if " " not in name
        for lang, count in counts.items()
    )
    return list(counts), array("d", told)


def _odds(count: Mapping[str, int]) -> dict[int, float]:
    """Return the log-odds of a word by how often a language was seen to use it."""
    total = sum(count.values())
    return {times: math.log(times / total + _FLOOR) - math.log(_FLOOR) for times in set(count.values())}


def foreign(text: str) -> bool:
    """Tell whether most letters of a text belong to another script than the Latin one."""
    if text.isascii():
        return False
    others = [c for c in text if c > _LATIN and c.isalpha() and "LATIN" not in unicodedata.name(c, "")]
    return bool(others) and len(others) * 2 > sum(map(str.isalpha, text))
