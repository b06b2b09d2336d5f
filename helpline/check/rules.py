"""The rules that a content must pass beyond being readable. One function a rule; its docstring is its documentation."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date

from helpline.check.dates import overdue, unchecked
from helpline.check.ear import ear
from helpline.check.facts import facts
from helpline.check.keywords import dangerous, examples, keywords, shadows
from helpline.check.needed import needed, untitled, wordless
from helpline.check.numbers import channels, numbers
from helpline.check.phones import phones
from helpline.check.reading import reading
from helpline.check.review import approval, approved, languages
from helpline.check.scope import Scope, over
from helpline.check.segments import characters, segments
from helpline.check.texts import places, stops
from helpline.content.model import Content, Entry
from helpline.match.matcher import Matcher
from helpline.problems import Problem

Rule = Callable[[Scope], Iterator[Problem]]
Asking = Callable[[Scope, Matcher], Iterator[Problem]]

WORDS: tuple[Rule, ...] = (
    untitled,
    keywords,
    shadows,
    places,
    stops,
    characters,
    ear,
    reading,
    languages,
    numbers,
    channels,
    phones,
    facts,
    approved,
)
"""Rules over the words of each reply, also of one that is being written, and also where other files have errors."""

FRAMED: tuple[Rule, ...] = (wordless, segments)
"""Rules over each reply as it is sent, once all replies that the line needs are there."""

MATCHED: tuple[Asking, ...] = (dangerous,)
"""Rules over each reply that ask the matcher."""

WHOLE: tuple[Rule, ...] = (approval, overdue, unchecked)
"""Rules over the content as a whole."""

TAUGHT: tuple[Asking, ...] = (examples,)
"""Rules that need a matcher which has learnt from this very content."""

LACKING = ("language-missing", "title-missing", "voice-missing")
"""What is said of words that are not there; where they could not be read, that says it already."""

RULES: tuple[Rule | Asking, ...] = (needed, *WORDS, *FRAMED, *MATCHED, *TAUGHT, *WHOLE)
"""Every rule."""


def check(matcher: Matcher, today: date) -> list[Problem]:
    """Return what any rule finds on `today` in the matcher's content, in file order."""
    scope = over(matcher.content, today)
    missing = list(needed(scope))
    if missing:
        return _found(scope, (*WORDS, *WHOLE), missing)
    asked = (problem for rule in (*MATCHED, *TAUGHT) for problem in rule(scope, matcher))
    return _found(scope, (*WORDS, *FRAMED, *WHOLE), asked)


def check_readable(content: Content, today: date, broken: Collection[str]) -> list[Problem]:
    """Return what can be said of a content in which the files `broken` have errors: what does not follow from those."""
    found = _found(over(content, today), (*WORDS, *WHOLE))
    return [problem for problem in found if not (problem.path in broken and problem.id in LACKING)]


def check_entry(matcher: Matcher, entry: Entry, today: date) -> list[Problem]:
    """Return the problems of one reply as somebody writes it; whether its examples still work needs the whole check."""
    scope = over(matcher.content, today, entry)
    if any(needed(scope)):
        return _found(scope, WORDS)
    return _found(scope, (*WORDS, *FRAMED), (problem for rule in MATCHED for problem in rule(scope, matcher)))


def _found(scope: Scope, rules: Iterable[Rule], more: Iterable[Problem] = ()) -> list[Problem]:
    return sorted({*more, *(problem for rule in rules for problem in rule(scope))})
