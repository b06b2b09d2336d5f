"""A rule for phone numbers: they stand in one place, so that they change in one place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from helpline.check.found import at
from helpline.check.scope import Scope
from helpline.content.model import Content
from helpline.problems import Problem

_SHORTEST = 10
"""Characters of a number that is looked for. 911 and 988 are what people know, and may be typed."""


def phones(scope: Scope) -> Iterator[Problem]:
    """phone-typed: the number of a line in referral.yaml is typed out, so it would stay when the number changes.

    911 and 988 may be typed: they do not change.

    GOOD: "call {phone}", "call {phone_spoken}", "call 911".
    BAD: "call 1-800-4-CANCER", "call 1-800-422-6237", "call 1 800, 4 2 2, 6 2 3 7".
    """
    known = list(_patterns(scope.content))
    for entry, lang, key, text in scope.texts():
        for pattern, written, spoken in known:
            for found in pattern.finditer(text):
                place = spoken if key.startswith("voice") else written
                sentence = f"'{found[0]}' is typed out. Write {{{place}}}: it changes with responses/referral.yaml."
                yield at(entry, f"{lang}.{key}", "phone-typed", sentence)


def without_phones(text: str, content: Content) -> str:
    """Return a text without the numbers that are typed out in it."""
    for pattern, _, _ in _patterns(content):
        text = pattern.sub("", text)
    return text


def _patterns(content: Content) -> Iterator[tuple[re.Pattern[str], str, str]]:
    """Yield a pattern for each number, with the places that stand for it in texts and on calls."""
    referral = content.referral
    for line, written, spoken in (
        (referral.first, "phone", "phone_spoken"),
        (referral.second, "second_phone", "second_spoken"),
    ):
        if pattern := _pattern(line.shown, line.digits, line.dial):
            yield pattern, written, spoken


@lru_cache(16)
def _pattern(*forms: str) -> re.Pattern[str] | None:
    """Return what finds a number with or without the country's 1, however it is cut by hyphens, dots and spaces."""
    bare = {re.sub(r"\W", "", form).removeprefix("1") for form in forms}
    numbers = sorted(r"[-. (),]*".join(form) for form in bare if len(form) >= _SHORTEST)
    if not numbers:
        return None
    return re.compile(rf"(?<!\w)(?:\+?1[-. (,]*)?\(?(?:{'|'.join(numbers)})(?!\w)", re.IGNORECASE)
