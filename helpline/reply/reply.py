"""What is said: the words of an entry put into their frame, with the referral, which is added here and nowhere else."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple

from helpline.content.model import Content, Entry
from helpline.match.result import Match
from helpline.reply.places import code_of, fill, hours, menu_line, standing
from helpline.reply.state import State

SEGMENTS, UCS_SEGMENTS = 2, 3
"""Segments that a text may cost with all that is added to it; three where accents force UCS-2."""


Effect = Literal["", "opt-out", "opt-in", "forget"]


class Reply(NamedTuple):
    """What goes back: the id of what was said, its texts (each one message), what it was made from, and the next state.

    `effect` is what the words promise and the store has to do.
    """

    id: str
    texts: tuple[str, ...]
    match: Match
    state: State
    effect: Effect = ""

    @property
    def silent(self) -> bool:
        """Whether nothing is sent: the carrier has answered already, or the other side is a machine."""
        return not self.texts


class Speaker:
    """Puts entries into words for one language at one moment, and keeps what it has said."""

    def __init__(self, content: Content, name: str, lang: str, now: datetime) -> None:
        self.content, self.lang, self.now = content, lang, now
        self.values = standing(content, lang, name)
        self._said: dict[tuple[str, str], str] = {}
        self._answers: dict[tuple[str, str, bool], str] = {}

    @property
    def hours(self) -> str:
        """The sentence about the first line's hours: worked out only where it is said."""
        return hours(self.content, self.lang, self.now, self.values)

    def say(self, entry: str, part: str = "sms", **places: str) -> str:
        """Return the words of a reply of the line itself, without frame."""
        if places:
            return self._filled(entry, part, places)
        if (said := self._said.get((entry, part))) is None:
            said = self._said[entry, part] = self._filled(entry, part, places)
        return said

    def _filled(self, entry: str, part: str, places: dict[str, str]) -> str:
        text = getattr(self.content.words(entry, self.lang), part)
        values = self.values | places | ({"hours": self.hours} if "{hours}" in text else {})
        return fill(text, values, lambda topic: code_of(self.content, topic))

    def answer(self, entry: Entry, part: str = "sms", hint: str = "") -> str:
        """Return an entry's words in their frame: title, text, referral, and the offer of more.

        With a `hint` of danger the safety line comes first, and the rest is shorter for it.
        """
        key = (entry.id, part, bool(hint))
        if (answer := self._answers.get(key)) is None:
            answer = self._answers[key] = self._framed(entry, part, hint)
        return answer

    def _framed(self, entry: Entry, part: str, hint: str) -> str:
        danger = f"{self.say('safety-line')} " if hint else ""
        if entry.kind != "topic":
            return danger + self.say(entry.id, part, menu=self.menu(), topics=self.menu())
        words = self.content.words(entry.id, self.lang)
        short = hint or entry.paused
        referral = self.say("referral-short") if short else self.say("referral", credit=self.credit(entry))
        framed = self.say("answer", title=words.title, text=self.say(entry.id, part), referral=referral)
        more = f" {self.say('more-hint')}" if words.more and part == "sms" and not hint else ""
        return f"{danger}{framed}{more}"

    def credit(self, entry: Entry) -> str:
        """Return the name of the source an entry's section comes from."""
        source = self.content.seeds[entry.seed].meta.get("source", "")
        names = self.content.referral.credits.get(source, {})
        return names.get(self.lang, names.get(self.content.first_language, source))

    def menu(self, above: str = "") -> str:
        """Return the choices of a menu level."""
        return menu_line(self.content, self.lang, above)

    def offered(self, topics: tuple[str, ...]) -> str:
        """Return numbered choices: "1 Side effects, 2 How often"."""
        return ", ".join(
            f"{number} {self.content.words(topic, self.lang).title}" for number, topic in enumerate(topics, 1)
        )


class Speakers:
    """The speakers of a line: one for each language, for as long as the minute lasts that it speaks of."""

    def __init__(self, content: Content, name: str) -> None:
        self._content, self._name = content, name
        self._latest: dict[str, Speaker] = {}

    def at(self, lang: str, now: datetime) -> Speaker:
        """Return who speaks `lang` at `now`; the hours of a phone line begin and end with a minute."""
        minute, latest = now.replace(second=0, microsecond=0), self._latest.get(lang)
        if latest is None or latest.now != minute:
            latest = self._latest[lang] = Speaker(self._content, self._name, lang, minute)
        return latest


def told(speaker: Speaker, match: Match, state: State, entry: str, part: str = "sms", **places: str) -> Reply:
    """Return the reply that gives `entry`, and the state after it."""
    found = speaker.content.entries[entry]
    text = speaker.say(entry, part, **places) if places else speaker.answer(found, part, match.hint)
    after = state._replace(offered=(), same=0)
    if found.kind in ("topic", "refer"):
        after = after._replace(last=entry, part=part)
    return Reply(entry, (text,), match, after)
