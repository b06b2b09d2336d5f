"""Rules for the words of calls: what a voice would read wrongly, or an ear could not keep."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

from helpline.check.found import at
from helpline.check.scope import Scope
from helpline.problems import Problem

LONGEST = 1500
"""Characters of one reply, URL-encoded: about a minute of speech. Twilio itself takes 4,500."""

_WRONG = (
    (
        re.compile(r"\b\w+://\S+|\bwww\.\S+|(?<![\w-])[\w-]+\.(?:gov|org|com|net)\b\S*"),
        "an address",
        "Say whose website it is",
    ),
    (re.compile(r"\{(?:phone|phone_digits|second_phone|hours)\}"), "a number for the eye", "Use {phone_spoken}"),
    (re.compile(r"\d-\d|\b\d{4,}"), "a number for the eye", "Write it digit by digit: 4 2 2, 6 2 3 7"),
    (re.compile(r"\b[A-ZÁÉÍÓÚÑ]{2,}\b"), "an abbreviation", "Write the words, or single letters: N I H"),
    (
        re.compile(r"[&/%@#*+=<>|~_]|\bvs\b|\be\.g\.|\bi\.e\.|\betc\b"),
        "a sign that a voice reads its own way",
        "Write the word",
    ),
)
_BRACED = re.compile(r"\{[^}]*+(\})?")
"""Also takes what is never closed, so that braces without an end are looked at once."""


def ear(scope: Scope) -> Iterator[Problem]:
    """voice-missing, voice-eye, voice-long: words that a call needs, or that cannot be listened to.

    GOOD: "call {phone_spoken}", "by mouth", "N I H". BAD: "see cancer.gov", "call {phone}", "IV", "and/or".
    """
    for entry in scope.entries:
        for lang, words in entry.words.items():
            if not words.voice and entry.kind != "system":
                sentence = "nothing is said of this on calls. Add 'voice: ...'."
                yield at(entry, f"{lang}.sms", "voice-missing", sentence)
    for entry, lang, key, text in scope.texts(("voice", "voice_more")):
        for rule, sentence in _found(text):
            yield at(entry, f"{lang}.{key}", rule, sentence)


def _found(text: str) -> Iterator[tuple[str, str]]:
    for pattern, what, remedy in _WRONG:
        # Places such as {phone_spoken} hold underscores, which only the rule about places looks at.
        looked = text if "{" in pattern.pattern else _BRACED.sub(lambda place: "" if place[1] else place[0], text)
        if hit := pattern.search(looked):
            yield "voice-eye", f"{hit[0]!r} is {what}. {remedy}."
    if (size := len(quote(text))) > LONGEST:
        yield "voice-long", f"{size} characters as sent, at most {LONGEST}. Cut it; nobody can keep so much in mind."
