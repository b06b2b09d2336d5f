"""Which language a message is in, learnt from the example messages: each word's odds of being the one or the other.

Libraries for this are wrong on most short texts; the words people send to this line are few and known.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from helpline.match.features import pieces

OTHER = "other"
_LATIN = 0x24F
_SURE = 1.0
_GUESSED = 5.0
"""The margin it takes where no word is known and only pieces speak."""

_PIECE = 0.5
"""What a piece of an unknown word ("kuantas") counts, against a known word."""

_FLOOR = 1e-5
"""Odds of a word that a language has not been seen to use."""


class Languages:
    """Word odds by language. `other` stands for every language that has examples but no replies."""

    def __init__(self, counts: Mapping[str, Mapping[str, int]]) -> None:
        self._langs = tuple(counts)
        odds = [_odds(count) for count in counts.values()]
        every = dict.fromkeys(word for count in counts.values() for word in count)
        rows = (
            (word, tuple(by.get(count.get(word, 0), 0.0) for by, count in zip(odds, counts.values(), strict=True)))
            for word in every
        )
        same: dict[tuple[float, ...], tuple[float, ...]] = {}
        self._odds = {word: same.setdefault(row, row) for word, row in rows}

    def guess(self, words: Sequence[str], default: str) -> str:
        """Return the language of the words, or `default` where they do not tell by a clear margin."""
        odds = {lang: score for lang, score in self.odds(words).items() if lang != OTHER}
        if not odds:
            return default
        best = max(odds, key=lambda lang: odds[lang])
        rest = max((score for lang, score in odds.items() if lang != best), default=0.0)
        known = any(word in self._odds for word in words)
        return best if odds[best] - rest >= (_SURE if known else _GUESSED) else default

    def odds(self, words: Sequence[str]) -> dict[str, float]:
        """Return each language's log-odds over an unknown language; a word that none knows speaks by its pieces."""
        known: list[tuple[float, ...]] = []
        guessed: list[tuple[float, ...]] = []
        for word in dict.fromkeys(words):
            if (row := self._odds.get(word)) is not None:
                known.append(row)
            else:
                guessed += [row for piece in pieces(word) if (row := self._odds.get(piece)) is not None]
        sums = zip(self._langs, self._sum(known), self._sum(guessed), strict=True)
        return {lang: sure + _PIECE * unsure for lang, sure, unsure in sums}

    def _sum(self, rows: list[tuple[float, ...]]) -> list[float]:
        return [sum(column) for column in zip(*rows, strict=True)] or [0.0] * len(self._langs)


def counted(examples: Iterable[tuple[Sequence[str], str]]) -> dict[str, Counter[str]]:
    """Count the words and pieces of (words, language) examples, for each language."""
    counts: dict[str, Counter[str]] = {}
    for words, lang in examples:
        pieces_too = (piece for word in set(words) for piece in pieces(word))
        counts.setdefault(lang, Counter()).update({*words, *pieces_too})
    return counts


def _odds(count: Mapping[str, int]) -> dict[int, float]:
    """Return the log-odds of a word by how often a language was seen to use it."""
    total = sum(count.values())
    return {times: math.log(times / total + _FLOOR) - math.log(_FLOOR) for times in set(count.values())}


def foreign(text: str) -> bool:
    """Tell whether most letters of a text belong to another script than the Latin one."""
    if text.isascii():
        return False
    letters = [c for c in text if c.isalpha()]
    return bool(letters) and sum(ord(c) > _LATIN and "LATIN" not in unicodedata.name(c, "") for c in letters) * 2 > len(
        letters
    )
