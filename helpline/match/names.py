"""The numbers of what is weighed: words, then pieces of words, then pairs of words.

Words are found in a dictionary; pieces and pairs, of which there are many more, in sorted arrays that take no memory of
a process's own.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Any

from helpline.match.arrays import Arrays
from helpline.match.features import END, START, pictured, pieces

_WIDEST = 1 << 64
_RECENT = 256
"""Unknown words whose pieces are kept: language, weights and strangeness of one message ask for the same."""


class Names:
    """Numbers by name. Of the words, the first `known` are weighed; of the others only the language is known."""

    def __init__(self, arrays: Arrays) -> None:
        self._arrays = arrays
        words, views = arrays.head["words"], arrays.views
        self.words: dict[str, int] = dict(zip(words, range(len(words)), strict=True))
        self.known: int = arrays.head["known"]
        self._pieces, self._heard_pieces = views["pieces"], views["heard_pieces"]
        self._first_heard = len(self.words) + len(self._pieces)
        self._starts, self._followers = views["starts"], views["followers"]
        """Where the followers of each known word start, and those in order: the place of one there gives the pair's number."""
        self._first_pair = self._first_heard + len(self._heard_pieces)
        self._ends = self.words[START], self.words[END]
        self.heard = lru_cache(maxsize=_RECENT)(self._heard)
        """Returns the numbers of those pieces of a word of which at least the language is known."""

    def __reduce__(self) -> tuple[Callable[..., Names], tuple[Arrays]]:
        return Names, (self._arrays,)

    def number(self, feature: str) -> int | None:
        """Return the number of a feature that is weighed."""
        if feature[0] == "~":
            at = _place(self._pieces, feature)
            return None if at is None else len(self.words) + at
        parts = self.numbers(feature.split())
        found = parts if len(parts) == 1 and parts[0] < self.known else self._followed(parts)
        return next(iter(found), None)

    def numbers(self, words: Sequence[str]) -> list[int]:
        """Return the number of each word; one that is not weighed has any from `known` on."""
        number, known = self.words.get, self.known
        return [number(word, known) for word in words]

    def unknown(self, words: Iterable[str]) -> list[str]:
        """Return those of some words that are not weighed."""
        number, known = self.words.get, self.known
        return [word for word in words if number(word, known) >= known]

    def weighed(self, word: str) -> list[int]:
        """Return the numbers of those pieces of a word that are weighed."""
        return [at for at in self.heard(word) if at < self._first_heard]

    def _heard(self, word: str) -> tuple[int, ...]:
        found = []
        for piece in pieces(word):
            if (at := _place(self._pieces, piece)) is not None:
                found.append(len(self.words) + at)
            elif (at := _place(self._heard_pieces, piece)) is not None:
                found.append(self._first_heard + at)
        return tuple(found)

    def pairs(self, words: Sequence[str], numbers: Sequence[int]) -> list[int]:
        """Return the numbers of the weighed pairs of words that have these numbers, ends included."""
        if not "".join(words).isascii():
            numbers = [at for word, at in zip(words, numbers, strict=True) if not pictured(word)]
        start, end = self._ends
        return self._followed([start, *numbers, end])

    def _followed(self, numbers: Sequence[int]) -> list[int]:
        known, starts, followers = self.known, self._starts, self._followers
        found = []
        for first, second in pairwise(numbers):
            if first < known and second < known:
                end = starts[first + 1]
                at = bisect_left(followers, second, starts[first], end)
                if at < end and followers[at] == second:
                    found.append(self._first_pair + at)
        return found


def numbered(
    weighed: Mapping[str, int], heard: Iterable[str]
) -> tuple[dict[str, int], dict[str, Any], dict[str, array[int]]]:
    """Return the number of each name, and head and arrays for `Names`.

    `weighed` says how often each feature is in the examples; the language is known of the words and pieces in `heard`.
    What is said most comes first, so that what a process needs lies close together.
    """
    heard = set(heard)
    pairs = [feature for feature in weighed if " " in feature]
    words = [feature for feature in weighed if feature[0] != "~" and " " not in feature]
    words = [START, END, *sorted(words, key=lambda word: (-weighed[word], word))]
    other_words = sorted({word for word in heard if word[0] != "~"}.difference(words))
    place = {word: at for at, word in enumerate((*words, *other_words))}
    followed = {pair: (place[pair.split()[0]], place[pair.split()[1]]) for pair in pairs}
    pieces, heard_pieces = _sorted(weighed), _sorted(heard.difference(weighed))
    ordered = [*place, *pieces.values(), *heard_pieces.values(), *sorted(followed, key=lambda pair: followed[pair])]
    firsts = Counter(first for first, _ in followed.values())
    return (
        {name: at for at, name in enumerate(ordered)},
        {"words": list(place), "known": len(words)},
        {
            "pieces": array("Q", pieces),
            "heard_pieces": array("Q", heard_pieces),
            "starts": array("I", accumulate((firsts[at] for at in range(len(words))), initial=0)),
            "followers": array("I", (second for _, second in sorted(followed.values()))),
        },
    )


def _sorted(names: Iterable[str]) -> dict[int, str]:
    keyed = ((_key(name), name) for name in names if name[0] == "~")
    return dict(sorted((key, name) for key, name in keyed if key < _WIDEST))


def _key(piece: str) -> int:
    """Return a piece as a number. Those of letters that take two units are too wide to be kept."""
    return int.from_bytes(piece[1:].encode("utf-16-be"), "big")


def _place(keys: memoryview, piece: str) -> int | None:
    key = _key(piece)
    at = bisect_left(keys, key)
    return at if at < len(keys) and keys[at] == key else None
