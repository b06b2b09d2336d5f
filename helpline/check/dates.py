"""Rules for what gets old: the source pages, and the hours of the lines we refer to."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from helpline.check.scope import Scope
from helpline.content.model import Seed
from helpline.problems import Problem

CYCLES: Mapping[str, tuple[int, int]] = {
    "weekly": (0, 7),
    "monthly": (1, 0),
    "quarterly": (3, 0),
    "semiannually": (6, 0),
    "annually": (12, 0),
    "yearly": (12, 0),
}
"""Months and days between two reviews, by the seed's own word for its cycle."""

CHECKED_FOR = 45
"""Days for which hours and numbers of the referral count as known."""

_LAST, _EVERY = "lastReviewed", "reviewFrequency"


def overdue(scope: Scope) -> Iterator[Problem]:
    """seed-overdue, seed-review: a source page was not reviewed within its own cycle, or does not say when it was.

    The front matter has the day of the last review and the cycle: weekly, monthly, quarterly, semiannually or annually.

    GOOD: `lastReviewed: '2026-10-30'` with `reviewFrequency: quarterly` in November 2026.
    BAD: `lastReviewed: '2025-12-30'` with it, `reviewFrequency: now and then`, neither of them.
    """
    for seed in scope.content.seeds.values():
        if any(key in seed.meta for key in (_LAST, _EVERY)):
            yield from _overdue(seed, scope.today)
        else:
            sentence = (
                f"the page does not say when it was reviewed. Add '{_LAST}: 2026-11-23' and '{_EVERY}: quarterly'."
            )
            yield _problem(seed, "title", "seed-review", sentence)


def _overdue(seed: Seed, today: date) -> Iterator[Problem]:
    last, every = seed.meta.get(_LAST, ""), seed.meta.get(_EVERY, "")
    reviewed = _date(last)
    if reviewed is None:
        yield _problem(seed, _LAST, "seed-review", f"found '{last}'; allowed is a date such as 2026-11-23.")
    elif every not in CYCLES:
        sentence = f"found '{every}'; allowed is one of {', '.join(CYCLES)}."
        yield _problem(seed, _EVERY, "seed-review", sentence)
    elif (due := _later(reviewed, *CYCLES[every])) < today:
        found = f"last reviewed on {reviewed} and reviewed {every}, so a review was due by {due}"
        sentence = f"{found}. Compare it with the page at its source, and set '{_LAST}' to the day."
        yield _problem(seed, _LAST, "seed-overdue", sentence)


def _later(day: date, months: int, days: int) -> date:
    """Return the day so many months and days later; the last of a month stays in its month."""
    year, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + year, month + 1, 1)
    length = calendar.monthrange(first.year, first.month)[1]
    return first.replace(day=min(day.day, length)) + timedelta(days=days)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _problem(seed: Seed, key: str, rule: str, sentence: str) -> Problem:
    line, col = seed.places.get(key) or seed.places.get("title", (1, 1))
    return Problem(f"seeds/{seed.id}.md", line, col, "warning", rule, sentence)


def unchecked(scope: Scope) -> Iterator[Problem]:
    """referral-unchecked, referral-holidays: hours and numbers of the referral were not looked at for 45 days.

    GOOD: `checked:` with a day of the last 45 days, and holidays that reach beyond today.
    BAD: `checked: 2026-09-01` in November 2026, a day that is yet to come, a last holiday that is over.
    """
    referral, path = scope.content.referral, "responses/referral.yaml"
    if referral.checked == date.min:
        return
    age = (scope.today - referral.checked).days
    if age > CHECKED_FOR or age < 0:
        found = (
            f"checked on {referral.checked}, {age} days ago"
            if age > 0
            else f"checked on {referral.checked}, a day to come"
        )
        sentence = f"{found}; at most {CHECKED_FOR}. Look at the pages under 'sources', correct hours and numbers, set the day."
        yield Problem(path, *referral.checked_at, "warning", "referral-unchecked", sentence)
    for line in referral.lines:
        if line.holidays and max(line.holidays) < scope.today:
            sentence = f"the last holiday of '{line.id}' is {max(line.holidays)}. Add those of the coming year."
            yield Problem(path, *referral.checked_at, "warning", "referral-holidays", sentence)
