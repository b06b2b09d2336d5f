"""A small linear model over messages: how much each word, pair or piece speaks for each class.

What was fitted is kept as flat arrays, and can be read: the words that decided have the largest share of the score.
"""

from __future__ import annotations

import json
import math
import os
from array import array
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpline.match.features import PIECE, pairs, pieces, word_pieces

KEPT = 8
"""Fitted weights of earlier contents that stay in the cache."""

FEW = 256
"""Labels up to which each is learnt against its rivals. Beyond, the time for that would grow with the square of them."""

_UNHEARD = 0.15
"""Score under which a label is not even named, where there are many."""

FORMAT = 8
"""Of the file. Another is fitted again."""


_ARRAYS = {"ends": "I", "classes": "H", "values": "f", "square": "f", "pieces": "I", "piece_ends": "I"}


@dataclass(frozen=True)
class Weights:
    """Fitted weights, each multiplied by the rarity of its feature, in flat arrays.

    `number` gives the row of a feature, words first; row `n` is the slice of `classes` and `values` up to `ends[n]`. Behind
    the rows of features come those of words with all their pieces added up, so that a known word costs one row; `square`
    has the squared rarities of either kind, and `pieces` (up to `piece_ends`) which pieces a known word is made of.
    """

    labels: tuple[str, ...]
    number: Mapping[str, int]
    ends: array[int]
    classes: array[int]
    values: array[float]
    square: array[float]
    pieces: array[int]
    piece_ends: array[int]

    def scores(self, words: Sequence[str]) -> dict[str, float]:
        """Return the score of each label that any feature of the words speaks for or against, by label."""
        rows, repeated = self._rows(words)
        length = self._length(rows, repeated)
        ends, classes, values = self.ends, self.classes, self.values
        few = len(self.labels) <= FEW
        totals: Any = [0.0] * len(self.labels) if few else defaultdict(float)
        for at in rows:
            start, end = ends[at], ends[at + 1]
            for label, value in zip(classes[start:end], values[start:end]):  # noqa: B905 - the same slice of both
                totals[label] += value
        for piece, times in repeated:
            for label, value in self._row(piece):
                totals[label] -= times * value
        labels, least = self.labels, _UNHEARD * length
        if few:
            return {labels[label]: total / length for label, total in enumerate(totals) if total}
        heard = sorted(label for label, total in totals.items() if total > least)
        return {labels[label]: totals[label] / length for label in heard}

    def scores_of(self, features: Iterable[str]) -> dict[str, float]:
        """Return the score of each label that any of some features speaks for or against."""
        rows = [at for feature in features if (at := self.number.get(feature)) is not None]
        length = self._length(rows, [])
        totals: defaultdict[int, float] = defaultdict(float)
        for at in rows:
            for label, value in self._row(at):
                totals[label] += value / length
        return {self.labels[label]: total for label, total in totals.items()}

    def score(self, words: Sequence[str], column: array[float]) -> float:
        """Return the score of one label, of which `column` holds the values: a fraction of the cost of all."""
        rows, repeated = self._rows(words)
        total = sum([column[at] for at in rows]) - sum([times * column[piece] for piece, times in repeated])
        return total / self._length(rows, repeated)

    def column(self, label: str) -> array[float]:
        """Return the values of one label in every row."""
        made = array("f", bytes(4 * (len(self.ends) - 1)))
        wanted = self.labels.index(label) if label in self.labels else -1
        row, at = 0, -1
        for _ in range(self.classes.count(wanted)):
            at = self.classes.index(wanted, at + 1)
            row = bisect_right(self.ends, at, row) - 1
            made[row] = self.values[at]
        return made

    def _length(self, rows: list[int], repeated: list[tuple[int, int]]) -> float:
        square = self.square
        squares = sum([square[at] for at in rows]) - sum([times * square[piece] for piece, times in repeated])
        return math.sqrt(max(squares, 0.0)) or 1.0

    def _rows(self, words: Sequence[str]) -> tuple[list[int], list[tuple[int, int]]]:
        """Return the rows that add up to the score, and the pieces that are in them some times too often."""
        number, ends, behind = self.number.get, self.piece_ends, len(self.number)
        rows: list[int] = []
        found: list[int] = []
        for word in set(words):
            if (at := number(word)) is not None:
                rows.append(behind + at)
                found += self.pieces[ends[at] : ends[at + 1]]
            elif made := word_pieces(word):
                alone = [at for piece in set(made) if (at := number(piece)) is not None]
                rows += alone
                found += alone
        rows += [at for pair in set(pairs(words)) if (at := number(pair)) is not None]
        if len(found) == len(set(found)):
            return rows, []
        return rows, [(piece, times - 1) for piece, times in Counter(found).items() if times > 1]

    def _row(self, at: int) -> zip[tuple[int, float]]:
        start, end = self.ends[at], self.ends[at + 1]
        return zip(self.classes[start:end], self.values[start:end], strict=True)

    def rare(self, feature: str, default: float) -> float:
        """Return how rare a feature is among the examples: the log of their number over its own."""
        at = self.number.get(feature)
        return default if at is None else math.sqrt(self.square[at])

    def strangeness(self, words: Iterable[str]) -> float:
        """Return how many words no example has, each counted by the share of its pieces that none has either.

        A slip of the thumb leaves most pieces known; the name of something else does not.
        """
        total = 0.0
        for word in words:
            if word not in self.number and len(word) > PIECE and not word.isdecimal():
                found = pieces(word)
                total += sum(piece not in self.number for piece in found) / len(found)
        return total

    def familiarity(self, words: Sequence[str]) -> float:
        """Return the share (0 to 1) of the words' pairs, ends included, that any example has.

        People speak in pairs that others have used; what a recogniser makes of noise is real words in strange order.
        """
        found = pairs(words)
        return sum(pair in self.number for pair in found) / len(found)

    def shares(self, found: Iterable[str], label: str) -> list[tuple[str, float]]:
        """Return what each feature adds to the score of `label`, the strongest first."""
        known = {feature: at for feature in found if (at := self.number.get(feature)) is not None}
        length = math.sqrt(sum(self.square[at] for at in known.values())) or 1.0
        wanted = self.labels.index(label) if label in self.labels else -1
        rows = ((feature, dict(self._row(at)).get(wanted)) for feature, at in known.items())
        out = [(feature, value / length) for feature, value in rows if value is not None]
        return sorted(out, key=lambda pair: (-abs(pair[1]), pair[0]))


def save(weights: Weights, notes: object, path: Path) -> None:
    """Write fitted weights, and notes that go with them, for the next start. Renamed into place, so no reader sees half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    arrays = [getattr(weights, name) for name in _ARRAYS]
    head = {"labels": weights.labels, "features": list(weights.number), "sizes": list(map(len, arrays)), "notes": notes}
    body = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_bytes(len(body).to_bytes(8, "big") + body + b"".join(each.tobytes() for each in arrays))
    part.replace(path)
    for old in sorted(path.parent.glob("weights-*.bin"), key=lambda file: -file.stat().st_mtime)[KEPT:]:
        old.unlink(missing_ok=True)


def load(path: Path) -> tuple[Weights, Any]:
    """Read weights and notes that `save` wrote. Raises OSError or ValueError if they are not there or not whole."""
    raw = path.read_bytes()
    at = 8 + int.from_bytes(raw[:8], "big")
    head = json.loads(raw[8:at])
    arrays: dict[str, array[Any]] = {name: array(kind) for name, kind in _ARRAYS.items()}
    for each, size in zip(arrays.values(), head["sizes"], strict=True):
        each.frombytes(raw[at : at + size * each.itemsize])
        at += size * each.itemsize
    if at != len(raw) or list(map(len, arrays.values())) != head["sizes"]:
        raise ValueError(f"{path.name} is not whole")
    number = {feature: at for at, feature in enumerate(head["features"])}
    return Weights(tuple(head["labels"]), number, **arrays), head["notes"]
