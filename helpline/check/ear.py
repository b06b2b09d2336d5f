"""Rules for the words of calls: what a voice would read wrongly, or an ear could not keep."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

from helpline.match.matcher import Matcher
from helpline.problems import Problem

LONGEST = 1500
"""Characters of one reply, URL-encoded: about a minute of speech. Twilio itself takes 4,500."""

_WRONG = (
    (re.compile(r"\w+://\S+|\bwww\.\S+|\b[\w-]+\.(?:gov|org|com|net)\b\S*"), "an address", "Say whose website it is"),
    (re.compile(r"\{(?:phone|phone_digits|second_phone|hours)\}"), "a number for the eye", "Use {phone_spoken}"),
    (re.compile(r"\d-\d|\b\d{4,}"), "a number for the eye", "Write it digit by digit: 4 2 2, 6 2 3 7"),
    (re.compile(r"\b[A-ZÁÉÍÓÚÑ]{2,}\b"), "an abbreviation", "Write the words, or single letters: N I H"),
    (
        re.compile(r"[&/%@#*+=<>|~_]|\bvs\b|\be\.g\.|\bi\.e\.|\betc\b"),
        "a sign that a voice reads its own way",
        "Write the word",
    ),
)


def ear(matcher: Matcher) -> Iterator[Problem]:
    """voice-missing, voice-eye, voice-long: words that a call needs, or that cannot be listened to.

    GOOD: "call {phone_spoken}", "by mouth", "N I H". BAD: "see cancer.gov", "call {phone}", "IV", "and/or".
    """
    for entry in matcher.content.entries.values():
        for lang, words in entry.words.items():
            if not words.voice and entry.kind != "system":
                yield _problem(
                    entry.places.get(f"{lang}.sms"),
                    entry.path,
                    "voice-missing",
                    "nothing is said of this on calls. Add 'voice: ...'.",
                )
            for key in ("voice", "voice_more"):
                place = entry.places.get(f"{lang}.{key}")
                for rule, sentence in _found(getattr(words, key)):
                    yield _problem(place, entry.path, rule, sentence)


def _found(text: str) -> Iterator[tuple[str, str]]:
    for pattern, what, remedy in _WRONG:
        # Places such as {phone_spoken} hold underscores, which only the rule about places looks at.
        looked = text if "{" in pattern.pattern else re.sub(r"\{[^}]*\}", "", text)
        if hit := pattern.search(looked):
            yield "voice-eye", f"{hit[0]!r} is {what}. {remedy}."
    if (size := len(quote(text))) > LONGEST:
        yield "voice-long", f"{size} characters as sent, at most {LONGEST}. Cut it; nobody can keep so much in mind."


def _problem(place: tuple[int, int] | None, path: str, rule: str, sentence: str) -> Problem:
    line, col = place or (1, 1)
    return Problem(path, line, col, "error", rule, sentence)
