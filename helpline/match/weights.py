"""A small linear model over messages: how much each word, pair or piece speaks for each class.

What was fitted is kept as flat arrays, and can be read: the words that decided have the largest share of the score.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import chain

from helpline.match.arrays import Arrays
from helpline.match.features import PIECE, counts_by_pieces, pairs
from helpline.match.names import Names

FEW = 256
"""Labels up to which each is learnt against its rivals. Beyond, the time for that would grow with the square of them."""

_UNHEARD = 0.15
"""Score under which a label is not even named, where there are many."""

_Repeated = Sequence[tuple[int, int]]


class Weights:
    """Fitted weights, each multiplied by the rarity of its feature, in flat arrays.

    Row `n`, of the feature with that number, is the slice of `classes` and `values` up to `ends[n]`, without the faint.
    A word that is known costs one row with all its pieces added up: `whole` has a value of each label for it. Where there
    are many labels, such rows lie behind the others instead, in the same form as those. `square` has the squared
    rarities of either kind, and `within` (up to `within_ends`) which pieces a known word is made of.
    """

    def __init__(self, arrays: Arrays, names: Names) -> None:
        self._arrays, self.names = arrays, names
        self.labels: tuple[str, ...] = tuple(arrays.head["labels"])
        views = arrays.views
        self._ends, self._classes, self._values = views["ends"], views["classes"], views["values"]
        self._whole, self._square = views["whole"], views["square"]
        self._within, self._within_ends = views["within"], views["within_ends"]
        self._behind = len(self._square) - names.known

    def __reduce__(self) -> tuple[Callable[..., Weights], tuple[Arrays, Names]]:
        return Weights, (self._arrays, self.names)

    def scores(self, words: Sequence[str]) -> dict[str, float]:
        """Return the score of each label that any feature of the words speaks for or against, by label."""
        whole, single, repeated = self._rows(words)
        length = self._length(whole, single, repeated)
        if len(self.labels) > FEW:
            return self._heard([*single, *(self._behind + at for at in whole)], repeated, length)
        wide, values = len(self.labels), self._whole
        rows = [values[at * wide : at * wide + wide] for at in whole]
        totals = map(sum, zip(self._summed(single, repeated), *rows, strict=True))
        return {label: total / length for label, total in zip(self.labels, totals, strict=True) if total}

    def strongest(self, words: Sequence[str], labels: Iterable[str]) -> float:
        """Return the highest score of some labels: for a few of them, half the work of all scores."""
        if len(self.labels) > FEW:
            scores = self.scores(words)
            return max(scores.get(label, 0.0) for label in labels)
        whole, single, repeated = self._rows(words)
        wide, values, totals = len(self.labels), self._whole, self._summed(single, repeated)
        wanted = [self.labels.index(label) for label in labels if label in self.labels]
        sums = [totals[label] + sum([values[at * wide + label] for at in whole]) for label in wanted]
        return max(sums, default=0.0) / self._length(whole, single, repeated)

    def telling(self, words: Sequence[str], rarer: float) -> dict[str, float]:
        """Return the scores without the words up to a rarity, and without the pairs of such words."""
        names, square = self.names, self._square
        numbers = names.numbers(words)
        rare = {at for at in numbers if at < names.known and square[at] > rarer * rarer}
        common = names.pairs(words, [names.known if at in rare else at for at in numbers])
        found = rare.union(names.pairs(words, numbers)).difference(common)
        for word, at in zip(words, numbers, strict=True):
            found.update(self._pieces(word, at))
        length = self._length((), found)
        return {label: total / length for label, total in zip(self.labels, self._summed(found), strict=True) if total}

    def rare(self, word: str, default: float) -> float:
        """Return how rare a word is among the examples: the log of their number over its own."""
        at = self.names.words.get(word, self.names.known)
        return math.sqrt(self._square[at]) if at < self.names.known else default

    def strangeness(self, words: Iterable[str]) -> float:
        """Return how many words no example has, each counted by the share of its pieces that none has either.

        A slip of the thumb leaves most pieces known; the name of something else does not.
        """
        total = 0.0
        for word in self.names.unknown(words):
            if len(word) > PIECE and not word.isdecimal():
                count = len(word) + 3 - PIECE
                total += (count - len(self.names.weighed(word))) / count
        return total

    def familiarity(self, words: Sequence[str]) -> float:
        """Return the share (0 to 1) of the words' pairs, ends included, that any example has.

        People speak in pairs that others have used; what a recogniser makes of noise is real words in strange order.
        """
        return len(self.names.pairs(words, self.names.numbers(words))) / len(pairs(words))

    def shares(self, found: Iterable[str], label: str) -> list[tuple[str, float]]:
        """Return what each feature adds to the score of `label`, the strongest first."""
        known = {feature: at for feature in found if (at := self.names.number(feature)) is not None}
        length = self._length((), known.values())
        wanted = self.labels.index(label) if label in self.labels else -1
        rows = ((feature, dict(self._row(at)).get(wanted)) for feature, at in known.items())
        out = [(feature, value / length) for feature, value in rows if value is not None]
        return sorted(out, key=lambda pair: (-abs(pair[1]), pair[0]))

    def _rows(self, words: Sequence[str]) -> tuple[list[int], list[int], _Repeated]:
        """Return the known words, the other rows that add up to the score, and the pieces that are in them some times too often."""
        names, within, ends = self.names, self._within, self._within_ends
        numbers, known = names.numbers(words), names.known
        whole = [at for at in set(numbers) if at < known]
        made_of: list[Collection[int]] = [within[ends[at] : ends[at + 1]] for at in whole]
        single = list(set(names.pairs(words, numbers)))
        if max(numbers, default=0) >= known:
            for word in set(names.unknown(words)):
                found = set(self._pieces(word, known))
                made_of.append(found)
                single += found
        if len(set().union(*made_of)) == sum(map(len, made_of)):
            return whole, single, ()
        return whole, single, [(at, times - 1) for at, times in Counter(chain(*made_of)).items() if times > 1]

    def _pieces(self, word: str, number: int) -> Sequence[int]:
        """Return the weighed pieces of a word that has a number."""
        if number < self.names.known:
            return self._within[self._within_ends[number] : self._within_ends[number + 1]]
        return self.names.weighed(word) if counts_by_pieces(word) else ()

    def _length(self, whole: Iterable[int], single: Iterable[int], repeated: _Repeated = ()) -> float:
        square, behind = self._square, self._behind
        squares = sum([square[behind + at] for at in whole]) + sum([square[at] for at in single])
        return math.sqrt(max(squares - sum([times * square[at] for at, times in repeated]), 0.0)) or 1.0

    def _summed(self, single: Iterable[int], repeated: _Repeated = ()) -> list[float]:
        """Return the values of each label in single rows added up, and repeated ones taken away."""
        totals = [0.0] * len(self.labels)
        ends, classes, values = self._ends, self._classes, self._values
        for at in single:
            for place in range(ends[at], ends[at + 1]):
                totals[classes[place]] += values[place]
        for piece, times in repeated:
            for label, value in self._row(piece):
                totals[label] -= times * value
        return totals

    def _heard(self, rows: Sequence[int], repeated: _Repeated, length: float) -> dict[str, float]:
        """Return the scores of those out of many labels that are worth naming."""
        ends = self._ends
        totals = [0.0] * len(self.labels)
        touched: set[int] = set()
        for at in rows:
            classes = self._classes[ends[at] : ends[at + 1]].tolist()
            touched.update(classes)
            for label, value in zip(classes, self._values[ends[at] : ends[at + 1]].tolist(), strict=True):
                totals[label] += value
        for piece, times in repeated:
            for label, share in self._row(piece):
                totals[label] -= times * share
        least = _UNHEARD * length
        heard = sorted([label for label in touched if totals[label] > least])
        return {self.labels[label]: totals[label] / length for label in heard}

    def _row(self, at: int) -> zip[tuple[int, float]]:
        start, end = self._ends[at], self._ends[at + 1]
        return zip(self._classes[start:end], self._values[start:end], strict=True)
