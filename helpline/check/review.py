"""Rules for what is still to do: a language that lags behind, words that nobody has approved."""

from __future__ import annotations

from collections.abc import Iterator

from helpline.check.found import at
from helpline.check.numbers import COMPARED
from helpline.content.model import Entry
from helpline.match.matcher import Matcher
from helpline.problems import Problem


def languages(matcher: Matcher) -> Iterator[Problem]:
    """language-missing: a text exists in one language and not in another.

    GOOD: `sms` and `more` under `en:` and under `es:`. BAD: `more` only under `en:`, or only under `es:`.
    """
    known, first = matcher.content.languages, matcher.content.first_language
    for entry in matcher.content.entries.values():
        for lang in known:
            if lang not in entry.words:
                sentence = f"there are no words in {known[lang].name}. Add a block '{lang}:'."
                yield at(entry, "", "language-missing", sentence, "warning")
            elif lang != first:
                yield from _lacking(matcher, entry, lang, first)
                yield from _lacking(matcher, entry, first, lang)


def _lacking(matcher: Matcher, entry: Entry, lang: str, other: str) -> Iterator[Problem]:
    """Yield a problem for each text that `other` has and `lang` has not."""
    for key in COMPARED:
        if getattr(entry.words[other], key) and not getattr(entry.words[lang], key):
            name = matcher.content.languages[lang].name
            sentence = f"there is no '{key}' in {name}. Add '{key}: ...' under '{lang}:'."
            beside = next((f"{lang}.{near}" for near in COMPARED if f"{lang}.{near}" in entry.places), "")
            yield at(entry, beside, "language-missing", sentence, "warning")


def approval(matcher: Matcher) -> Iterator[Problem]:
    """unapproved: nobody has approved the words yet. A warning; a release needs approval.

    GOOD: `approved_by` names a person, `approved_on` the day. BAD: both empty.
    """
    waiting = [entry for entry in matcher.content.entries.values() if not entry.review.get("approved_by")]
    for entry in waiting[:1]:
        wait = "1 reply waits" if len(waiting) == 1 else f"{len(waiting)} replies wait"
        sentence = f"{wait} for a person's approval, the first is {entry.path}. Set approved_by and approved_on when somebody has."
        yield Problem("responses", 1, 1, "warning", "unapproved", sentence)
