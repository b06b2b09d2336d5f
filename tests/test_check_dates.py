"""What gets old: the last day on which a page and the hours still count as looked at, and the first on which not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from helpline.check.dates import overdue, unchecked
from helpline.check.scope import over
from helpline.content.load import load_content
from helpline.content.model import Content
from tests.planting import plant


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Content:
    folder: Path = tmp_path_factory.mktemp("dates") / "content"
    plant("base", folder)
    return load_content(folder)[0]


@pytest.mark.parametrize(
    ("last", "every", "due"),
    [
        ("2025-12-30", "quarterly", date(2026, 3, 30)),
        ("2025-11-30", "quarterly", date(2026, 2, 28)),
        ("2023-11-30", "quarterly", date(2024, 2, 29)),
        ("2026-01-31", "monthly", date(2026, 2, 28)),
        ("2026-12-31", "monthly", date(2027, 1, 31)),
        ("2026-12-28", "weekly", date(2027, 1, 4)),
        ("2026-08-31", "semiannually", date(2027, 2, 28)),
        ("2024-02-29", "annually", date(2025, 2, 28)),
    ],
)
def test_a_page_is_due_after_its_own_cycle(base: Content, last: str, every: str, due: date) -> None:
    (seed,) = base.seeds.values()
    meta = {**seed.meta, "lastReviewed": last, "reviewFrequency": every}
    content = replace(base, seeds={seed.id: replace(seed, meta=meta)})
    assert not list(overdue(over(content, due)))
    (problem,) = overdue(over(content, date.fromordinal(due.toordinal() + 1)))
    assert f"a review was due by {due}." in problem.sentence
    assert (problem.path, problem.line, problem.level) == ("seeds/blood-tests.md", 5, "warning")


@pytest.mark.parametrize(
    ("today", "ids"),
    [
        (date(2026, 10, 31), ["referral-unchecked"]),
        (date(2026, 11, 1), []),
        (date(2026, 12, 16), []),
        (date(2026, 12, 17), ["referral-unchecked"]),
        (date(2026, 12, 26), ["referral-unchecked", "referral-holidays"]),
    ],
)
def test_hours_count_for_45_days(base: Content, today: date, ids: list[str]) -> None:
    assert [problem.id for problem in unchecked(over(base, today))] == ids
