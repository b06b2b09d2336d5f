"""Finding the phrases of `responses/safety/phrases.<lang>.yaml` in a message, over its whole length.

Nothing here is fuzzy: a phrase is found as it is written or not at all. An `unless` phrase excuses a finding that it
overlaps, so "this wait is killing me" does not alarm, and "this wait is killing me and I want to die" does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

from helpline.content.model import Phrase, Phrases

Strength = Literal["explicit", "ambiguous", "unless"]


@dataclass(frozen=True)
class Finding:
    """An alarm that a phrase raised, with the words that did."""

    alarm: str
    strength: Strength
    words: str


@dataclass(frozen=True, eq=False)
class _Rule:
    alarm: str
    strength: Strength
    phrase: Phrase
    needs: tuple[frozenset[str], ...]
    """The first words of each part: one of each is in every match."""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What finds the phrase: compiled when a message first holds one of its words, since most are never needed."""
        return _pattern(self.phrase)


class Alarms:
    """All phrases, each filed under the words of its rarest part, so that a message tries only the few it could hold."""

    def __init__(self, lists: Iterable[Phrases], rarity: Callable[[str], float]) -> None:
        self._by_word: dict[str, list[_Rule]] = {}
        for phrases in lists:
            for strength in ("explicit", "ambiguous", "unless"):
                for phrase in getattr(phrases, strength):
                    needs = tuple(frozenset(word.split()[0] for word in part) for part in phrase.parts)
                    rule = _Rule(phrases.alarm, strength, phrase, needs)
                    for word in min(needs, key=lambda words: sum(2.0 ** -rarity(word) for word in words)):
                        self._by_word.setdefault(word, []).append(rule)

    def find(self, words: Sequence[str]) -> list[Finding]:
        """Return what the cleaned words raise, the surest first, and last the excuses that stand in them."""
        said = dict.fromkeys(words)
        near = dict.fromkeys(rule for word in said for rule in self._by_word.get(word, ()))
        rules = [rule for rule in near if not any(part.isdisjoint(said) for part in rule.needs)]
        if not rules:
            return []
        text = f" {' '.join(words)} "
        hits = [(rule, hit) for rule in rules for hit in rule.pattern.finditer(text)]
        excuses = [(rule.alarm, hit.span()) for rule, hit in hits if rule.strength == "unless"]
        found = [
            Finding(rule.alarm, rule.strength, hit[0].strip())
            for rule, hit in hits
            if rule.strength != "unless"
            and not any(alarm in (rule.alarm, "any") and _overlap(span, hit.span()) for alarm, span in excuses)
        ]
        excused = [Finding(rule.alarm, "unless", hit[0].strip()) for rule, hit in hits if rule.strength == "unless"]
        return [*sorted(found, key=lambda finding: finding.strength == "ambiguous"), *excused]


def _overlap(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return a[0] < b[1] and b[0] < a[1]


@lru_cache(maxsize=16_384)
def _pattern(phrase: Phrase) -> re.Pattern[str]:
    pieces = []
    for part, gap in zip(phrase.parts, phrase.gaps, strict=True):
        words = "|".join(re.escape(word) for word in sorted(part, key=len, reverse=True))
        pieces.append((rf"(?:\S+ ){{0,{gap}}}?" if gap else "") + f"(?:{words})")
    return re.compile(r"(?<= )" + " ".join(pieces) + r"(?= )")
