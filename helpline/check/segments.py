"""Rules for what a text costs: segments, accents, and characters that no text needs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Literal

from helpline.check.found import at
from helpline.check.scope import Scope
from helpline.content.model import Content, Entry
from helpline.match.matcher import MOST_CHOICES
from helpline.problems import Problem
from helpline.reply.reply import SEGMENTS, UCS_SEGMENTS, Speaker
from helpline.text.segments import Size, costly, excess, size

INSTEAD: Mapping[str, str] = {
    **dict.fromkeys("‘’‚‛′`´", "'"),
    **dict.fromkeys("“”„«»″", '"'),
    **dict.fromkeys("–—‒―−‐‑•·", "-"),
    **dict.fromkeys("\u00a0\u2002\u2003\u2009\u202f", " "),
    "…": "...",
    "×": "x",
    "½": "1/2",
    "¼": "1/4",
    "º": "o",
    "ª": "a",
}
"""What to write for characters that come from a word processor. Letters with accents are spelling, and stay."""

_SWITCHES: tuple[Literal["open", "closed", "moved"], ...] = ("open", "closed", "moved")

_MOMENT = datetime(2026, 11, 25, 4, tzinfo=UTC)
"""A Tuesday night, when the longest sentence about the hours is said."""


def characters(scope: Scope) -> Iterator[Problem]:
    """sms-character: a character that makes a text cost more and that has a plain form, such as a curly quote.

    One such character turns the whole text into UCS-2, where a segment holds 70 characters and not 160. Letters with
    accents are spelling; what they cost is said by sms-accents.

    GOOD: "don't", "9-12", "...", "Call now!"
    BAD: "don’t", "9–12", "…", an emoji, a non-breaking space.
    """
    for entry, lang, key, text in scope.texts(("title", "sms", "more")):
        for c in costly(text):
            if not c.isalpha() or c in INSTEAD:
                name = "a non-breaking space" if c.isspace() else f"'{c}'"
                remedy = (
                    "Use a space that the keyboard types"
                    if c.isspace()
                    else f"Write {INSTEAD[c]!r}"
                    if c in INSTEAD
                    else "Leave it out"
                )
                yield at(
                    entry, f"{lang}.{key}", "sms-character", f"{name} makes the whole text cost more (UCS-2). {remedy}."
                )


def segments(scope: Scope) -> Iterator[Problem]:
    """sms-segments: a text with all that is added to it costs more than two segments (three where accents force UCS-2).

    Counted with title, source, referral and safety line, in their longest forms. A safety reply has one segment.

    GOOD: an answer of up to 306 characters as sent. BAD: a longer one, or a curly quote that halves the room.

    sms-accents: a note on what accents cost in a text, and in which words. Shown with `--notes`.

    The first one turns the text into UCS-2 and costs all of it; only without any of them is the text cheap again. Correct
    spelling is worth it; a word without an accent ("ya" for "aquí") costs nothing.

    GOOD: "Llame ya al 911". BAD: nothing; it is for choosing words.
    """
    for entry, lang, part, text in _dearest(scope):
        cost, key = size(text), f"{lang}.{part}"
        most = 1 if entry.kind == "safety" else SEGMENTS if cost.encoding == "GSM-7" else UCS_SEGMENTS
        if cost.segments > most:
            found = f"{cost.segments} segments ({cost.units} {cost.encoding} units as sent), at most {most} ({_room(cost, most)})"
            yield at(entry, key, "sms-segments", f"{found}. {_remedy(text, cost, most)}")
        letters = [c for c in costly(text) if c.isalpha()]
        if letters and (plain := _plain_segments(text, letters)) < cost.segments:
            named = ", ".join(f"{c} ({_words_with(c, text)})" for c in letters)
            saved = f"{cost.segments} segments with {named}, {plain} without"
            yield at(entry, key, "sms-accents", f"{saved}. All of them together cost this, or none.", "note")


def _plain_segments(text: str, letters: list[str]) -> int:
    return size(text.translate({ord(c): "x" for c in letters})).segments


def _words_with(letter: str, text: str) -> str:
    return " ".join(dict.fromkeys(word for word in re.findall(r"\w+", text) if letter in word))


def _dearest(scope: Scope) -> Iterator[tuple[Entry, str, str, str]]:
    """Yield each reply with a language, a key and the dearest form in which that text is sent."""
    content = scope.content
    speakers = {lang: _speakers(content, lang) for lang in content.languages}
    choices = {lang: _longest_choices(content, lang) for lang in content.languages}
    for entry, lang, part, text in scope.texts(("sms", "more")):
        said = speakers[lang] if "{hours}" in text else speakers[lang][:1]
        sent = [form for speaker in said for form in _sent(speaker, entry, part, choices[lang])]
        yield entry, lang, part, max(sent, key=_cost)


def _cost(text: str) -> tuple[int, int]:
    found = size(text)
    return found.segments, found.units


def _speakers(content: Content, lang: str) -> list[Speaker]:
    """Return a speaker for each sentence about the hours."""
    contents = [replace(content, referral=replace(content.referral, switch=switch)) for switch in _SWITCHES]
    return [Speaker(each, "Cancer Helpline 24", lang, _MOMENT) for each in contents]


def _longest_choices(content: Content, lang: str) -> str:
    titles = sorted((content.words(topic.id, lang).title for topic in content.topics()), key=len)[-MOST_CHOICES:]
    return ", ".join(f"{number} {title}" for number, title in enumerate(titles, 1))


def _sent(speaker: Speaker, entry: Entry, part: str, choices: str) -> Iterator[str]:
    """Yield the longest forms in which a text is sent."""
    if entry.kind in ("topic", "refer"):
        yield speaker.answer(entry, part)
        yield speaker.answer(entry, part, hint="emergency")
        return
    levels = [choice.code for choice in speaker.content.choices.values() if choice.choices]
    menus = levels if entry.id in ("menu", "back") else []
    for above in ["", *menus]:
        yield speaker.say(
            entry.id, part, menu=speaker.menu(above), topics=speaker.menu(), choices=choices, number="999"
        )


def _room(cost: Size, most: int) -> int:
    return (160 if cost.encoding == "GSM-7" else 70) if most == 1 else most * (153 if cost.encoding == "GSM-7" else 67)


def _remedy(text: str, cost: Size, most: int) -> str:
    costs = costly(text)
    plain = replace(cost, encoding="GSM-7", units=len(text))
    hint = f" Without {' '.join(costs)} there would be room for {_room(plain, 1 if most == 1 else 2)}." if costs else ""
    return f"Cut {excess(text, most)} units.{hint}"
