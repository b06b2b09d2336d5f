"""The replies that the line itself uses: all there, and those that are texted with words for a text."""

from __future__ import annotations

from collections.abc import Iterator

from helpline.check.found import at
from helpline.check.scope import Scope
from helpline.problems import Problem

TEXTED = (
    "answer",
    "back",
    "choices",
    "closed",
    "closed-for-now",
    "crisis",
    "emergency",
    "empty",
    "enough",
    "failure",
    "fallback",
    "forget",
    "goodbye",
    "greeting",
    "help",
    "intro",
    "language",
    "language-none",
    "language-set",
    "menu",
    "more",
    "more-hint",
    "moved",
    "number-unknown",
    "open",
    "person",
    "paused",
    "photo",
    "privacy",
    "referral",
    "referral-short",
    "repeat",
    "safety-line",
    "start",
    "stop",
    "stopped",
    "thanks",
)
"""Replies that are sent as a text, or stand in one; most are said on calls too."""

SPOKEN = (
    "ask",
    "ask-again",
    "ask-goodbye",
    "choice",
    "crisis-connect",
    "crisis-missed",
    "crisis-offer",
    "emergency-offer",
    "faster",
    "language-offer",
    "next",
    "next-more",
    "next-short",
    "next-text",
    "number-again",
    "offer",
    "person-back",
    "person-missed",
    "person-number",
    "quiet",
    "second-connect",
    "second-missed",
    "second-offer",
    "silence-first",
    "silence-second",
    "slower",
    "still-here",
    "stop-how",
    "submenu",
    "text-cannot",
    "text-enough",
    "text-failed",
    "text-number",
    "text-stopped",
    "texted",
    "unclear-second",
    "welcome",
)
"""Replies that are only said on calls."""

NEEDED = (*TEXTED, *SPOKEN)
"""Replies that the line itself uses."""


def needed(scope: Scope) -> Iterator[Problem]:
    """reply-missing: a reply that the line itself uses has no file.

    GOOD: responses/system/help.yaml exists. BAD: it was deleted.
    """
    for name in NEEDED:
        if name not in scope.content.entries:
            yield Problem(
                f"responses/system/{name}.yaml",
                1,
                1,
                "error",
                "reply-missing",
                f"the line needs a reply '{name}'. Put the file back.",
            )


def untitled(scope: Scope) -> Iterator[Problem]:
    """title-missing: an answer or a referral has no title, so it cannot be offered as a choice.

    GOOD: `title: Side effects`. BAD: no `title` under `en:`.
    """
    for entry in scope.entries:
        for lang, words in entry.words.items():
            if entry.kind in ("topic", "refer") and not words.title:
                sentence = "there is no title to offer this by. Add 'title: ...', two or three words."
                yield at(entry, f"{lang}.sms", "title-missing", sentence)


def wordless(scope: Scope) -> Iterator[Problem]:
    """reply-wordless: a reply that is texted has words for calls only, so an empty text would go out.

    GOOD: `sms` in fallback.yaml. BAD: only `voice` there.
    """
    for entry in (entry for entry in scope.entries if entry.id in TEXTED):
        for lang, words in entry.words.items():
            if not words.sms:
                sentence = f"'{entry.id}' is sent as a text, and has no words for one. Add 'sms: ...' under '{lang}:'."
                yield at(entry, f"{lang}.voice", "reply-wordless", sentence)
