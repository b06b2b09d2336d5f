"""docs/checks.md is made from the rules, and nothing that is ever said is missing in it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpline.check.documented import READERS, Documented, documented, page, words_and_files
from tests.conftest import ROOT
from tests.planting import EXPECTED, PLANTED

EVERY = [each for kind in words_and_files() for each in kind]
IDS = [name for each in EVERY for name in each.ids]
NOT_RULES = {"flesch-kincaid", "utf-8", "utf-8-sig", "closed-for-now", "safety-line", "more-hint", "referral-short"}


def said() -> Iterator[tuple[str, str]]:
    """Yield every text of the code that looks like a rule's id and is given to a function or returned."""
    modules = [*(ROOT / "helpline/check").glob("*.py"), *(Path(str(module.__file__)) for module in READERS)]
    for path in modules:
        if path.stem in ("needed", "documented"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield path.name, node.value


def test_the_page_is_up_to_date() -> None:
    assert page() == (ROOT / "docs/checks.md").read_text(encoding="utf-8"), "run: python docs/make_checks.py"


@pytest.mark.parametrize("each", EVERY, ids=lambda each: str(each.ids[0]))
def test_each_entry_says_what_is_wrong_with_a_good_and_a_bad_example(each: Documented) -> None:
    assert each.says
    assert each.good
    assert each.bad


def test_each_id_is_documented_once() -> None:
    assert sorted(IDS) == sorted(set(IDS))


def test_every_id_in_the_code_is_documented() -> None:
    shaped = {(name, text) for name, text in said() if re.fullmatch(r"[a-z]+(-[a-z0-9]+)+", text)}
    assert [(name, text) for name, text in sorted(shaped) if text not in {*IDS, *NOT_RULES}] == []


def test_every_planted_fault_has_a_documented_id() -> None:
    for path in PLANTED.rglob(EXPECTED):
        for line in path.read_text(encoding="utf-8").splitlines():
            if found := re.match(r"\S+:\d+:\d+ (?:error|warning) ([a-z0-9-]+): ", line):
                assert found[1] in IDS


def test_reading_a_docstring() -> None:
    text = (
        "a-b, a-c: wrong\n  in two lines.\n\nMore: yes.\n\nGOOD: `x`. BAD: `y`,\n`z`.\n\nshape: other. GOOD: p. BAD: q."
    )
    assert list(documented(text)) == [
        Documented(("a-b", "a-c"), "wrong in two lines. More: yes.", "`x`.", "`y`, `z`."),
        Documented(("shape",), "other.", "p.", "q."),
    ]
    assert list(documented("Nothing that is found.")) == []
