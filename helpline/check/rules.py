"""The rules that a content must pass beyond being readable. One function a rule; its docstring is its documentation."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from helpline.check.ear import ear
from helpline.check.keywords import dangerous, examples, keywords
from helpline.check.needed import needed, wordless
from helpline.check.numbers import numbers
from helpline.check.review import approval, languages
from helpline.check.texts import places, segments, stops
from helpline.match.matcher import Matcher
from helpline.problems import Problem

Rule = Callable[[Matcher], Iterator[Problem]]

RULES: tuple[Rule, ...] = (
    wordless,
    keywords,
    dangerous,
    examples,
    places,
    stops,
    segments,
    languages,
    numbers,
    approval,
    ear,
)
"""Every rule that is asked once all needed replies are there."""


def check(matcher: Matcher) -> list[Problem]:
    """Return the problems that any rule finds."""
    missing = list(needed(matcher))
    return missing or sorted({problem for rule in RULES for problem in rule(matcher)})
