"""Fitting weights to example messages, by the passive-aggressive method (Crammer et al. 2006, PA-I, several rivals, averaged).

It needs no library and ends with weights that can be read. Contents of very many labels are fitted in one pass instead.
"""

from __future__ import annotations

import hashlib
import math
import random
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Sized
from itertools import accumulate, chain, islice
from typing import Any

from helpline.match.features import word_pieces
from helpline.match.weights import FEW

FORMAT = 9
"""Of what is kept. Another is fitted again."""

Fitted = dict[str, "array[Any]"]

AGGRESSIVENESS = (0.5, 0.5, 0.25)
"""The largest push of one example, for each pass over them. More passes did not help on the messages kept aside."""

RIVALS = 2
MARGIN = 1.0

FAINT = 0.06
"""Weights below this are dropped: a third of the memory for no measurable loss."""

FAINT_OF_MANY = 0.10
"""The same where there are many labels: they halve the time of a message. Of 500 asked about 16,000 topics, 6 more were not offered theirs."""

SPREAD = 1000
"""Labels whose examples may share a feature, where there are many: what more of them share says nothing about any."""

CLOSE = 1.3
"""What a message scores that is the mean of a label's examples, where there are many."""


def fit(
    examples: Sequence[tuple[Sequence[str], str]], counts: Mapping[str, int], number: Mapping[str, int], known: int
) -> tuple[list[str], Fitted]:
    """Fit weights to (features in order, label) examples; return the labels and the arrays for `Weights`.

    `counts` says how many examples have each feature, `number` which number it has; the first `known` are words. The same
    examples in the same order give the same weights.
    """
    labels = sorted({label for _, label in examples})
    place = {label: at for at, label in enumerate(labels)}
    rarity = [math.log(1 + len(examples) / counts[name]) if name in counts else 0.0 for name in number]
    rows = [_row(found, place[label], number, rarity) for found, label in examples]
    few = len(labels) <= FEW
    learnt = _learn(rows, len(number)) if few else _means(rows, len(number))
    return labels, _packed(learnt, number, rarity, known, len(labels) if few else 0)


def _packed(
    learnt: Sequence[Mapping[int, float]], number: Mapping[str, int], rarity: Sequence[float], known: int, wide: int
) -> Fitted:
    """Return learnt weights in flat arrays, without the faint ones, and with those of whole words added up.

    Whole words have a value for each of `wide` labels, or rows like the others where that is 0.
    """
    strong = [
        {label: weight * rare for label, weight in row.items() if abs(weight) > (FAINT if wide else FAINT_OF_MANY)}
        for row, rare in zip(learnt, rarity, strict=True)
    ]
    square = [rare * rare for rare in rarity]
    within = [
        sorted({number[piece] for piece in word_pieces(word) if piece in number}) for word in islice(number, known)
    ]
    whole = [_sum(strong[feature] for feature in (at, *found)) for at, found in enumerate(within)]
    rows = [sorted(row.items()) for row in (strong if wide else (*strong, *whole))]
    return {
        "ends": _ends(rows),
        "classes": array("H", (label for row in rows for label, _ in row)),
        "values": array("f", (weight for row in rows for _, weight in row)),
        "whole": array("f", (row.get(label, 0.0) for row in whole for label in range(wide))),
        "square": array("f", [*square, *(sum(square[one] for one in (at, *found)) for at, found in enumerate(within))]),
        "within": array("I", chain.from_iterable(within)),
        "within_ends": _ends(within),
    }


def _ends(rows: Iterable[Sized]) -> array[int]:
    return array("I", accumulate(map(len, rows), initial=0))


def _sum(rows: Iterable[Mapping[int, float]]) -> dict[int, float]:
    total: dict[int, float] = {}
    for row in rows:
        for label, weight in row.items():
            total[label] = total.get(label, 0.0) + weight
    return total


_Row = tuple["array[int]", "array[float]", int]


def _row(found: Sequence[str], label: int, number: Mapping[str, int], rarity: Sequence[float]) -> _Row:
    ordered = array("I", (number[feature] for feature in found if feature in number))
    length = math.sqrt(sum(rarity[at] ** 2 for at in ordered)) or 1.0
    return ordered, array("d", (rarity[at] / length for at in ordered)), label


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
    made = hashlib.sha256(
        f"{FORMAT} {AGGRESSIVENESS} {RIVALS} {MARGIN} {FAINT} {FAINT_OF_MANY} {FEW} {SPREAD} {CLOSE}".encode()
    )
    for part in parts:
        made.update(part.encode() + b"\0")
    return made.hexdigest()[:16]
