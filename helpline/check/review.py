"""Rules for what is still to do: a language that lags behind, words that nobody has approved."""

from __future__ import annotations

from collections.abc import Iterator

from helpline.check.found import at
from helpline.match.matcher import Matcher
from helpline.problems import Problem

_COMPARED = ("title", "sms", "more", "voice", "voice_more")


def languages(matcher: Matcher) -> Iterator[Problem]:
    """language-missing: a text exists in the first language and not in another.

    GOOD: `sms` under `en:` and under `es:`; `more` only under `es:`, where the same answer takes more room.
    BAD: `more` only under `en:`.
    """
    known = matcher.content.languages
    for entry in matcher.content.entries.values():
        first = matcher.content.words(entry.id, matcher.content.first_language)
        for lang in known:
            if lang not in entry.words:
                sentence = f"there are no words in {known[lang].name}. Add a block '{lang}:'."
                yield at(entry, "", "language-missing", sentence, "warning")
                continue
            for key in _COMPARED:
                if getattr(first, key) and not getattr(entry.words[lang], key):
                    sentence = f"there is no '{key}' in {known[lang].name}. Add '{key}: ...' under '{lang}:'."
                    yield at(entry, f"{lang}.sms", "language-missing", sentence, "warning")


def approval(matcher: Matcher) -> Iterator[Problem]:
    """unapproved: nobody has approved the words yet. A warning; a release needs approval.

    GOOD: `approved_by` names a person, `approved_on` the day. BAD: both empty.
    """
    waiting = [entry for entry in matcher.content.entries.values() if not entry.review.get("approved_by")]
    for entry in waiting[:1]:
        wait = "1 reply waits" if len(waiting) == 1 else f"{len(waiting)} replies wait"
        sentence = f"{wait} for a person's approval, the first is {entry.path}. Set approved_by and approved_on when somebody has."
        yield Problem("responses", 1, 1, "warning", "unapproved", sentence)
