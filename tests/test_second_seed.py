"""A second seed works the day it is put in: neither steals the other's messages. `tests/second/` is a marked test seed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from helpline.content.load import load_content
from helpline.match.matcher import Matcher
from tests.conftest import ROOT

CHEMO = (
    ("side effects of chemo", "chemo-side-effects"),
    ("what are the side affects of chemotherapy", "chemo-side-effects"),
    ("will my hair fall out from chemo", "chemo-side-effects"),
    ("how do you get chemo, a drip?", "chemo-given"),
    ("what is chemotherapy", "chemo-what"),
)
IMMUNO = (
    ("side effects", "side-effects"),
    ("what are the side effects of immunotherapy", "side-effects"),
    ("keytruda side effects", "side-effects"),
    ("not chemo the immune one what is that", "what-it-is"),
    ("do they hook u up to a bag", "how-given"),
    ("how does immunotherapy work", "how-it-works"),
)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Matcher:
    folder = tmp_path_factory.mktemp("both")
    for part in ("seeds", "responses"):
        shutil.copytree(ROOT / part, folder / part)
        shutil.copytree(ROOT / "tests/second" / part, folder / part, dirs_exist_ok=True)
    content, _ = load_content(folder)
    assert {seed.meta.get("status") for seed in content.seeds.values()} == {"active", "test"}
    return Matcher(content, ROOT / "var/cache")


@pytest.mark.parametrize(("text", "topic"), CHEMO)
def test_the_second_seed_gets_its_own_messages(text: str, topic: str, both: Matcher) -> None:
    assert both.match(text).topics[0] == topic


@pytest.mark.parametrize(("text", "topic"), CHEMO)
def test_without_it_they_are_referred(text: str, topic: str, matcher: Matcher) -> None:
    assert matcher.match(text).outcome in ("referral", "fallback", "choices")


@pytest.mark.parametrize(("text", "topic"), IMMUNO)
def test_the_first_seed_keeps_its_messages(text: str, topic: str, both: Matcher, matcher: Matcher) -> None:
    assert both.match(text).topics[0] == topic
    assert matcher.match(text).topics[0] == topic


def test_a_seed_is_found_by_its_folder_alone(both: Matcher) -> None:
    assert {entry.seed for entry in both.content.topics()} == {path.stem for path in Path(ROOT).glob("seeds/*.md")} | {
        "test-chemotherapy"
    }
