"""How much a message speaks for each reply: the weights of its words, and what the names in it do to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from operator import itemgetter
from pathlib import Path

from helpline.content.model import Content
from helpline.match.features import Groups, features
from helpline.match.learn import learnt
from helpline.match.result import Outcome

COMMON = 5.1
"""Rarity up to which a word is among the commonest, which every kind of message has: some 150 words."""

Ranked = list[tuple[str, float]]
"""Labels with their scores, best first."""

FALLBACK = "fallback"

SUBJECT = 0.40
"""What the topics of other seeds lose when a message names one seed's subject."""

AWAY = 0.30
"""What topics lose when a message names only things that a referral answers for, and nothing of this line."""


class Scoring:
    """Scores messages against one content. Building it fits the weights, or reads them from `cache` if they are there."""

    def __init__(self, content: Content, cache: Path | None) -> None:
        self.content = content
        self.groups = Groups(content.groups)
        self.weights, self.languages = learnt(content, self.groups, cache)
        self._contrast = frozenset(word for language in content.languages.values() for word in language.contrast)
        self._elsewhere = {group: entry.id for entry in content.entries.values() for group in entry.answers_for}
        self._named_first = frozenset(name.split()[0] for name in content.subjects)
        kinds: dict[str, Outcome] = {"topic": "answer", "refer": "referral", "safety": "safety", "system": "command"}
        self._outcomes = {entry.id: kinds[entry.kind] for entry in content.entries.values()}
        self._outcomes[FALLBACK] = "fallback"
        self._twins = {(entry.like, entry.seed): entry.id for entry in content.topics() if entry.like}

    def ranked(self, words: Sequence[str]) -> Ranked:
        """Return every label with its score, best first."""
        named = self.groups.replace(words)
        totals = self.weights.scores(named)
        if subject := self._subject(words):
            self._towards(subject, totals)
        elif named is not words:
            self._away(named, totals)
        return sorted(totals.items(), key=itemgetter(1), reverse=True)

    def strongest(self, words: Sequence[str], labels: Iterable[str]) -> float:
        """Return the highest score of some labels that names do not change, such as alarms."""
        return self.weights.strongest(self.groups.replace(words), labels)

    def telling(self, words: Sequence[str]) -> dict[str, float]:
        """Return the score of each label without the commonest words and their pairs: "me", "and", "ya no"."""
        return self.weights.telling(self.groups.replace(words), COMMON)

    def familiarity(self, words: Sequence[str]) -> float:
        """Return the share (0 to 1) of the words' pairs that any example has."""
        return self.weights.familiarity(self.groups.replace(words))

    def shares(self, words: Sequence[str], label: str) -> list[tuple[str, float]]:
        """Return what each feature of the words adds to the score of a label, the strongest first."""
        return self.weights.shares(features(self.groups.replace(words)), label)

    def why(self, words: Sequence[str], label: str) -> tuple[str, ...]:
        """Return the few features that speak most for a label, with their shares."""
        return tuple(f"{feature} {share:+.2f}" for feature, share in self.shares(words, label)[:6] if share > 0)

    def outcome(self, label: str) -> Outcome:
        """Return what kind of reply a label is."""
        return self._outcomes[label]

    def _away(self, named: Sequence[str], totals: dict[str, float]) -> None:
        """Take from the topics when only names stand in the message that a referral answers for."""
        pairs = pairwise(["", *named])
        groups = {word[1:] for before, word in pairs if word[0] == "=" and before not in self._contrast}
        away = {self._elsewhere[group] for group in groups if group in self._elsewhere}
        if not away or any(group not in self._elsewhere for group in groups):
            return
        for label in totals:
            if self.content.entries[label].kind == "topic":
                totals[label] -= AWAY
            elif label in away:
                totals[label] += AWAY / 2

    def _towards(self, subject: str, totals: dict[str, float]) -> None:
        """Move scores to the seed whose subject is named; its topics inherit the score of what they are like."""
        for label, score in list(totals.items()):
            seed = self.content.entries[label].seed
            if seed and seed != subject:
                if twin := self._twins.get((label, subject)):
                    totals[twin] = max(totals.get(twin, 0.0), score)
                totals[label] -= SUBJECT

    def _subject(self, words: Sequence[str]) -> str:
        """Return the one seed whose subject the message names ("chemo", but not "not chemo"), or ''."""
        if self._named_first.isdisjoint(words):
            return ""
        text = f" {' '.join(words)} "
        seeds = set()
        for word, seed in self.content.subjects.items():
            before, found, _ = text.partition(f" {word} ")
            if found and (before.split() or [""])[-1] not in self._contrast:
                seeds.add(seed)
        return seeds.pop() if len(seeds) == 1 else ""


def second(ranked: Ranked, best: str) -> tuple[str, float] | None:
    """Return the label that came next after `best`, with how far it was behind."""
    top = next((score for label, score in ranked if label == best), 0.0)
    return next(((label, round(top - score, 2)) for label, score in ranked if label != best), None)
