"""One reply checked while it is written: the same problems as the whole check, without waiting for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpline.check.edited import check_text
from helpline.cli.check import found
from helpline.content.load import load_content
from helpline.match.matcher import Matcher
from tests.planting import DAY, EXPECTED, PLANTED, plant

WHOLE_ONLY = {"example-lost", "unapproved"}
REPLIES = [
    (folder.name, path.relative_to(folder).as_posix())
    for folder in sorted(PLANTED.iterdir())
    for path in sorted(folder.glob("responses/*/*.yaml"))
    if folder.name != "base" and path.parent.name != "languages" and "." not in path.stem and path.name != EXPECTED
]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Matcher:
    folder = tmp_path_factory.mktemp("edited") / "content"
    plant("base", folder)
    return Matcher(load_content(folder)[0])


@pytest.mark.parametrize(("name", "path"), REPLIES, ids=lambda value: str(value).split("/")[-1])
def test_one_file_gets_what_the_whole_check_says_of_it(
    name: str, path: str, base: Matcher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HELPLINE_VAR_DIR", str(tmp_path))
    plant(name, tmp_path / "content")
    whole = [problem for problem in found(tmp_path / "content", DAY) if problem.path == path]
    text = (PLANTED / name / path).read_text(encoding="utf-8")
    one = check_text(base, path, text, DAY)
    errors = [problem for problem in one if problem.level != "note" and problem.id not in WHOLE_ONLY]
    assert errors == [problem for problem in whole if problem.level != "note" and problem.id not in WHOLE_ONLY]


@pytest.mark.parametrize("path", ["responses/languages/en.yaml", "responses/blood-test/a.yaml"])
def test_only_replies_are_checked_alone(path: str, base: Matcher) -> None:
    with pytest.raises(KeyError):
        check_text(base, path, "reply: a\n", DAY)


@pytest.mark.parametrize(
    "text", ["", "- a", "a", "topic: how-long\n", "en: {sms: a}\n", "review: []\n", "en:\n  sms: [\n"]
)
def test_half_written_text_is_said_to_be_wrong(text: str, base: Matcher) -> None:
    assert check_text(base, "responses/blood-tests/how-long.yaml", text, DAY)


def test_a_keyword_of_another_reply_is_said_to_who_writes(base: Matcher) -> None:
    path = "responses/blood-tests/at-home.yaml"
    text = (PLANTED / "base" / path).read_text(encoding="utf-8").replace("[home, ", "[home, cost, ")
    (problem,) = [problem for problem in check_text(base, path, text, DAY) if problem.level == "error"]
    assert problem.sentence == "'cost' also belongs to responses/refer/refer-cost.yaml. Keep it in one of them."
