"""Putting replies into pieces to be spoken: words for the ear, and every choice before its key."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from helpline.content.model import Choice, Content, Entry
from helpline.reply.places import standing_at
from helpline.reply.reply import Speaker
from helpline.voice.turn import PAUSE, Piece

_MARK = "\ue000"
_BLOCKS = ("menu", "choices", "languages")
_ENDS = re.compile(r"([?!.])\.")


class Script:
    """Speaks for one content in one language at one moment."""

    def __init__(self, content: Content, name: str, lang: str, now: datetime) -> None:
        self.content, self.lang, self.name, self.now = content, lang, name, now
        self._speaker = Speaker(content, name, lang, now)

    def words(self, entry: str, part: str = "voice", **places: str) -> str:
        """Return the words of a reply for the ear; a reply without any is said as it would be texted."""
        part = part if getattr(self.content.words(entry, self.lang), part) else "sms"
        return _ENDS.sub(r"\1", self._speaker.say(entry, part, **places))

    def say(self, entry: str, part: str = "voice", above: str = "", **places: str) -> tuple[Piece, ...]:
        """Return a reply in pieces. Its `{menu}` becomes the choices under the code `above`, each a piece with its key."""
        marked = {block: f"{_MARK}{block}{_MARK}" for block in _BLOCKS if block not in places}
        made: list[Piece] = []
        for text in self.words(entry, part, **marked, **places).split(_MARK):
            block = self._block(text.strip(), above)
            made.extend(block if block is not None else self._plain(text))
        return tuple(made)

    def _block(self, name: str, above: str) -> Iterable[Piece] | None:
        blocks: dict[str, Callable[[], Iterable[Piece]]] = {
            "menu": lambda: self.menu(above),
            "languages": self.languages,
            "choices": tuple,
        }
        return blocks[name]() if name in blocks else None

    def _plain(self, text: str) -> Iterator[Piece]:
        if text.strip(" .,"):
            yield Piece(self.lang, text.strip())

    def menu(self, above: str = "") -> Iterator[Piece]:
        """Yield the choices of a menu level."""
        parent = self.content.choices.get(above)
        for choice in parent.choices if parent else self.content.menu:
            yield self.choice(self.offered(choice), choice.code[-1])

    def choice(self, title: str, key: str) -> Piece:
        """Return a choice and then its key."""
        return Piece(self.lang, self.words("choice", title=title.rstrip(".?! ").lstrip("¿¡"), number=key), key)

    def offered(self, choice: Choice) -> str:
        """Return how a choice is called before its key."""
        default = self.content.first_language
        return choice.spoken.get(self.lang) or choice.titles.get(self.lang) or choice.titles.get(default, "")

    def topics(self, entry: str, topics: Iterable[str]) -> tuple[Piece, ...]:
        """Return a reply whose `{choices}` are these topics, numbered from 1."""
        before, _, after = self.words(entry, choices=_MARK).partition(_MARK)
        offered = [self.choice(self.title(topic), str(number)) for number, topic in enumerate(topics, 1)]
        return (*self._plain(before), *offered, *self._plain(after))

    def title(self, topic: str) -> str:
        """Return what a topic is called."""
        return self.content.words(topic, self.lang).title

    def languages(self) -> Iterator[Piece]:
        """Yield the offer of the next language, in that language."""
        if (other := next_language(self.content, self.lang)) != self.lang:
            offer = Script(self.content, self.name, other, self.now).words("language-offer")
            yield Piece(other, offer, "8")

    def answer(
        self, entry: Entry, part: str = "voice", hint: str = "", level: Choice | None = None
    ) -> tuple[Piece, ...]:
        """Return an entry in its frame: title, text, and the referral with its number said twice.

        With a `hint` of danger the safety line comes first. A topic that is a `level` of the menu offers its choices.
        """
        danger = self.say("safety-line") if hint else ()
        text = self.say(entry.id, part, level.code if level else "")
        if level and part == "voice" and not any(piece.key for piece in text):
            text = (*text, *self.menu(level.code))
        if entry.kind == "topic":
            name = self.offered(level) if level else self.title(entry.id)
            referral = self.block("number-again" if entry.paused else "referral", credit=self._speaker.credit(entry))
            return (*danger, *self._plain(self.words("answer", title=name, text="")), *text, *referral)
        return (*danger, *text, *(self.block("number-again") if entry.kind == "refer" else ()))

    def block(self, entry: str, **places: str) -> tuple[Piece, ...]:
        """Return a reply with a pause before it."""
        first, *rest = self.say(entry, **places)
        return (replace(first, pause=PAUSE), *rest)

    def hours(self) -> tuple[Piece, ...]:
        """Return what is said of the first line's hours: open, closed until, or not known."""
        key, closing, opening = standing_at(self.content, self.now)
        return self.say(key, opens=self._clock(opening), closes=self._clock(closing))

    def _clock(self, moment: datetime | None) -> str:
        if moment is None:
            return ""
        language = self.content.languages[self.lang]
        clock = language.clock_am if moment.hour < 12 else language.clock_pm
        hour = f"{(moment.hour - 1) % 12 + 1}{f':{moment.minute:02d}' if moment.minute else ''}"
        return clock.replace("{day}", language.days[moment.weekday()]).replace("{hour}", hour)


def next_language(content: Content, lang: str) -> str:
    """Return the language that key 8 leads to from `lang`: the next in order, and from the last the first."""
    codes = list(content.languages)
    return codes[(codes.index(lang) + 1) % len(codes)]
