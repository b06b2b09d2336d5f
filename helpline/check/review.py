"""Rules for what is still to do: a language that lags behind, words that nobody has approved."""

from __future__ import annotations

from collections.abc import Iterator

from helpline.check.found import at
from helpline.check.scope import COMPARED, Scope
from helpline.content.model import Entry
from helpline.problems import Problem


def languages(scope: Scope) -> Iterator[Problem]:
    """language-missing: a text exists in one language and not in another.

    GOOD: `sms` and `more` under `en:` and under `es:`. BAD: `more` only under `en:`, or only under `es:`.
    """
    known, first = scope.content.languages, scope.content.first_language
    for entry in scope.entries:
        for lang in known:
            if lang not in entry.words and lang != first:
                sentence = f"there are no words in {known[lang].name}. Add a block '{lang}:'."
                yield at(entry, "", "language-missing", sentence, "warning")
            elif lang != first and first in entry.words:
                yield from _lacking(scope, entry, lang, first)
                yield from _lacking(scope, entry, first, lang)


def _lacking(scope: Scope, entry: Entry, lang: str, other: str) -> Iterator[Problem]:
    """Yield a problem for each text that `other` has and `lang` has not."""
    for key in COMPARED:
        if getattr(entry.words[other], key) and not getattr(entry.words[lang], key):
            name = scope.content.languages[lang].name
            sentence = f"there is no '{key}' in {name}. Add '{key}: ...' under '{lang}:'."
            beside = next((f"{lang}.{near}" for near in COMPARED if f"{lang}.{near}" in entry.places), "")
            yield at(entry, beside, "language-missing", sentence, "warning")


def approval(scope: Scope) -> Iterator[Problem]:
    """unapproved: nobody has approved the words yet. A warning; a release needs approval.

    The check says how many replies wait, and with `--notes` which.

    GOOD: `approved_by` names a person, `approved_on` the day. BAD: both empty.
    """
    waiting = [entry for entry in scope.entries if not entry.review.get("approved_by")]
    for entry in waiting[:1]:
        wait = "1 reply waits" if len(waiting) == 1 else f"{len(waiting)} replies wait"
        sentence = f"{wait} for a person's approval, the first is {entry.path}. Set approved_by and approved_on when somebody has."
        yield Problem("responses", 1, 1, "warning", "unapproved", sentence)
    for entry in waiting:
        yield at(entry, "review", "unapproved", "waits for a person's approval.", "note")


def approved(scope: Scope) -> Iterator[Problem]:
    """approval-half, approval-old: an approval without its day, or of words that were written after it.

    GOOD: `{written: 2026-11-01, approved_by: a name, approved_on: 2026-11-20}`.
    BAD: `approved_by` alone, `approved_on` before `written`.
    """
    for entry in scope.entries:
        by, on, written = (entry.review.get(key, "") for key in ("approved_by", "approved_on", "written"))
        if bool(by) != bool(on):
            lacking = "approved_by" if on else "approved_on"
            sentence = f"'{lacking}' is missing beside the other. Give both, or leave both empty."
            yield at(entry, "review", "approval-half", sentence, "warning")
        elif on and written > on:
            sentence = f"approved on {on}, and written on {written}. Have the new words approved, or empty both."
            yield at(entry, "review", "approval-old", sentence, "warning")
