"""The order of a message through the line: alarms, opt-out, numbers, keywords, then the weight of its words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from helpline.content.model import Content
from helpline.match.alarms import Alarms, Finding
from helpline.match.features import Groups, features
from helpline.match.keywords import Keywords
from helpline.match.language import foreign
from helpline.match.learn import learnt
from helpline.match.numbers import LAST, read_number
from helpline.match.result import How, Match, Outcome
from helpline.text.cleanup import tokens

Channel = Literal["sms", "voice"]
Ranked = list[tuple[str, float]]

ALARMS = ("emergency", "crisis")
EXACT_ONLY = ("stop", "start")
"""Replies whose keywords are never matched by likeness: CANCEL and CANCER are one letter apart."""

FALLBACK, LANGUAGE, STOP, THANKS = "fallback", "language", "stop", "thanks"

LEAST = 0.40
"""Score under which nothing was understood."""

SURE = 0.55
"""Score from which one answer is given, if it leads by LEAD."""

LEAD = 0.20
STRANGE = 0.12
"""What each strange word adds to SURE and LEAD: the message may be about something that this line does not know."""

SUBJECT = 0.40
"""What the topics of other seeds lose when a message names one seed's subject."""

AWAY = 0.30
"""What topics lose when a message names only things that a referral answers for, and nothing of this line."""

WITHIN = 0.50
"""Choices are offered from those at most this far behind the best."""

ALARM, ALARM_LEAD = 0.70, 0.25
"""Score and lead from which the example messages of an alarm raise it where no phrase did."""

OPTOUT, OPTOUT_LEAD = 0.60, 0.25
"""The same for an opt-out."""

SENTENCE, SENTENCE_LEAD = 1.20, 0.80
"""The same for one sentence out of several, which has lost what stood around it."""

HINT = 0.45
"""Score of an alarm that does not decide from which an answer carries the safety line."""

_SENTENCE = re.compile(r"[.!?;\n\u2026]+")

TEXT_ALIASES = {"goodbye": "thanks", "back": "menu"}
"""Commands of a call that mean another in a text."""

MOST_CHOICES = 3


class Matcher:
    """Matches messages against one content. Building it fits the weights, or reads them from `cache` if they are there."""

    def __init__(self, content: Content, cache: Path | None = None) -> None:
        self.content = content
        self.groups = Groups(content.groups)
        self.weights, self.languages = learnt(content, self.groups, cache)
        self._elsewhere = {group: entry.id for entry in content.entries.values() for group in entry.answers_for}
        self._twins = {(entry.like, entry.seed): entry.id for entry in content.topics() if entry.like}
        self.keywords = Keywords(content, (*ALARMS, *EXACT_ONLY), self.weights.rarity)
        self.alarms = Alarms(content.phrases, lambda word: self.weights.rarity.get(word, 20.0))

    def match(self, text: str, channel: Channel = "sms", lang: str = "") -> Match:
        """Return what `text` asks for. `lang` is the language of the conversation so far, if there is one."""
        words = tokens(text)
        language = self._language(words, lang or self.content.first_language)
        if not words:
            return Match("fallback", (), language, "none")
        found = self.alarms.find(words)
        sure = self._phrase(found, language) or self._exact(text, words, channel, language)
        if sure is not None:
            return sure
        hinted = next((finding for finding in found if finding.alarm in ALARMS), None)
        ranked = self.scores(words)
        match = self._told(text, words, ranked, language) or self._weighed(words, ranked, language, hinted)
        return replace(match, topics=tuple(self._meant(topic, channel) for topic in match.topics))

    def _phrase(self, found: list[Finding], lang: str) -> Match | None:
        """Return what a phrase of the safety lists raises: an alarm before an opt-out, and both where both are there."""
        sure = [finding for finding in found if finding.strength == "explicit"]
        alarm = next((finding for finding in sure if finding.alarm in ALARMS), None)
        stop = next((finding for finding in sure if finding.alarm == STOP), None)
        if alarm is not None:
            return Match("safety", (alarm.alarm,), lang, "phrase", (alarm.words,), also=STOP if stop else "")
        return Match("command", (STOP,), lang, "phrase", (stop.words,)) if stop is not None else None

    def _exact(self, text: str, words: Sequence[str], channel: Channel, lang: str) -> Match | None:
        """Return what needs no weighing: a phone's own reaction, a number, a keyword, a misspelt keyword."""
        if self._tapback(text):
            return self._of(THANKS, lang, "phrase", (words[0],))
        if foreign(text):
            return self._of(LANGUAGE, lang, "phrase", ())
        number = read_number(words, self.content.languages.values(), channel == "voice")
        if number is not None:
            topic = "number:last" if number == LAST else f"number:{number}"
            return Match("number", (topic,), lang, "exact", tuple(words))
        if (hit := self.keywords.exact(words)) is not None:
            return self._of(self._meant(hit[0], channel), lang, "exact", (hit[1],))
        if (hit := self.keywords.near(words)) is not None:
            return self._of(self._meant(hit[0], channel), lang, "near", (hit[1],))
        return None

    def _told(self, text: str, words: Sequence[str], ranked: Ranked, lang: str) -> Match | None:
        """Return the alarm that the whole message, or surely one of its sentences, raises: a story must not drown it."""
        whole = self._alarm(words, ranked, lang, ALARM, ALARM_LEAD)
        if whole is not None:
            return whole
        sentences = [said for part in _SENTENCE.split(text) if len(said := tokens(part)) > 1]
        told = (
            self._alarm(said, self.scores(said), lang, SENTENCE, SENTENCE_LEAD)
            for said in sentences
            if len(sentences) > 1
        )
        return next((alarm for alarm in told if alarm is not None), None)

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
        named = self.groups.replace(words)
        totals = self.weights.scores(features(named))
        self._away(named, totals)
        if self.content.subjects:
            self._towards_subject(words, totals)
        return sorted(totals.items(), key=lambda item: (-item[1], item[0]))

    def _away(self, named: Sequence[str], totals: dict[str, float]) -> None:
        """Take from the topics when only names stand in the message that a referral answers for: another drug, another illness."""
        groups = {word[1:] for word in named if word[0] == "="}
        away = {self._elsewhere[group] for group in groups if group in self._elsewhere}
        if not away or any(group not in self._elsewhere for group in groups):
            return
        for label in totals:
            if self.content.entries[label].kind == "topic":
                totals[label] -= AWAY
            elif label in away:
                totals[label] += AWAY / 2

    def _towards_subject(self, words: Sequence[str], totals: dict[str, float]) -> None:
        """Move scores to the one seed whose subject the message names; its topics inherit the score of what they are like."""
        named = self._named(words)
        if not named:
            return
        for label, score in list(totals.items()):
            seed = self.content.entries[label].seed
            if seed and seed != named:
                twin = self._twins.get((label, named))
                if twin:
                    totals[twin] = max(totals.get(twin, 0.0), score)
                totals[label] -= SUBJECT

    def _named(self, words: Sequence[str]) -> str:
        """Return the one seed whose subject the message names ("chemo", but not "not chemo"), or ''."""
        text = f" {' '.join(words)} "
        seeds = set()
        for word, seed in self.content.subjects.items():
            before, found, _ = text.partition(f" {word} ")
            if found and not any(
                before.split()[-1:] == [c] for lang in self.content.languages.values() for c in lang.contrast
            ):
                seeds.add(seed)
        return seeds.pop() if len(seeds) == 1 else ""

    def _weighed(self, words: Sequence[str], ranked: Ranked, lang: str, hinted: Finding | None) -> Match:
        """Return what the example messages speak for. What did not suffice for an alarm or an opt-out is at most a hint."""
        hint = hinted.alarm if hinted else next((label for label, own in ranked if label in ALARMS and own >= HINT), "")
        ranked = [item for item in ranked if item[0] not in (*ALARMS, STOP)]
        best, score = ranked[0] if ranked else ("", 0.0)
        if score < LEAST:
            return Match("fallback", (), lang, "none", (), (best, score) if best else None, hint)
        second = self._second(ranked, best)
        strange = STRANGE * self.weights.strangeness(words)
        lead = score - next((own for label, own in ranked if self.family(label) != self.family(best)), 0.0)
        if best == FALLBACK and lead >= LEAD:
            return Match("fallback", (), lang, "likely", self._why(words, best), second, hint)
        if best != FALLBACK and score >= SURE + strange and lead >= LEAD + strange:
            return self._of(best, lang, "likely", self._why(words, best), second, hint)
        return self._several(words, lang, ranked, second, hint)

    def _alarm(self, words: Sequence[str], ranked: Ranked, lang: str, least: float, least_lead: float) -> Match | None:
        """Return the alarm, or else the opt-out, that the example messages raise if it leads clearly enough."""
        best, score = next(((label, own) for label, own in ranked if label != STOP), ("", 0.0))
        lead = score - next((own for label, own in ranked if label not in (*ALARMS, STOP)), 0.0)
        if best not in ALARMS or score < least or lead < least_lead:
            return self._optout(words, ranked, lang)
        also = STOP if dict(ranked).get(STOP, 0.0) >= ALARM else ""
        return replace(self._of(best, lang, "likely", self._why(words, best), self._second(ranked, best)), also=also)

    def _optout(self, words: Sequence[str], ranked: Ranked, lang: str) -> Match | None:
        best, score = ranked[0] if ranked else ("", 0.0)
        if best != STOP or score < OPTOUT or score - ranked[1][1] < OPTOUT_LEAD:
            return None
        return self._of(STOP, lang, "likely", self._why(words, STOP), self._second(ranked, STOP))

    def _several(
        self,
        words: Sequence[str],
        lang: str,
        ranked: Ranked,
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
    def _second(ranked: Ranked, best: str) -> tuple[str, float] | None:
        top = dict(ranked).get(best, 0.0)
        return next(((label, round(top - score, 2)) for label, score in ranked if label != best), None)
