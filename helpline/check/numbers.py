"""Rules for figures: a dose or a phone number that differs in a translation, or on calls, misleads some and not others."""

from __future__ import annotations

import re
from collections.abc import Iterator

from helpline.check.found import at
from helpline.check.phones import without_phones
from helpline.check.scope import COMPARED, Scope
from helpline.content.model import Content, Entry, Words
from helpline.problems import Problem
from helpline.reply.places import PLACE

_SPELT = re.compile(r"(?<=\b\d) (?=\d\b)")
_SPOKEN_PHONE = re.compile(r"\b(?:1 )?\d{3}, \d{3}, \d{4}\b")
_DIGIT = re.compile(r"\d")
_FIGURE = re.compile(r"\d+(?:[-.,:/]\d+)*")


def numbers(scope: Scope) -> Iterator[Problem]:
    """numbers-differ: a text holds other figures in one language than in the first.

    Figures in places such as {phone} are the same by themselves. "9 8 8" for the ear is 988. Beside the crisis line's
    number one language may have a key to press there that another does not need: "988, oprima 2".

    GOOD: "1-800-222-1222" in both, "100.4 F" in both. BAD: "100.4 F" under `en:` and "104 F" under `es:`, "24 h" for
    "at any hour".
    """
    first = scope.content.first_language
    for entry in scope.entries:
        for lang in entry.words.keys() - {first} if first in entry.words else ():
            yield from _differing(scope.content, entry, first, lang)


def _differing(content: Content, entry: Entry, first: str, lang: str) -> Iterator[Problem]:
    for key in COMPARED:
        ours, theirs = (getattr(entry.words[each], key) for each in (lang, first))
        if not (ours and theirs):
            continue
        if said := _apart(figures(ours, content), figures(theirs, content), f"'{lang}'", f"'{first}'"):
            sentence = f"{said}. Make the figures of '{key}' the same in both languages."
            yield at(entry, f"{lang}.{key}", "numbers-differ", sentence)


def channels(scope: Scope) -> Iterator[Problem]:
    """numbers-channel: texts and calls say different figures in one language.

    `sms` with `more` is compared with `voice` and `voice_more`. In an answer, a referral and a safety reply they hold
    the same figures; in the line's own replies one may have fewer, since keys are pressed on calls only.

    GOOD: "988" in `sms` and "9 8 8" in `voice`. BAD: "100.4 F" in `sms` and "104 F" in `voice`, a phone number only in
    `sms`.
    """
    for entry in scope.entries:
        for lang, words in entry.words.items():
            if words.sms and words.voice:
                yield from _apart_on_calls(scope.content, entry, lang, words)


def _apart_on_calls(content: Content, entry: Entry, lang: str, words: Words) -> Iterator[Problem]:
    written = figures(f"{words.sms} {words.more}", content)
    spoken = figures(f"{words.voice} {words.voice_more}", content)
    if entry.kind == "system":
        written, spoken = (frozenset(f for f in each if len(f) > 1) for each in (written, spoken))
        if written <= spoken or spoken <= written:
            return
    if said := _apart(spoken, written, "'voice'", "'sms'"):
        yield at(entry, f"{lang}.voice", "numbers-channel", f"{said}. Say the same figures in texts and on calls.")


def _apart(ours: frozenset[str], theirs: frozenset[str], mine: str, other: str) -> str:
    """Return which figures only one of two texts has, or nothing if they have the same."""
    only = [
        f"only {name} has {', '.join(sorted(rest))}"
        for name, rest in ((mine, ours - theirs), (other, theirs - ours))
        if rest
    ]
    return ", ".join(only)


def figures(text: str, content: Content) -> frozenset[str]:
    """Return the figures of a text. Those said digit by digit are joined; beside the crisis line's number keys do not count.

    Phone numbers of referral.yaml are no figures: where they are typed out, phone-typed says so.
    """
    if not _DIGIT.search(text):
        return frozenset()
    joined = _SPELT.sub("", without_phones(PLACE.sub("", text), content))
    joined = _SPOKEN_PHONE.sub(lambda phone: re.sub(r",? ", "-", phone[0]), joined)
    found = frozenset(_FIGURE.findall(joined))
    crisis = content.referral.crisis
    if crisis and crisis.digits in found:
        return frozenset(figure for figure in found if len(figure) > 1)
    return found
