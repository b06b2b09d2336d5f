"""The numbers of what is weighed: words, then pieces of words, then pairs of words.

Words are found in a dictionary; pieces and pairs, of which there are many more, in sorted arrays that take no memory of
a process's own.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate, pairwise
from typing import Any

from helpline.match.arrays import Arrays
from helpline.match.features import END, START, spoken

_WIDEST = 1 << 64


class Names:
    """Numbers by name. Of the words, the first `known` are weighed; of the others only the language is known."""

    def __init__(self, arrays: Arrays) -> None:
        self._arrays = arrays
        words, views = arrays.head["words"], arrays.views
        self.words: dict[str, int] = dict(zip(words, range(len(words)), strict=True))
        self.known: int = arrays.head["known"]
        self._pieces, self._other_pieces = views["pieces"], views["other_pieces"]
        self._starts, self._followers = views["starts"], views["followers"]
        """Where the followers of each known word start, and those in order: the place of one there gives the pair's number."""
        self._pairs = len(self.words) + len(self._pieces) + len(self._other_pieces)
        self._ends = self.words[START], self.words[END]

    def __reduce__(self) -> tuple[Callable[..., Names], tuple[Arrays]]:
        return Names, (self._arrays,)

    def number(self, feature: str) -> int | None:
        """Return the number of a feature that is weighed."""
        if feature[0] == "~":
            return self.piece(feature)
        parts = [self.words.get(word, self.known) for word in feature.split()]
        if max(parts) >= self.known:
            return None
        return parts[0] if len(parts) == 1 else next((at for *_, at in self._found(parts)), None)

    def numbers(self, words: Sequence[str]) -> list[int]:
        """Return the number of each word; one that is not weighed has any from `known` on."""
        number, known = self.words.get, self.known
        return [number(word, known) for word in words]

    def unknown(self, words: Iterable[str]) -> list[str]:
        """Return those of some words that are not weighed."""
        number, known = self.words.get, self.known
        return [word for word in words if number(word, known) >= known]

    def piece(self, piece: str) -> int | None:
        """Return the number of a piece that is weighed."""
        return _place(self._pieces, piece, len(self.words))

    def piece_heard(self, piece: str) -> int | None:
        """Return the number of a piece of which at least the language is known."""
        at = self.piece(piece)
        return _place(self._other_pieces, piece, len(self.words) + len(self._pieces)) if at is None else at

    def pairs(self, words: Sequence[str], numbers: Sequence[int]) -> list[tuple[int, int, int]]:
        """Return the pairs that are weighed of words with these numbers, ends included: of each its words and its own number."""
        plain = spoken(words)
        start, end = self._ends
        return self._found([start, *(numbers if len(plain) == len(words) else self.numbers(plain)), end])

    def _found(self, numbers: Sequence[int]) -> list[tuple[int, int, int]]:
        known, starts, followers, first_pair = self.known, self._starts, self._followers, self._pairs
        found = []
        for first, second in pairwise(numbers):
            if first < known and second < known:
                end = starts[first + 1]
                at = bisect_left(followers, second, starts[first], end)
                if at < end and followers[at] == second:
                    found.append((first, second, first_pair + at))
        return found


def numbered(
    weighed: Iterable[str], heard: Iterable[str]
) -> tuple[dict[str, int], dict[str, Any], dict[str, array[int]]]:
    """Return the number of each name, and head and arrays for `Names`. `heard` are words and pieces of which the language is known."""
    weighed, heard = set(weighed), set(heard)
    pairs = {feature for feature in weighed if " " in feature}
    words = sorted({START, END, *(feature for feature in weighed - pairs if feature[0] != "~")})
    other_words = sorted({word for word in heard if word[0] != "~"}.difference(words))
    place = {word: at for at, word in enumerate((*words, *other_words))}
    followed = {pair: (place[pair.split()[0]], place[pair.split()[1]]) for pair in pairs}
    pieces, other_pieces = _sorted(weighed), _sorted(heard - weighed)
    ordered = [*place, *pieces.values(), *other_pieces.values(), *sorted(followed, key=lambda pair: followed[pair])]
    firsts = Counter(first for first, _ in followed.values())
    return (
        {name: at for at, name in enumerate(ordered)},
        {"words": list(place), "known": len(words)},
        {
            "pieces": array("Q", pieces),
            "other_pieces": array("Q", other_pieces),
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


def _place(keys: memoryview, piece: str, first: int) -> int | None:
    key = _key(piece)
    at = bisect_left(keys, key)
    return first + at if at < len(keys) and keys[at] == key else None
