"""A rule for figures: a dose or a phone number that changed in translation misleads only those who read that language."""

from __future__ import annotations

import re
from collections.abc import Iterator

from helpline.check.found import at
from helpline.content.model import Content, Entry
from helpline.match.matcher import Matcher
from helpline.problems import Problem
from helpline.reply.places import PLACE

COMPARED = ("title", "sms", "more", "voice", "voice_more")
"""The texts of a reply that exist once in each language."""

_SPELT = re.compile(r"(?<=\b\d) (?=\d\b)")
_FIGURE = re.compile(r"\d+(?:[-.,:/]\d+)*")


def numbers(matcher: Matcher) -> Iterator[Problem]:
    """numbers-differ: a text holds other figures in one language than in the first.

    Figures in places such as {phone} are the same by themselves. "9 8 8" for the ear is 988. Beside the crisis line's
    number one language may have a key to press there that another does not need: "988, oprima 2".

    GOOD: "1-800-222-1222" in both, "100.4 F" in both. BAD: "100.4 F" under `en:` and "104 F" under `es:`, "24 h" for
    "at any hour".
    """
    content = matcher.content
    first = content.first_language
    for entry in content.entries.values():
        for lang in entry.words.keys() - {first}:
            yield from _differing(content, entry, first, lang)


def _differing(content: Content, entry: Entry, first: str, lang: str) -> Iterator[Problem]:
    for key in COMPARED:
        ours, theirs = (getattr(entry.words[each], key) for each in (lang, first))
        if not (ours and theirs):
            continue
        found, expected = _figures(ours, content), _figures(theirs, content)
        if found != expected:
            only = [
                f"only '{lang}' has {', '.join(sorted(found - expected))}" if found - expected else "",
                f"only '{first}' has {', '.join(sorted(expected - found))}" if expected - found else "",
            ]
            sentence = f"{', '.join(filter(None, only))}. Make the figures of '{key}' the same in both languages."
            yield at(entry, f"{lang}.{key}", "numbers-differ", sentence)


def _figures(text: str, content: Content) -> frozenset[str]:
    figures = frozenset(_FIGURE.findall(_SPELT.sub("", PLACE.sub("", text))))
    crisis = content.referral.crisis
    if crisis and crisis.digits in figures:
        return frozenset(figure for figure in figures if len(figure) > 1)
    return figures
