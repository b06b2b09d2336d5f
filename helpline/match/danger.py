"""Alarms and opt-outs: by phrase first, then by example messages, over the whole message and over each sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import takewhile

from helpline.match.alarms import Alarms, Finding
from helpline.match.result import Match
from helpline.match.scoring import Ranked, Scoring, second
from helpline.text.cleanup import tokens

ALARMS = ("emergency", "crisis")
STOP = "stop"
NEAR_DANGER = ("refer-support", "refer-death", "refer-other-illness")
"""Referrals that go with danger, and so say nothing against it."""

SURE = 0.70
LEAD: Mapping[str, float] = {"emergency": 0.10, "crisis": 0.15}
"""Score and lead from which example messages raise an alarm where no phrase did."""

EXCUSED_LEAD: Mapping[str, float] = {"emergency": 0.55, "crisis": 0.55}
"""The lead it takes if the message holds an excuse: "no fever", "is it a side effect"."""

SENTENCE_SURE = 1.00
SENTENCE_LEAD: Mapping[str, float] = {"emergency": 1.00, "crisis": 1.00}
"""The same for one sentence out of several, which has lost what stood around it."""

FEW, FEW_LEAD = 2, 1.00
"""Of so few words, only what was learnt nearly as it stands raises an alarm: they say too little to be likened."""

EMPTY_LEAD = -0.30
"""The lead that an alarm keeps when the commonest words do not count: small talk has them too ("se me descargó y no prende")."""

OPTOUT, OPTOUT_LEAD = 0.70, 0.30
"""The same for an opt-out."""

BESIDE = 0.30
"""How far an alarm must lead an opt-out that a phrase says: "take me off your list, by Sunday I won't be around"."""

OUTDONE = 0.80
"""How far an opt-out must lead an alarm to be all that is meant: "I don't want to be texted"."""

ALSO = 1.40
"""Score of an opt-out beside an alarm, where no phrase says it: "I can't do this no more" is none."""

OUTWEIGHED = 1.10
"""How far another meaning must lead before an explicit phrase is only a hint. No true alarm of the lists comes near it."""

HINT = 0.45
"""Score of an alarm that does not decide from which an answer carries the safety line."""

_SLACK = 0.001
"""How far a score taken alone may lie beside the same score among all, by rounding."""

_SENTENCE = re.compile(r"[.!?;\u2026]+(?:\s+|$)|\n+|[\u2600-\u27bf\U0001f000-\U0001faff]+")
"""What ends a sentence: also an emoji, which many people end one with."""

_SIGN = re.compile(r"[.!?;\u2026\n\u2600-\u27bf\U0001f000-\U0001faff]")
"""What every end of a sentence has: a message with none of it but at its end is one sentence."""


class Danger:
    """Finds what must come before any answer."""

    def __init__(self, scoring: Scoring) -> None:
        self._scoring = scoring
        self._alarms = Alarms(scoring.content.phrases, lambda word: scoring.weights.rare(word, 20.0))
        self._harmless = frozenset(
            label
            for label in scoring.weights.labels
            if label not in NEAR_DANGER and scoring.outcome(label) in ("answer", "referral", "fallback")
        )

    def find(self, words: Sequence[str]) -> list[Finding]:
        """Return what the phrase lists find in cleaned words, the surest first."""
        return self._alarms.find(words)

    def said(self, text: str, words: tuple[str, ...], found: list[Finding], lang: str) -> Match | None:
        """Return what a phrase raises: an alarm before an opt-out, and both where both are there.

        Where the sentence speaks far more for something else ("cant breathe under all these bills"), an explicit
        phrase is no more than a hint.
        """
        if not _explicit(found):
            return None
        around = self._around(text, words)
        ranked = self._scoring.ranked(around) if around else []
        scores = dict(ranked)
        rest = next((score for label, score in ranked if label in self._harmless), 0.0)
        danger = max(scores.get(alarm, 0.0) for alarm in ALARMS)
        own = {STOP: scores.get(STOP, 0.0)}
        sure = [f for f in found if f.strength == "explicit" and rest - own.get(f.alarm, danger) < OUTWEIGHED]
        alarm = next((finding for finding in sure if finding.alarm in ALARMS), None)
        stop = next((finding for finding in sure if finding.alarm == STOP), None)
        if alarm is not None:
            return Match("safety", (alarm.alarm,), lang, "phrase", (alarm.words,), also=STOP if stop else "")
        if stop is None:
            return None
        return self._stopped(words, ranked if around == words else self._scoring.ranked(words), lang, stop)

    def told(
        self, text: str, words: tuple[str, ...], ranked: Ranked, found: list[Finding], lang: str, least: float = 0.0
    ) -> Match | None:
        """Return what the example messages raise, for the whole message or surely for a sentence of a story.

        `least` is the lead that an alarm needs at any rate: more where the words themselves are in doubt.
        """
        excused = any(finding.strength == "unless" for finding in found)
        leads = {alarm: max(least, lead) for alarm, lead in (EXCUSED_LEAD if excused else LEAD).items()}
        whole = self._raised(words, ranked, lang, SURE, leads) or self._optout(ranked, lang)
        if whole is not None:
            return whole
        sentences = [said for said in _sentences(text, words) if len(said) > 1]
        if len(sentences) < 2:
            return None
        raised = (
            self._raised(said, self._scoring.ranked(said), lang, SENTENCE_SURE, SENTENCE_LEAD)
            for said in dict.fromkeys(sentences)
            if self._scoring.strongest(said, ALARMS) > SENTENCE_SURE - _SLACK
        )
        return next((alarm for alarm in raised if alarm is not None), None)

    @staticmethod
    def hint(ranked: Ranked, found: list[Finding]) -> str:
        """Return the alarm that is possible but not sure, or ''."""
        hinted = next((f.alarm for f in found if f.alarm in ALARMS and f.strength != "unless"), "")
        near = takewhile(lambda labelled: labelled[1] >= HINT, ranked)
        return hinted or next((label for label, _ in near if label in ALARMS), "")

    def _around(self, text: str, words: tuple[str, ...]) -> tuple[str, ...]:
        """Return the sentences that hold a phrase, of a message that does: what stands around them must not outweigh it."""
        holding = (said for said in _sentences(text, words) if said == words or _explicit(self.find(said)))
        return tuple(word for said in holding for word in said)

    def _raised(
        self, words: Sequence[str], ranked: Ranked, lang: str, sure: float, leads: Mapping[str, float]
    ) -> Match | None:
        best, score = next(((label, own) for label, own in ranked if label != STOP), ("", 0.0))
        if best not in ALARMS or score < sure:
            return None
        lead = score - next((own for label, own in ranked if label not in (*ALARMS, STOP)), 0.0)
        if (
            lead < (max(FEW_LEAD, leads[best]) if len(words) <= FEW else leads[best])
            or score <= (stop := dict(ranked).get(STOP, 0.0)) - OUTDONE
            or self._telling_lead(words, best) < EMPTY_LEAD
        ):
            return None
        also = STOP if stop >= ALSO else ""
        return Match("safety", (best,), lang, "likely", second=second(ranked, best), also=also)

    def _telling_lead(self, words: Sequence[str], alarm: str) -> float:
        scores = self._scoring.telling(words)
        rest = max((score for label, score in scores.items() if label not in (*ALARMS, STOP)), default=0.0)
        return scores.get(alarm, 0.0) - rest

    def _stopped(self, words: Sequence[str], ranked: Ranked, lang: str, stop: Finding) -> Match:
        """Return an opt-out that a phrase says, or the alarm beside it that the whole message speaks for."""
        alarm = self._raised(words, ranked, lang, BESIDE + dict(ranked).get(STOP, 0.0), LEAD)
        return replace(alarm, also=STOP) if alarm else Match("command", (STOP,), lang, "phrase", (stop.words,))

    def _optout(self, ranked: Ranked, lang: str) -> Match | None:
        if len(ranked) < 2 or ranked[0][0] != STOP:
            return None
        score, lead = ranked[0][1], ranked[0][1] - ranked[1][1]
        if score < OPTOUT or lead < OPTOUT_LEAD:
            return None
        return Match("command", (STOP,), lang, "likely", second=second(ranked, STOP))


def _explicit(found: Sequence[Finding]) -> bool:
    return bool(found) and found[0].strength == "explicit"


def _sentences(text: str, words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return the words of each sentence of a text that has these words."""
    if not _SIGN.search(text.rstrip(".!?;\u2026\n ")):
        return [words]
    return [said for part in _SENTENCE.split(text) if (said := tokens(part))]
