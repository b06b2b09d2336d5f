"""The order of a message through the line: alarms, opt-out, numbers, keywords, then the weight of its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from helpline.content.model import Content
from helpline.match.alarms import Alarms, Finding
from helpline.match.features import Groups, features
from helpline.match.keywords import Keywords
from helpline.match.learn import learnt
from helpline.match.numbers import LAST, read_number
from helpline.match.result import How, Match, Outcome
from helpline.text.cleanup import tokens

Channel = Literal["sms", "voice"]

ALARMS = ("emergency", "crisis")
EXACT_ONLY = ("stop", "start")
"""Replies whose keywords are never matched by likeness: CANCEL and CANCER are one letter apart."""

FALLBACK, THANKS, STOP = "fallback", "thanks", "stop"

LEAST = 0.40
"""Score under which nothing was understood."""

SURE = 0.55
"""Score from which one answer is given, if it leads by LEAD."""

LEAD = 0.20
STRANGE = 0.12
"""What each strange word adds to SURE and LEAD: the message may be about something that this line does not know."""

WITHIN = 0.50
"""Choices are offered from those at most this far behind the best."""

ALARM, ALARM_LEAD = 0.60, 0.10
"""Score and lead from which the example messages of an alarm raise it where no phrase did."""

HINT = 0.45
"""Score of an alarm that does not decide from which an answer carries the safety line."""

TEXT_ALIASES = {"goodbye": "thanks", "back": "menu"}
"""Commands of a call that mean another in a text."""

MOST_CHOICES = 3


class Matcher:
    """Matches messages against one content. Building it fits the weights, or reads them from `cache` if they are there."""

    def __init__(self, content: Content, cache: Path | None = None) -> None:
        self.content = content
        self.groups = Groups(content.groups)
        self.weights, self.languages = learnt(content, self.groups, cache)
        self.keywords = Keywords(
            content.entries.values(), content.languages.values(), (*ALARMS, *EXACT_ONLY), self.weights.rarity
        )
        self.alarms = Alarms(content.phrases, lambda word: self.weights.rarity.get(word, 20.0))

    def match(self, text: str, channel: Channel = "sms", lang: str = "") -> Match:
        """Return what `text` asks for. `lang` is the language of the conversation so far, if there is one."""
        words = tokens(text)
        language = self._language(words, lang or self.content.first_language)
        if not words:
            return Match("fallback", (), language, "none")
        found = self.alarms.find(words)
        surest = next((finding for finding in found if finding.strength == "explicit"), None)
        if surest is not None and surest.alarm in ALARMS:
            stop = any(finding.alarm == "stop" and finding.strength == "explicit" for finding in found)
            return Match("safety", (surest.alarm,), language, "phrase", (surest.words,), also="stop" if stop else "")
        if surest is not None:
            return Match("command", (surest.alarm,), language, "phrase", (surest.words,))
        if self._tapback(text):
            return self._of(THANKS, language, "phrase", (words[0],))
        number = read_number(words, self.content.languages.values(), channel == "voice")
        if number is not None:
            return Match(
                "number", ("number:last" if number == LAST else f"number:{number}",), language, "exact", tuple(words)
            )
        for how, hit in (("exact", self.keywords.exact(words)), ("near", self.keywords.near(words))):
            if hit is not None:
                return self._of(
                    self._meant(hit[0], channel), language, "exact" if how == "exact" else "near", (hit[1],)
                )
        match = self._weighed(words, language, next((f for f in found if f.alarm in ALARMS), None))
        return replace(match, topics=tuple(self._meant(topic, channel) for topic in match.topics))

    def _tapback(self, text: str) -> bool:
        """Tell whether a phone sent this by itself: "Liked “...”"."""
        first, _, rest = text.strip().partition(" ")
        quoted = rest.lstrip("tToO ")[:1] in ("“", '"', "«")
        return quoted and any(first.lower() in language.tapbacks for language in self.content.languages.values())

    @staticmethod
    def _meant(label: str, channel: Channel) -> str:
        return TEXT_ALIASES.get(label, label) if channel == "sms" else label

    def _language(self, words: Sequence[str], default: str) -> str:
        guess = self.languages.guess(words, default)
        return guess if guess in self.content.languages else default

    def _of(
        self,
        entry: str,
        lang: str,
        how: How,
        why: tuple[str, ...] = (),
        second: tuple[str, float] | None = None,
        hint: str = "",
    ) -> Match:
        return Match(self.outcome(entry), (entry,), lang, how, why, second, hint)

    def outcome(self, entry: str) -> Outcome:
        """Return what kind of reply an entry is."""
        kinds: dict[str, Outcome] = {"topic": "answer", "refer": "referral", "safety": "safety", "system": "command"}
        return "fallback" if entry == FALLBACK else kinds[self.content.entries[entry].kind]

    def scores(self, words: Sequence[str]) -> list[tuple[str, float]]:
        """Return every label with its score, best first."""
        totals = self.weights.scores(features(self.groups.replace(words)))
        return sorted(totals.items(), key=lambda item: (-item[1], item[0]))

    def _weighed(self, words: Sequence[str], lang: str, hinted: Finding | None) -> Match:
        ranked = self.scores(words)
        if not ranked or ranked[0][1] < LEAST:
            return Match(
                "fallback", (), lang, "none", (), ranked[0] if ranked else None, hinted.alarm if hinted else ""
            )
        best, score = ranked[0]
        strange = STRANGE * self.weights.strangeness(words)
        alarm = self._alarm(words, lang, ranked)
        if alarm is not None:
            return alarm
        hint = hinted.alarm if hinted else next((label for label, own in ranked if label in ALARMS and own >= HINT), "")
        second = self._second(ranked, best)
        lead = score - next((own for label, own in ranked if self.family(label) != self.family(best)), 0.0)
        if best == FALLBACK and lead >= LEAD:
            return Match("fallback", (), lang, "likely", self._why(words, best), second, hint)
        if best != FALLBACK and score >= SURE + strange and lead >= LEAD + strange:
            return self._of(best, lang, "likely", self._why(words, best), second, hint)
        return self._several(words, lang, ranked, second, hint)

    def _alarm(self, words: Sequence[str], lang: str, ranked: list[tuple[str, float]]) -> Match | None:
        """Return the alarm that the example messages raise, if one leads everything but an opt-out."""
        best, score = next(((label, own) for label, own in ranked if label != STOP), ("", 0.0))
        lead = score - next((own for label, own in ranked if label not in (*ALARMS, STOP)), 0.0)
        if best not in ALARMS or score < ALARM or lead < ALARM_LEAD:
            return None
        also = STOP if dict(ranked).get(STOP, 0.0) >= ALARM else ""
        return replace(self._of(best, lang, "likely", self._why(words, best), self._second(ranked, best)), also=also)

    def _several(
        self,
        words: Sequence[str],
        lang: str,
        ranked: list[tuple[str, float]],
        second: tuple[str, float] | None,
        hint: str,
    ) -> Match:
        best, score = ranked[0]
        near = [label for label, own in ranked if own >= score - WITHIN and own >= LEAST / 2 and self._offered(label)]
        if len(near) < 2:
            outcome = self._of(best, lang, "likely", self._why(words, best), second, hint)
            if self.family(best) == FALLBACK or outcome.outcome == "command":
                return outcome
            near = [label for label, own in ranked if own > 0 and self._offered(label)][:2]
        if len(near) < 2 or best == FALLBACK:
            return Match("fallback", (), lang, "none", self._why(words, best), second, hint)
        return Match("choices", tuple(near[:MOST_CHOICES]), lang, "several", self._why(words, best), second, hint)

    def _offered(self, label: str) -> bool:
        """Tell whether a label can be a numbered choice: it has a title to be called by."""
        return bool(self.content.entries[label].words[self.content.first_language].title)

    def family(self, label: str) -> str:
        """Return what a label counts as when two are compared: every referral leads to the same phone line."""
        return FALLBACK if label == FALLBACK or self.content.entries[label].kind == "refer" else label

    def path(self, label: str) -> str:
        """Return the file of a reply."""
        return self.content.entries[label].path

    def shares(self, words: Sequence[str], label: str) -> list[tuple[str, float]]:
        """Return what each feature of the words adds to the score of a label, the strongest first."""
        return self.weights.shares(features(self.groups.replace(words)), label)

    def _why(self, words: Sequence[str], label: str) -> tuple[str, ...]:
        return tuple(f"{feature} {share:+.2f}" for feature, share in self.shares(words, label)[:6] if share > 0)

    @staticmethod
    def _second(ranked: list[tuple[str, float]], best: str) -> tuple[str, float] | None:
        top = dict(ranked).get(best, 0.0)
        return next(((label, round(top - score, 2)) for label, score in ranked if label != best), None)
