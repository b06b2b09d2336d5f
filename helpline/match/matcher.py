"""The order of a message through the line: alarms, opt-out, numbers, keywords, then the weight of its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import takewhile
from pathlib import Path
from typing import Literal

from helpline.content.model import Content
from helpline.match.danger import ALARMS, STOP, Danger
from helpline.match.keywords import Keywords
from helpline.match.language import foreign
from helpline.match.numbers import LAST, read_number
from helpline.match.result import How, Match
from helpline.match.scoring import FALLBACK, Ranked, Scoring, second
from helpline.match.sounds import Sounds
from helpline.text.cleanup import LONGEST, spelled, tokens

Channel = Literal["sms", "voice"]

EXACT_ONLY = (STOP, "start")
"""Replies whose keywords are never matched by likeness: CANCEL and CANCER are one letter apart."""

LANGUAGE, THANKS = "language", "thanks"
_DANGERS = frozenset((*ALARMS, STOP))

LEAST = 0.40
"""Score under which nothing was understood."""

SURE: Mapping[Channel, float] = {"sms": 0.60, "voice": 0.90}
"""Score from which one answer is given, if it leads by LEAD. A recogniser makes words of any noise: they must say more."""

LEAD = 0.33
STRANGE = 0.12
"""What each strange word adds to SURE and LEAD: the message may be about something that this line does not know."""

WITHIN = 0.50
"""Choices are offered from those at most this far behind the best."""

MOST_CHOICES = 3


class Matcher:
    """Matches messages against one content. Building it fits the weights, or reads them from `cache` if they are there."""

    def __init__(self, content: Content, cache: Path | None = None) -> None:
        self.scoring = Scoring(content, cache)
        self.danger = Danger(self.scoring)
        self.keywords = Keywords(content, (*ALARMS, *EXACT_ONLY), self.scoring.weights.names.unknown)
        self._families = {
            entry.id: FALLBACK if entry.kind == "refer" else entry.id for entry in content.entries.values()
        }
        self._families[FALLBACK] = FALLBACK
        self.sounds = Sounds(self.keywords.owners, (*ALARMS, *EXACT_ONLY))

    @property
    def content(self) -> Content:
        """What messages are matched against."""
        return self.scoring.content

    def lighten(self) -> None:
        """Let go of what only learning and the check read: example messages, and phrases as they were written."""
        self.scoring.content = replace(self.content, utterances=(), phrases=())

    def match(self, text: str, channel: Channel = "sms", lang: str = "") -> Match:
        """Return what `text` asks for. `lang` is the language of the conversation so far, if there is one."""
        text = text[:LONGEST]
        words = tokens(text)
        plain = spelled(words)
        hit = self.keywords.exact(plain) if words else None
        own = self.keywords.language(hit[1]) if hit else ""
        lang = self._language(words, lang or own or self.content.first_language)
        if not words:
            return Match("fallback", (), lang, "none")
        found = self.danger.find(words)
        match = self.danger.said(text, words, found, lang) or self._exact(text, plain, hit, channel, lang)
        if match is None:
            ranked = self.scoring.ranked(words)
            told = self.danger.told(text, words, ranked, found, lang, LEAD if channel == "voice" else 0.0)
            match = told or self._weighed(words, ranked, lang, self.danger.hint(ranked, found), channel)
        return match

    def why(self, text: str, match: Match) -> tuple[str, ...]:
        """Return which words decided: the keyword or phrase, or what weighed most."""
        leading = match.topics[:1] or (match.second or ("",))[:1]
        return match.why or self.scoring.why(tokens(text), leading[0])

    def family(self, label: str) -> str:
        """Return what a label counts as when two are compared: every referral leads to the same phone line."""
        return self._families[label]

    def _language(self, words: Sequence[str], default: str) -> str:
        guess = self.scoring.languages.guess(words, default)
        return guess if guess in self.content.languages else default

    def _exact(
        self, text: str, words: Sequence[str], hit: tuple[str, str] | None, channel: Channel, lang: str
    ) -> Match | None:
        """Return what needs no weighing: a phone's own reaction, another script, a number, a keyword, a misspelt keyword."""
        if self._tapback(text):
            return self._of(THANKS, lang, "phrase", (words[0],))
        if foreign(text):
            return self._of(LANGUAGE, lang, "phrase", ())
        number = read_number(words, self.content.languages.values(), channel == "voice")
        if number is not None:
            topic = "number:last" if number == LAST else f"number:{number}"
            return Match("number", (topic,), lang, "exact", tuple(words))
        if hit is not None:
            return self._of(hit[0], lang, "exact", (hit[1],))
        near = self.keywords.near(words) or (
            self.sounds.match(self.keywords.cores(words)) if channel == "voice" else None
        )
        if near is not None:
            return self._of(near[0], lang, "near", (near[1],))
        return None

    def _tapback(self, text: str) -> bool:
        """Tell whether a phone sent this by itself: "Liked “...”"."""
        first, _, rest = text.strip().partition(" ")
        quoted = rest.lstrip("tToO ")[:1] in ("“", '"', "«")
        return quoted and any(first.lower() in language.tapbacks for language in self.content.languages.values())

    def _of(self, label: str, lang: str, how: How, why: tuple[str, ...]) -> Match:
        return Match(self.scoring.outcome(label), (label,), lang, how, why)

    def _weighed(self, words: Sequence[str], ranked: Ranked, lang: str, hint: str, channel: Channel) -> Match:
        """Return what the example messages speak for. What did not suffice for an alarm or an opt-out is at most a hint."""
        share = self.scoring.familiarity(words) if channel == "voice" else 1.0
        ranked = [(label, score * share) for label, score in ranked if label not in _DANGERS]
        best, score = ranked[0] if ranked else ("", 0.0)
        if score < LEAST:
            return Match("fallback", (), lang, "none", (), (best, score) if best else None, hint)
        strange = STRANGE * self.scoring.weights.strangeness(words)
        families, family = self._families, self._families[best]
        lead = score - next((own for label, own in ranked if families[label] != family), 0.0)
        topics = () if best == FALLBACK else (best,)
        given = Match(self.scoring.outcome(best), topics, lang, "likely", (), second(ranked, best), hint)
        sure = SURE[channel]
        clear = lead >= LEAD if best == FALLBACK else score >= sure + strange and lead >= LEAD + strange
        if clear:
            return given
        if channel == "voice" and given.outcome == "command" and score < sure:
            return Match("fallback", (), lang, "none", (), (best, score), hint)
        near = self._near(ranked, score)
        if len(near) < 2 and (family == FALLBACK or given.outcome == "command"):
            return given
        near = near if len(near) > 1 else [label for label, own in ranked if own > 0 and self._offered(label)][:2]
        if len(near) < 2 or best == FALLBACK:
            return Match("fallback", (), lang, "none", (), second(ranked, best), hint)
        return Match("choices", tuple(near), lang, "several", (), second(ranked, best), hint)

    def _near(self, ranked: Ranked, score: float) -> list[str]:
        least = max(score - WITHIN, LEAST / 2)
        close = takewhile(lambda labelled: labelled[1] >= least, ranked)
        return [label for label, _ in close if self._offered(label)][:MOST_CHOICES]

    def _offered(self, label: str) -> bool:
        """Tell whether a label can be a numbered choice: it has a title to be called by."""
        return bool(self.content.entries[label].words[self.content.first_language].title)
