"""Changing reply files by key: what was not changed stays as it was written, to the letter."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpline.content.edit import Value, changed
from helpline.content.yamlfile import parse_mapping
from tests.conftest import ROOT

FILES = [
    path
    for path in sorted((ROOT / "responses").glob("*/*.yaml"))
    if "topic:" in path.read_text() or "reply:" in path.read_text()
]
TEXT = """\
# About this reply.
topic: how-given
review: {written: 2026-11-23, approved_by: null, approved_on: null}
en:
  title: How it is given
  keywords:
    # Asked a lot.
    - iv
    - drip
    - pill
  sms: "One: two."
es:
  title: Cómo se recibe
  keywords: [suero, vena]
  sms: Por vena.
"""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_only_the_changed_line_of_a_real_file_differs(path: Path) -> None:
    before = path.read_text(encoding="utf-8")
    after = changed(before, {"review.approved_by": "Ann Example"})
    differing = [(a, b) for a, b in zip(before.splitlines(), after.splitlines(), strict=True) if a != b]
    assert [a.replace("approved_by: null", "approved_by: Ann Example") for a, _ in differing] == [
        b for _, b in differing
    ]
    assert len(differing) == (1 if "approved_by: null" in before else 0)


@pytest.mark.parametrize(
    ("changes", "old", "new"),
    [
        ({"en.sms": "Two."}, '"One: two."', '"Two."'),
        ({"en.title": "How given"}, "How it is given", "How given"),
        ({"en.title": "yes"}, "title: How it is given", 'title: "yes"'),
        ({"en.title": "a # b: c"}, "title: How it is given", 'title: "a # b: c"'),
        ({"en.keywords": ["iv", "pill"]}, "    - drip\n", ""),
        ({"en.keywords": ["iv", "drip", "cream", "pill"]}, "    - pill\n", "    - cream\n    - pill\n"),
        ({"en.keywords": ["pill", "iv", "drip"]}, "    - iv\n    - drip\n    - pill\n", "    - pill\n    - iv\n    - drip\n"),
        ({"es.keywords": ["suero", "vena", "gota"]}, "[suero, vena]", "[suero, vena, gota]"),
        ({"en.voice": "Spoken."}, '  sms: "One: two."\n', '  sms: "One: two."\n  voice: "Spoken."\n'),
        ({"en.more": ""}, "", ""),
        ({"es.sms": None}, "  sms: Por vena.\n", ""),
        ({"review.approved_on": "2026-11-24"}, "approved_on: null", 'approved_on: "2026-11-24"'),
        ({"paused": "yes"}, "  sms: Por vena.\n", '  sms: Por vena.\npaused: "yes"\n'),
    ],
)  # fmt: skip
def test_changes(changes: dict[str, Value], old: str, new: str) -> None:
    after = changed(TEXT, changes)
    assert after == TEXT.replace(old, new, 1)
    parse_mapping(after, "x")


def test_a_pause_that_ends_leaves_no_trace() -> None:
    assert changed(changed(TEXT, {"paused": "yes"}), {"paused": None}) == TEXT


def test_what_is_no_mapping_is_refused() -> None:
    for text in ("- a\n", "a: [", ""):
        with pytest.raises(ValueError, match=r"."):
            changed(text, {"en.sms": "x"})
