"""Finding the phrases of `responses/safety/phrases.<lang>.yaml` in a message, over its whole length.

Nothing here is fuzzy: a phrase is found as it is written or not at all. An `unless` phrase excuses a finding that it
overlaps, so "this wait is killing me" does not alarm, and "this wait is killing me and I want to die" does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from sys import intern
from typing import Literal

from helpline.content.model import Phrases

Strength = Literal["explicit", "ambiguous", "unless"]
STRENGTHS: tuple[Strength, ...] = ("explicit", "ambiguous", "unless")

Tails = Mapping[str, tuple[tuple[str, ...], ...]]
"""What may stand for one part of a phrase: by its first word the words that follow, the longest first."""


_ALONE: tuple[tuple[str, ...], ...] = ((),)


@dataclass(frozen=True)
class Finding:
    """An alarm that a phrase raised, with the words that did."""

    alarm: str
    strength: Strength
    words: str


@dataclass(eq=False, slots=True)
class _Rule:
    """A phrase, known by its identity."""

    alarm: str
    strength: Strength
    parts: tuple[Tails, ...]
    gaps: tuple[int, ...]
    needs: int
    """A bit for each part but the rarest: a first word of each is in every match."""

    def spans(self, words: Sequence[str], places: Mapping[str, list[int]]) -> list[tuple[int, int]]:
        """Return where the phrase stands in words with an empty one behind them, from the left and without overlap.

        `places` says where each word stands.
        """
        heads = self.parts[0].keys() & places.keys()
        starts = range(len(words) - 1) if self.gaps[0] else sorted([at for word in heads for at in places[word]])
        spans: list[tuple[int, int]] = []
        lost: set[tuple[int, int]] = set()
        free = 0
        for at in starts:
            if at >= free and (end := self._end(words, at, 0, lost)):
                spans.append((at, end))
                free = end
        return spans

    def _end(self, words: Sequence[str], at: int, part: int, lost: set[tuple[int, int]]) -> int:
        """Return where the parts from `part` on end if they begin at `at`, 0 if they do not stand there.

        The fewest words between come first, then the longest alternative. What is `lost` once is not tried again, which
        bounds the time by the number of words, whatever they are.
        """
        if part == len(self.parts):
            return at
        if (at, part) in lost:
            return 0
        tails, gap = self.parts[part], self.gaps[part]
        for start in range(at, min(at + gap + 1, len(words))) if gap else (at,):
            if words[start] in tails:
                for tail in tails[words[start]]:
                    end = start + 1 + len(tail)
                    if (not tail or words[start + 1 : end] == tail) and (
                        found := self._end(words, end, part + 1, lost)
                    ):
                        return found
        lost.add((at, part))
        return 0


class Alarms:
    """All phrases, each filed under the words of its rarest part, so that a message tries only the few it could hold."""

    def __init__(self, lists: Iterable[Phrases], rarity: Callable[[str], float]) -> None:
        every = [
            (phrases.alarm, strength, phrase)
            for phrases in lists
            for strength in STRENGTHS
            for phrase in getattr(phrases, strength)
        ]
        heads = {part: _tails(part) for part in dict.fromkeys(part for *_, phrase in every for part in phrase.parts)}
        common = {part: sum(2.0 ** -rarity(word) for word in tails) for part, tails in heads.items()}
        rarest = [min(phrase.parts, key=lambda part: common[part]) for _, _, phrase in every]
        needed = {part for (*_, phrase), key in zip(every, rarest, strict=True) for part in phrase.parts if part != key}
        bits = {part: 1 << at for at, part in enumerate(sorted(needed, key=lambda part: -common[part]))}
        """The commonest have the lowest bits: they are needed most, and small numbers are fast."""
        self._by_word: dict[str, list[_Rule]] = {}
        for (alarm, strength, phrase), key in zip(every, rarest, strict=True):
            needs = sum({bits[part] for part in phrase.parts if part != key})
            rule = _Rule(alarm, strength, tuple(heads[part] for part in phrase.parts), phrase.gaps, needs)
            for word in heads[key]:
                self._by_word.setdefault(word, []).append(rule)
        self._bits: dict[str, int] = {}
        """The needed parts that a word may begin."""
        for part, bit in bits.items():
            for word in heads[part]:
                self._bits[word] = self._bits.get(word, 0) | bit
        self._every = (1 << len(bits)) - 1

    def find(self, words: Sequence[str]) -> list[Finding]:
        """Return what the cleaned words raise, the surest first, and last the excuses that stand in them."""
        bits, by_word, missing = self._bits, self._by_word, self._every
        places: dict[str, list[int]] = {}
        for at, word in enumerate(words):
            if word in places:
                places[word].append(at)
                continue
            places[word] = [at]
            if word in bits:
                missing &= ~bits[word]
        near = [rule for word in places for rule in by_word.get(word, ()) if not rule.needs & missing]
        if not near:
            return []
        ended = (*words, "")
        hits = [(rule, span) for rule in dict.fromkeys(near) for span in rule.spans(ended, places)]
        if not hits:
            return []
        excuses = [(rule.alarm, span) for rule, span in hits if rule.strength == "unless"]
        found = [
            Finding(rule.alarm, rule.strength, " ".join(words[slice(*own)]))
            for rule, own in hits
            if rule.strength != "unless"
            and not any(alarm in (rule.alarm, "any") and _overlap(span, own) for alarm, span in excuses)
        ]
        excused = [
            Finding(rule.alarm, "unless", " ".join(words[slice(*own)]))
            for rule, own in hits
            if rule.strength == "unless"
        ]
        return [*sorted(found, key=lambda finding: finding.strength == "ambiguous"), *excused]


def _overlap(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def _tails(part: Sequence[str]) -> Tails:
    tails: dict[str, tuple[tuple[str, ...], ...]] = {}
    for words in sorted({tuple(map(intern, words.split())) for words in part}, key=len, reverse=True):
        tails[words[0]] = (*tails[words[0]], words[1:]) if words[0] in tails else (words[1:],) if words[1:] else _ALONE
    return tails
