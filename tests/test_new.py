"""`helpline new` makes a topic's file ready to fill in; `helpline seen` says that its words still hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpline.cli.main import main
from helpline.content.load import load_content, read_content
from tests.conftest import ROOT
from tests.planting import plant

PAGE = "seeds/blood-tests.md"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    plant("base", tmp_path / "content")
    return tmp_path / "content"


def new(folder: Path, *arguments: str) -> int:
    return main(["new", *arguments, "--content", str(folder)])


@pytest.mark.parametrize(
    ("section", "heading", "part"),
    [
        ("A test page about blood tests", "A test page about blood tests", ""),
        ("where-is-a-blood-test-done", "Where is a blood test done?", ""),
        ("At the clinic", "Where is a blood test done?", "At the clinic"),
    ],
)
def test_a_new_file_lacks_only_words_and_a_key(folder: Path, section: str, heading: str, part: str) -> None:
    assert new(folder, "zz-topic", "--section", section) == 0
    content, problems = read_content(folder)
    assert {problem.id for problem in problems} == {"missing-key", "menu-absent"}
    entry = content.entries["zz-topic"]
    assert entry.section is not None
    assert entry.section.heading == (part or heading)
    assert entry.source_text == entry.section.text
    assert list(entry.words) == list(content.languages)


def test_filled_in_and_added_to_the_menu_it_is_sound(folder: Path) -> None:
    new(folder, "clinic", "--section", "At the clinic")
    path = folder / "responses/blood-tests/clinic.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("  sms:\n", '  sms: "Words."\n').replace("  title:\n", "  title: Clinic\n"))
    menu = folder / "responses/menu.yaml"
    menu.write_text(menu.read_text() + "      - {key: 2, topic: clinic}\n")
    assert load_content(folder)[1] == ()


def test_it_says_what_comes_next(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new(folder, "clinic", "--section", "At the clinic")
    said = capsys.readouterr().out
    assert said.startswith("responses/blood-tests/clinic.yaml is made.")
    for word in ("responses/menu.yaml", "helpline check", "clinic.en.txt"):
        assert word in said


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["how-long"], "responses/blood-tests/how-long.yaml is there already. Choose another name, or edit that file."),
        (["person"], "responses/system/person.yaml is there already. Choose another name, or edit that file."),
        (["How long"], "'How long' is no name for a topic. Allowed are small letters, digits and hyphens: how-given."),
        (["../x"], "'../x' is no name for a topic. Allowed are small letters, digits and hyphens: how-given."),
        (
            ["zz", "--section", "At the clinics"],
            "no section is called 'At the clinics'. Did you mean 'At the clinic'? Give it with --section.",
        ),
        (
            ["at-the-clinic", "--seed", "other"],
            "no section is called 'at-the-clinic'. None is known yet; add it first. Give it with --section.",
        ),
    ],
)
def test_what_it_refuses(folder: Path, arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = sorted(folder.rglob("*"))
    assert new(folder, *arguments) == 2
    assert capsys.readouterr().err.strip() == sentence
    assert sorted(folder.rglob("*")) == before


def test_a_section_of_two_pages_needs_the_page(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "seeds/other.md").write_text((folder / PAGE).read_text())
    assert new(folder, "clinic", "--section", "At the clinic") == 2
    assert "in blood-tests, other. Say which with --seed." in capsys.readouterr().err
    assert new(folder, "clinic", "--section", "At the clinic", "--seed", "other") == 0
    assert (folder / "responses/other/clinic.yaml").exists()


@pytest.mark.parametrize("topic", ["how-long", "at-home"])
def test_a_topic_that_was_read_again_has_no_warning(folder: Path, topic: str) -> None:
    page = folder / PAGE
    page.write_text(page.read_text().replace("5 minutes", "some minutes").replace("done at home", "done at your home"))
    assert topic in " ".join(problem.path for problem in load_content(folder)[1])
    assert main(["seen", topic, "--content", str(folder)]) == 0
    assert topic not in " ".join(problem.path for problem in load_content(folder)[1])


@pytest.mark.parametrize("topic", ["how-long", "at-home"])
def test_it_changes_nothing_but_hash_and_text(folder: Path, topic: str) -> None:
    path = folder / f"responses/blood-tests/{topic}.yaml"
    before = path.read_text()
    main(["seen", topic, "--content", str(folder)])
    once = path.read_text()
    main(["seen", topic, "--content", str(folder)])
    assert path.read_text() == once
    words = before[before.index("review:") :]
    assert once.endswith(words)
    assert (once == before) == ("source_text" in before)


@pytest.mark.parametrize("topic", ["how-lang", "person"])
def test_only_a_topic_has_a_section(folder: Path, topic: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["seen", topic, "--content", str(folder)]) == 2
    assert f"there is no topic '{topic}' with a section." in capsys.readouterr().err


def test_every_topic_of_the_line_keeps_the_text_of_its_section() -> None:
    content, _ = load_content(ROOT)
    for entry in content.topics():
        assert entry.section is not None
        assert entry.source_text == entry.section.text, entry.path
