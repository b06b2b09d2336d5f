"""Rules for what is sent and said: its places, its full stops and its length."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Literal

from helpline.check.found import at
from helpline.content.menu import walk
from helpline.content.model import Content, Entry
from helpline.match.matcher import MOST_CHOICES, Matcher
from helpline.problems import Problem
from helpline.reply.places import OWN, PLACE, PLACES, code_of
from helpline.reply.reply import SEGMENTS, UCS_SEGMENTS, Speaker
from helpline.text.segments import Size, costly, excess, size

_PARTS = ("sms", "more", "voice", "voice_more")
_BRACES = re.compile(r"\{[^{}]*\}|\{\S*|\}")
_TWICE = re.compile(r"\{(?:menu|topics|hours|languages)\}\s*\.|(?<!\.)\.\s*\.(?!\.)")
_SWITCHES: tuple[Literal["open", "closed", "moved"], ...] = ("open", "closed", "moved")

_MOMENT = datetime(2026, 11, 25, 4, tzinfo=UTC)
"""A Tuesday night, when the longest sentence about the hours is said."""


def _texts(matcher: Matcher, keys: tuple[str, ...]) -> Iterator[tuple[Entry, str, str, str]]:
    """Yield each entry with a language, a key and the text there."""
    for entry in matcher.content.entries.values():
        for lang, words in entry.words.items():
            for key in keys:
                yield entry, lang, key, getattr(words, key)


def places(matcher: Matcher) -> Iterator[Problem]:
    """place-unknown, place-here: a place in braces that nothing fills, or not in this reply.

    GOOD: "call {phone}". BAD: "call {fone}", "call { Phone }", "{code:rash}" where no topic has that id, "{opens}"
    outside closed.yaml, any place in a title.
    """
    allowed = f"Allowed: {', '.join(sorted(PLACES))}, and code:TOPIC for a topic in the menu."
    for entry, lang, key, text in _texts(matcher, _PARTS):
        for found in PLACE.finditer(text):
            if not _known(matcher.content, found[1], found[2]):
                yield at(entry, f"{lang}.{key}", "place-unknown", f"nothing fills {found[0]}. {allowed}")
            elif where := _elsewhere(entry, key, found[1]):
                yield at(entry, f"{lang}.{key}", "place-here", f"{found[0]} is filled only {where}. Take it out.")
        for braces in _BRACES.findall(PLACE.sub("", text)):
            yield at(entry, f"{lang}.{key}", "place-unknown", f"nothing fills {braces}. {allowed}")
    for entry, lang, key, text in _texts(matcher, ("title",)):
        for braces in _BRACES.findall(text):
            sentence = f"nothing fills {braces} in a title. Write what it stands for."
            yield at(entry, f"{lang}.{key}", "place-unknown", sentence)


def _known(content: Content, name: str, topic: str) -> bool:
    return bool(topic) and code_of(content, topic) != topic if name == "code" else name in PLACES


def _elsewhere(entry: Entry, key: str, name: str) -> str:
    """Return where the place `name` is filled instead of here, or nothing if it is filled here."""
    if name in OWN:
        return "" if entry.id in OWN[name] else f"in {', '.join(sorted(OWN[name]))}"
    call = key in ("voice", "voice_more")
    if name == "languages":
        return "" if call else "on calls"
    if name == "topics" and (call or entry.kind == "topic"):
        return "in texts that are no topic"
    return "on calls, or in texts that are no topic" if name == "menu" and entry.kind == "topic" and not call else ""


def stops(matcher: Matcher) -> Iterator[Problem]:
    """stop-twice: two full stops in a row, also behind a place whose words end with one.

    GOOD: "{topics} Text one." BAD: "{topics}. Text one.", "Call us.. Now."
    """
    for entry, lang, key, text in _texts(matcher, _PARTS):
        if found := _TWICE.search(text):
            sentence = (
                f"{found[0]!r} ends with two full stops. Take one out; the words of such a place bring their own."
            )
            yield at(entry, f"{lang}.{key}", "stop-twice", sentence)


def segments(matcher: Matcher) -> Iterator[Problem]:
    """sms-segments: a text with all that is added to it costs more than two segments (three where accents force UCS-2).

    GOOD: an answer of up to 306 characters. BAD: a longer one, or a curly quote that halves the room.
    """
    content = matcher.content
    speakers = {lang: _speakers(content, lang) for lang in content.languages}
    for entry, lang, part, text in _texts(matcher, ("sms", "more")):
        if text:
            said = speakers[lang] if "{hours}" in text else speakers[lang][:1]
            sent = [form for speaker in said for form in _sent(speaker, entry, part)]
            longest = max(map(size, sent), key=lambda cost: (cost.segments, cost.units))
            yield from _too_long(entry, f"{lang}.{part}", next(form for form in sent if size(form) == longest))


def _speakers(content: Content, lang: str) -> list[Speaker]:
    """Return a speaker for each sentence about the hours."""
    contents = [replace(content, referral=replace(content.referral, switch=switch)) for switch in _SWITCHES]
    return [Speaker(each, "Cancer Helpline 24", lang, _MOMENT) for each in contents]


def _sent(speaker: Speaker, entry: Entry, part: str) -> Iterator[str]:
    """Yield the longest forms in which a text is sent."""
    content, lang = speaker.content, speaker.lang
    if entry.kind in ("topic", "refer"):
        yield speaker.answer(entry, part)
        yield speaker.answer(entry, part, hint="emergency")
        return
    titles = sorted((content.words(topic.id, lang).title for topic in content.topics()), key=len)[-MOST_CHOICES:]
    choices = ", ".join(f"{number} {title}" for number, title in enumerate(titles, 1))
    menus = [choice.code for choice in walk(content.menu) if choice.choices] if entry.id in ("menu", "back") else []
    for above in ["", *menus]:
        yield speaker.say(
            entry.id, part, menu=speaker.menu(above), topics=speaker.menu(), choices=choices, number="999"
        )


def _too_long(entry: Entry, key: str, text: str) -> Iterator[Problem]:
    cost = size(text)
    most = 1 if entry.kind == "safety" else SEGMENTS if cost.encoding == "GSM-7" else UCS_SEGMENTS
    if cost.segments > most:
        found = f"{cost.segments} segments ({cost.units} {cost.encoding} units as sent), at most {most} ({_room(cost, most)})"
        yield at(entry, key, "sms-segments", f"{found}. {_remedy(text, cost, most)}")


def _room(cost: Size, most: int) -> int:
    return (160 if cost.encoding == "GSM-7" else 70) if most == 1 else most * (153 if cost.encoding == "GSM-7" else 67)


def _remedy(text: str, cost: Size, most: int) -> str:
    costs = costly(text)
    plain = replace(cost, encoding="GSM-7", units=len(text))
    hint = f" Without {' '.join(costs)} there would be room for {_room(plain, 1 if most == 1 else 2)}." if costs else ""
    return f"Cut {excess(text, most)} units.{hint}"
