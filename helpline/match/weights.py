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
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpline.match.features import PIECE, pairs, pieces

AGGRESSIVENESS = (0.5, 0.5, 0.25)
"""The largest push of one example, for each pass over them. More passes did not help on the messages kept aside."""

RIVALS = 2
MARGIN = 1.0
FAINT = 0.06
"""Weights below this are dropped: a third of the memory for no measurable loss."""

KEPT = 8
"""Fitted weights of earlier contents that stay in the cache."""

_FORMAT = 7


@dataclass(frozen=True)
class Weights:
    """Fitted weights in flat arrays: `index[feature]` is the slice of `classes` and `values`, `rarity` its weight by rarity."""

    labels: tuple[str, ...]
    index: Mapping[str, tuple[int, int]]
    rarity: Mapping[str, float]
    classes: array[int]
    values: array[float]

    def scores(self, found: Iterable[str]) -> dict[str, float]:
        """Return the score of each label that any feature speaks for or against."""
        known = [(feature, rarity) for feature in found if (rarity := self.rarity.get(feature)) is not None]
        length = math.sqrt(sum(rarity * rarity for _, rarity in known)) or 1.0
        totals: defaultdict[int, float] = defaultdict(float)
        classes, values, index = self.classes, self.values, self.index
        for feature, rarity in known:
            start, end = index[feature]
            share = rarity / length
            for label, value in zip(classes[start:end], values[start:end], strict=True):
                totals[label] += value * share
        return {self.labels[label]: total for label, total in totals.items()}

    def strangeness(self, words: Iterable[str]) -> float:
        """Return how many words no example has, each counted by the share of its pieces that none has either.

        A slip of the thumb leaves most pieces known; the name of something else does not.
        """
        total = 0.0
        for word in words:
            if word not in self.rarity and len(word) > PIECE and not word.isdecimal():
                found = pieces(word)
                total += sum(piece not in self.rarity for piece in found) / len(found)
        return total

    def familiarity(self, words: Sequence[str]) -> float:
        """Return the share (0 to 1) of the words' pairs, ends included, that any example has.

        People speak in pairs that others have used; what a recogniser makes of noise is real words in strange order.
        """
        found = pairs(words)
        return sum(pair in self.rarity for pair in found) / len(found)

    def shares(self, found: Iterable[str], label: str) -> list[tuple[str, float]]:
        """Return what each feature adds to the score of `label`, the strongest first."""
        known = {feature: self.rarity[feature] for feature in found if feature in self.rarity}
        length = math.sqrt(sum(rarity * rarity for rarity in known.values())) or 1.0
        number = self.labels.index(label) if label in self.labels else -1
        out = []
        for feature, rarity in known.items():
            start, end = self.index[feature]
            at = bisect_left(self.classes, number, start, end)
            if at < end and self.classes[at] == number:
                out.append((feature, self.values[at] * rarity / length))
        return sorted(out, key=lambda pair: (-abs(pair[1]), pair[0]))


def fit(examples: Sequence[tuple[set[str], str]]) -> Weights:
    """Fit weights to (features, label) examples. The same examples in the same order give the same weights."""
    labels = tuple(sorted({label for _, label in examples}))
    counts = Counter(feature for found, _ in examples for feature in found)
    rarity = {feature: math.log(1 + len(examples) / count) for feature, count in counts.items()}
    number = {feature: at for at, feature in enumerate(rarity)}
    rows = [_row(found, labels.index(label), number, rarity) for found, label in examples]
    learnt = _learn(rows, len(number))
    index: dict[str, tuple[int, int]] = {}
    classes, values = array("H"), array("f")
    for feature, weights in zip(rarity, learnt, strict=True):
        start = len(classes)
        for label, weight in sorted(weights.items()):
            if abs(weight) > FAINT:
                classes.append(label)
                values.append(weight)
        index[feature] = (start, len(classes))
    return Weights(labels, index, rarity, classes, values)


_Row = tuple[list[int], list[float], int]


def _row(found: set[str], label: int, number: Mapping[str, int], rarity: Mapping[str, float]) -> _Row:
    ordered = sorted(found)
    length = math.sqrt(sum(rarity[feature] ** 2 for feature in ordered)) or 1.0
    return [number[feature] for feature in ordered], [rarity[feature] / length for feature in ordered], label


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
    rarity = {feature: round(value, 4) for feature, value in weights.rarity.items()}
    head = {
        "labels": weights.labels,
        "rarity": rarity,
        "ends": [end for _, end in weights.index.values()],
        "notes": notes,
    }
    body = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_bytes(len(body).to_bytes(8, "big") + body + weights.classes.tobytes() + weights.values.tobytes())
    part.replace(path)
    for old in sorted(path.parent.glob("weights-*.bin"), key=lambda file: -file.stat().st_mtime)[KEPT:]:
        old.unlink(missing_ok=True)


def load(path: Path) -> tuple[Weights, Any]:
    """Read weights and notes that `save` wrote. Raises OSError or ValueError if they are not there or not whole."""
    raw = path.read_bytes()
    end = 8 + int.from_bytes(raw[:8], "big")
    head = json.loads(raw[8:end])
    count = head["ends"][-1] if head["ends"] else 0
    classes, values = array("H"), array("f")
    split = end + count * classes.itemsize
    if len(raw) != split + count * values.itemsize:
        raise ValueError(f"{path.name} is not whole")
    classes.frombytes(raw[end:split])
    values.frombytes(raw[split:])
    ends = head["ends"]
    index = dict(zip(head["rarity"], zip([0, *ends], ends, strict=False), strict=True))
    return Weights(tuple(head["labels"]), index, head["rarity"], classes, values), head["notes"]
