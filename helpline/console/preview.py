"""How a reply will arrive: its texts with their cost, and what is said on a call."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from helpline.content.model import Content, Entry
from helpline.reply.reply import Speaker
from helpline.reply.turn import Line
from helpline.text.segments import Size, costly, size
from helpline.voice.script import Script
from helpline.voice.turn import Piece


@dataclass(frozen=True)
class Bubble:
    """One text as it arrives. `marked` is it in pieces, with whether a piece is a character that costs."""

    part: str
    text: str
    size: Size
    costly: tuple[str, ...]
    marked: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Side:
    """One language: its texts, and what is said."""

    lang: str
    name: str
    bubbles: tuple[Bubble, ...]
    spoken: tuple[tuple[str, str], ...]


def sides(line: Line, entry: Entry, now: datetime | None = None) -> list[Side]:
    """Return each language in which the entry has words. `now` is for the opening hours."""
    moment = now or datetime.now(UTC)
    content = line.content
    found = content.entries.get(entry.id, entry)
    return [
        Side(
            lang,
            content.languages[lang].name,
            tuple(_bubbles(Speaker(content, line.name, lang, moment), found)),
            tuple((part, " ".join(piece.text for piece in said)) for part, said in _said(line, found, lang, moment)),
        )
        for lang in found.words
        if lang in content.languages
    ]


def spoken(line: Line, entry: Entry, lang: str) -> list[Piece]:
    """Return what is said of a reply in one language, all of it."""
    return [piece for _, pieces in _said(line, entry, lang, datetime.now(UTC)) for piece in pieces]


def _bubbles(speaker: Speaker, entry: Entry) -> Iterator[Bubble]:
    for part in ("sms", "more"):
        if getattr(speaker.content.words(entry.id, speaker.lang), part):
            yield _bubble(part, _sent(speaker, entry, part))


def _sent(speaker: Speaker, entry: Entry, part: str) -> str:
    if entry.kind in ("topic", "refer"):
        return speaker.answer(entry, part)
    some = tuple(topic.id for topic in speaker.content.topics()[:3])
    return speaker.say(
        entry.id, part, menu=speaker.menu(), topics=speaker.menu(), choices=speaker.offered(some), number="99"
    )


def _bubble(part: str, text: str) -> Bubble:
    costs = tuple(costly(text))
    return Bubble(part, text, size(text), costs, tuple(_marked(text, frozenset(costs))))


def _marked(text: str, costs: frozenset[str]) -> Iterator[tuple[str, bool]]:
    plain = ""
    for letter in text:
        if letter in costs:
            if plain:
                yield plain, False
            yield letter, True
            plain = ""
        else:
            plain += letter
    if plain:
        yield plain, False


def _said(line: Line, entry: Entry, lang: str, now: datetime) -> Iterator[tuple[str, tuple[Piece, ...]]]:
    script, words = Script(line.content, line.name, lang, now), line.content.words(entry.id, lang)
    for part in ("voice", "voice_more"):
        if getattr(words, part) or (part == "voice" and words.sms):
            answer = entry.kind in ("topic", "refer")
            yield part, script.answer(entry, part) if answer else script.say(entry.id, part)


def names(content: Content) -> dict[str, str]:
    """Return the languages' names by code."""
    return {code: language.name for code, language in content.languages.items()}
