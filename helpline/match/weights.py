"""A small linear model over example messages: how much each word, pair or piece speaks for each class.

Fitted by the passive-aggressive method (Crammer et al. 2006, PA-I, several rivals at once, averaged), which needs
no library and ends with weights that can be read: the words that decided are those with the largest share of the score.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import random
from array import array
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Sized
from dataclasses import dataclass
from itertools import accumulate, chain
from pathlib import Path
from typing import Any

from helpline.match.features import PIECE, pairs, pieces, word_pieces

AGGRESSIVENESS = (0.5, 0.5, 0.25)
"""The largest push of one example, for each pass over them. More passes did not help on the messages kept aside."""

RIVALS = 2
MARGIN = 1.0
FAINT = 0.06
"""Weights below this are dropped: a third of the memory for no measurable loss."""

KEPT = 8
"""Fitted weights of earlier contents that stay in the cache."""

FEW = 256
"""Labels up to which each is learnt against its rivals. Beyond, the time for that would grow with the square of them."""

SPREAD = 1000
"""Labels whose examples may share a feature, where there are many: what more of them share says nothing about any."""

CLOSE = 1.3
"""What a message scores that is the mean of a label's examples, where there are many."""

_UNHEARD = 0.15
"""Score under which a label is not even named, where there are many."""

_FORMAT = 8
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

    def score(self, words: Sequence[str], column: array[float]) -> float:
        """Return the score of one label, of which `column` holds the values: a fraction of the cost of all."""
        rows, repeated = self._rows(words)
        total = sum([column[at] for at in rows]) - sum([times * column[piece] for piece, times in repeated])
        return total / self._length(rows, repeated)

    def column(self, label: str) -> array[float]:
        """Return the values of one label in every row."""
        made = array("f", bytes(4 * (len(self.ends) - 1)))
        wanted = self.labels.index(label) if label in self.labels else -1
        row = 0
        for at, found in enumerate(self.classes):
            if found == wanted:
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

    def shares(self, found: Iterable[str], label: str) -> list[tuple[str, float]]:
        """Return what each feature adds to the score of `label`, the strongest first."""
        known = {feature: at for feature in found if (at := self.number.get(feature)) is not None}
        length = math.sqrt(sum(self.square[at] for at in known.values())) or 1.0
        wanted = self.labels.index(label) if label in self.labels else -1
        rows = ((feature, dict(self._row(at)).get(wanted)) for feature, at in known.items())
        out = [(feature, value / length) for feature, value in rows if value is not None]
        return sorted(out, key=lambda pair: (-abs(pair[1]), pair[0]))


def fit(examples: Sequence[tuple[set[str], str]]) -> Weights:
    """Fit weights to (features, label) examples. The same examples in the same order give the same weights."""
    labels = tuple(sorted({label for _, label in examples}))
    place = {label: at for at, label in enumerate(labels)}
    counts = Counter(feature for found, _ in examples for feature in found)
    ordered = sorted(counts, key=lambda feature: (feature[0] == "~" or " " in feature, feature))
    number = {feature: at for at, feature in enumerate(ordered)}
    rarity = [math.log(1 + len(examples) / counts[feature]) for feature in ordered]
    rows = [_row(found, place[label], number, rarity) for found, label in examples]
    learnt = _learn(rows, len(number)) if len(labels) <= FEW else _means(rows, len(number))
    return _packed(labels, number, rarity, learnt)


def _packed(
    labels: tuple[str, ...], number: dict[str, int], rarity: list[float], learnt: list[dict[int, float]]
) -> Weights:
    """Return learnt weights in flat arrays, without the faint ones, and with those of whole words added up."""
    strong = [
        {label: weight * rare for label, weight in row.items() if abs(weight) > FAINT}
        for row, rare in zip(learnt, rarity, strict=True)
    ]
    square = [rare * rare for rare in rarity]
    words = (word for word in number if word[0] != "~" and " " not in word)
    within = [sorted({number[piece] for piece in word_pieces(word)}) for word in words]
    whole = [_sum(strong[feature] for feature in (at, *found)) for at, found in enumerate(within)]
    rows = [sorted(row.items()) for row in (*strong, *whole)]
    return Weights(
        labels,
        number,
        _ends(rows),
        array("H", (label for row in rows for label, _ in row)),
        array("f", (weight for row in rows for _, weight in row)),
        array("f", [*square, *(sum(square[one] for one in (at, *found)) for at, found in enumerate(within))]),
        array("I", chain.from_iterable(within)),
        _ends(within),
    )


def _ends(rows: Iterable[Sized]) -> array[int]:
    return array("I", accumulate(map(len, rows), initial=0))


def _sum(rows: Iterable[Mapping[int, float]]) -> dict[int, float]:
    total: dict[int, float] = {}
    for row in rows:
        for label, weight in row.items():
            total[label] = total.get(label, 0.0) + weight
    return total


_Row = tuple[list[int], list[float], int]


def _row(found: set[str], label: int, number: Mapping[str, int], rarity: Sequence[float]) -> _Row:
    ordered = [number[feature] for feature in sorted(found)]
    length = math.sqrt(sum(rarity[at] ** 2 for at in ordered)) or 1.0
    return ordered, [rarity[at] / length for at in ordered], label


def _learn(rows: list[_Row], size: int) -> list[dict[int, float]]:
    """Return the weights of each feature, averaged over the passes."""
    weights: list[dict[int, float]] = [{} for _ in range(size)]
    sums: list[dict[int, float]] = [{} for _ in range(size)]
    order = list(range(len(rows)))
    shuffle = random.Random(1).shuffle  # noqa: S311 - the order of examples, not a secret
    for most in AGGRESSIVENESS:
        shuffle(order)
        for at in order:
            _step(rows[at], weights, most)
        for total, row in zip(sums, weights, strict=True):
            for label, weight in row.items():
                total[label] = total.get(label, 0.0) + weight / len(AGGRESSIVENESS)
    return sums


def _means(rows: list[_Row], size: int) -> list[dict[int, float]]:
    """Return weights by which a label scores as near as a message is to the mean of its examples: one pass, and no rivals."""
    sums: list[dict[int, float]] = [{} for _ in range(size)]
    for found, shares, label in rows:
        for feature, share in zip(found, shares, strict=True):
            sums[feature][label] = sums[feature].get(label, 0.0) + share
    squares: defaultdict[int, float] = defaultdict(float)
    for row in sums:
        for label, share in row.items():
            squares[label] += share * share
    lengths = {label: CLOSE / math.sqrt(square) for label, square in squares.items()}
    return [
        {label: share * lengths[label] for label, share in row.items()} if len(row) <= SPREAD else {} for row in sums
    ]


def _step(row: _Row, weights: list[dict[int, float]], most: float) -> None:
    found, shares, label = row
    own_rows = [weights[feature] for feature in found]
    scores: dict[int, float] = {}
    get = scores.get
    for weighted, share in zip(own_rows, shares, strict=True):
        for other, weight in weighted.items():
            scores[other] = get(other, 0.0) + weight * share
    own = scores.pop(label, 0.0)
    rivals = sorted(((score, other) for other, score in scores.items() if score > own - MARGIN), reverse=True)[:RIVALS]
    if not rivals:
        if own >= MARGIN:
            return
        rivals = [(0.0, -1)]
    pushes = [(min(most, (MARGIN - own + score) / 2), other) for score, other in rivals]
    gain = sum(push for push, _ in pushes)
    for weighted, share in zip(own_rows, shares, strict=True):
        weighted[label] = weighted.get(label, 0.0) + gain * share
        for push, rival in pushes:
            if rival >= 0:
                weighted[rival] = weighted.get(rival, 0.0) - push * share


def fingerprint(parts: Iterable[str]) -> str:
    """Return a hash over what the fitted weights depend on: the parts given, and how they are fitted."""
    made = hashlib.sha256(f"{_FORMAT} {AGGRESSIVENESS} {RIVALS} {MARGIN} {FAINT}".encode())
    for part in parts:
        made.update(part.encode() + b"\0")
    return made.hexdigest()[:16]


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
