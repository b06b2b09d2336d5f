"""Seed documents: the real one section by section, and what is said of one that cannot be read."""

from __future__ import annotations

import hashlib
import re

import pytest

from helpline.content.model import Seed
from helpline.content.seeds import plain, read_seed, slug
from helpline.problems import ContentError
from tests.conftest import ROOT

REAL = ROOT / "seeds/immunotherapy.md"
TYPES = "What are the types of immunotherapy?"
META = "---\ntitle: Page\n---\n"
BEGIN = "Begin it with a line '---', the facts about the page, and a line '---'."
NO_FRONT = f"seed-front-matter: the file does not begin with front matter. {BEGIN}"
NOT_CLOSED = "seed-front-matter: the front matter is not closed. Put a line '---' after its last fact."
NO_TITLE = "seed-front-matter: the front matter has no 'title'. Add the page's title."
NO_SECTIONS = (
    "seed-sections: no section with text was found under the title 'Page'. "
    "Add headings ('## ...') with text below them."
)
TEXT_FIRST = "seed-sections: text stands before the first heading. Put a heading ('## ...') above it."
NO_KEYS = "yaml-block: the file holds no 'key: value' lines. Write one key a line, such as 'topic: ...'."


@pytest.fixture(scope="module")
def seed() -> Seed:
    return made(REAL.read_text(encoding="utf-8"), "immunotherapy")


def made(text: str, name: str = "page") -> Seed:
    return read_seed(text, name, f"seeds/{name}.md")


def problem(text: str) -> str:
    with pytest.raises(ContentError) as caught:
        made(text)
    return str(caught.value)


def words(seed: Seed) -> dict[str, tuple[str, str, dict[str, str]]]:
    """Return what a seed says, without the lines it says it on."""
    return {
        heading: (section.id, section.text, {name: part.text for name, part in section.parts.items()})
        for heading, section in seed.sections.items()
    }


def test_the_real_seed_has_its_sections_at_their_lines(seed: Seed) -> None:
    assert seed.id == "immunotherapy"
    assert [(section.line, heading, section.id) for heading, section in seed.sections.items()] == [
        (25, "Immunotherapy to Treat Cancer", "immunotherapy-to-treat-cancer"),
        (33, "How does immunotherapy work against cancer?", "how-does-immunotherapy-work-against-cancer"),
        (47, TYPES, "what-are-the-types-of-immunotherapy"),
        (73, "Which cancers are treated with immunotherapy?", "which-cancers-are-treated-with-immunotherapy"),
        (79, "What are the side effects of immunotherapy?", "what-are-the-side-effects-of-immunotherapy"),
        (87, "How is immunotherapy given?", "how-is-immunotherapy-given"),
        (102, "Where do you go for immunotherapy?", "where-do-you-go-for-immunotherapy"),
        (108, "How often do you receive immunotherapy?", "how-often-do-you-receive-immunotherapy"),
        (120, "How can you tell if immunotherapy is working?", "how-can-you-tell-if-immunotherapy-is-working"),
        (126, "What is the current research in immunotherapy?", "what-is-the-current-research-in-immunotherapy"),
        (
            140,
            "How do you find clinical trials that are testing immunotherapy?",
            "how-do-you-find-clinical-trials-that-are-testing-immunotherapy",
        ),
    ]


def test_the_five_types_are_parts_of_their_section(seed: Seed) -> None:
    parts = seed.sections[TYPES].parts
    assert [(part.line, name, part.id, part.text.count("\n") + 1) for name, part in parts.items()] == [
        (51, "Immune checkpoint inhibitors", "immune-checkpoint-inhibitors", 1),
        (54, "T-cell transfer therapy", "t-cell-transfer-therapy", 2),
        (59, "Monoclonal antibodies", "monoclonal-antibodies", 2),
        (64, "Treatment vaccines", "treatment-vaccines", 1),
        (67, "Immune system modulators", "immune-system-modulators", 1),
    ]
    for name, part in parts.items():
        assert part.text.startswith(f"{name}, which ")
        assert part.text in seed.sections[TYPES].text
        assert not part.parts


def test_the_ways_it_is_given_are_parts_too(seed: Seed) -> None:
    parts = seed.sections["How is immunotherapy given?"].parts
    assert list(parts) == ["intravenous (IV)", "oral", "topical", "intravesical"]
    assert parts["intravenous (IV)"].text == "intravenous (IV)\nThe immunotherapy goes directly into a vein."


def test_the_front_matter_is_kept_as_text(seed: Seed) -> None:
    assert seed.meta["title"] == "Immunotherapy for Cancer - NCI"
    assert seed.meta["source"] == "NCI"
    assert seed.meta["lastReviewed"] == "2025-12-30"
    assert seed.meta["url"] == "https://www.cancer.gov/about-cancer/treatment/types/immunotherapy"
    assert "tags" not in seed.meta, "lists are not facts that a reply could name"


def test_nothing_of_the_markdown_is_left(seed: Seed) -> None:
    text = "\n".join(f"{heading}\n{section.text}" for heading, section in seed.sections.items())
    assert not re.findall(r"[\[\]*\u00a0]|\]\(|^#|^- |/publications/|Learn more about ", text, re.MULTILINE)
    assert "helps your immune system fight cancer." in text
    assert "the natural ability of your T cells to fight cancer." in text
    assert "Learning more about how cancer cells evade" in text


def test_the_hash_is_that_of_the_plain_text(seed: Seed) -> None:
    section = seed.sections["What are the side effects of immunotherapy?"]
    assert section.sha256 == hashlib.sha256(section.text.encode()).hexdigest()
    assert section.sha256 == "0956165d7bd1e45f4455adb2b789cfd131a5866f67b2d9a0b0f3d6e9b991e7ca"
    assert seed.sections[TYPES].sha256 == "bbbd3c3c8eb827d2fa8ed37f777c57b0ab78893362703b929fcb133d4ce953ba"


def test_layout_does_not_change_the_hash() -> None:
    before = made(META + "##\n\nHeading\n\nSome [linked](/x) words.\n\n- one\n- two\n")
    after = made(META + "\n\n# Heading\nSome  **linked**\u00a0words .\n* one\n\n* two\nLearn more about [words](/y).\n")
    assert before.sections["Heading"].sha256 == after.sections["Heading"].sha256


def test_words_do_change_the_hash() -> None:
    before = made(META + "## Heading\nSome words.")
    after = made(META + "## Heading\nOther words.")
    assert before.sections["Heading"].sha256 != after.sections["Heading"].sha256


def test_ordinary_headings_parse_the_same(seed: Seed) -> None:
    text = REAL.read_text(encoding="utf-8")
    ordinary, changed = re.subn(r"^##\n\n(.+)$", r"## \1", text, flags=re.MULTILINE)
    assert changed == 10
    assert words(made(ordinary)) == words(seed)


@pytest.mark.parametrize("lines", ["\r\n", "\r"], ids=["windows", "old-mac"])
def test_line_ends_do_not_matter(seed: Seed, lines: str) -> None:
    assert made(REAL.read_text(encoding="utf-8").replace("\n", lines)).sections == seed.sections


def test_a_heading_without_text_is_no_section() -> None:
    assert words(made(META + "# Page\n\n## Page\n\nWords.\n\n## Empty\n##\n")) == {"Page": ("page", "Words.", {})}


def test_bare_marks_take_the_next_paragraph_as_their_title() -> None:
    assert words(made(META + "##\n\n##\n\n[First](/x)?\nWords.\n###\nSecond\n\nMore.")) == {
        "First?": ("first", "Words.", {}),
        "Second": ("second", "More.", {}),
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", f"seeds/page.md:1:1 error {NO_FRONT}"),
        ("# Heading\n\nWords.", f"seeds/page.md:1:1 error {NO_FRONT}"),
        ("\n---\ntitle: Page\n---\n# Heading\nWords.", f"seeds/page.md:1:1 error {NO_FRONT}"),
        ("---\ntitle: Page\n# Heading\nWords.", f"seeds/page.md:1:1 error {NOT_CLOSED}"),
        ("---\n---\n# Heading\nWords.", f"seeds/page.md:1:1 error {NO_KEYS}"),
        ("---\nsource: NCI\n---\n# Heading\nWords.", f"seeds/page.md:1:1 error {NO_TITLE}"),
        ("---\ntitle: [Page]\n---\n# Heading\nWords.", f"seeds/page.md:1:1 error {NO_TITLE}"),
        (
            "---\nsource: NCI\ntitle: A: B\n---\n# Heading\nWords.",
            "seeds/page.md:3:9 error yaml-syntax: a ': ' stands inside a text. Put the whole text in quotes.",
        ),
        (
            "---\ntitle: Page\ntitle: Other\n---\n# Heading\nWords.",
            "seeds/page.md:3:1 error yaml-twice: the key 'title' is given twice (first at line 2). Keep one of them.",
        ),
        (META, f"seeds/page.md:4:1 error {NO_SECTIONS}"),
        (META + "\n# Heading\n\n## Heading\n", f"seeds/page.md:4:1 error {NO_SECTIONS}"),
        (META + "\nWords.\n\n# Heading\nWords.", f"seeds/page.md:5:1 error {TEXT_FIRST}"),
        (META + "#hash\n\n# Heading\nWords.", f"seeds/page.md:4:1 error {TEXT_FIRST}"),
        (
            META + "## Heading\nWords.\n\n##\n\nHeading\n\nOthers.",
            "seeds/page.md:9:1 error seed-heading: two sections are called 'Heading' (first at line 4). "
            "Give each its own heading.",
        ),
    ],
)
def test_what_a_seed_must_not_be(text: str, expected: str) -> None:
    assert problem(text) == expected


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("[words](/x) and [more](/y 'title').", "words and more."),
        ("your [T cells](/x)\u00a0 to", "your T cells to"),
        ("**bold** words", "bold words"),
        ("one\ntwo", "one two"),
        ("words , more ; end .", "words, more; end."),
        ("[not a link]", "[not a link]"),
        ("  ", ""),
    ],
)
def test_plain_words(markdown: str, text: str) -> None:
    assert plain(markdown) == text


def test_a_slug_is_words_and_hyphens() -> None:
    assert slug("How is it given?  (IV)") == "how-is-it-given-iv"
    assert slug("?") == ""


def test_a_part_ends_where_the_next_item_begins(seed: Seed) -> None:
    parts = seed.sections["What is the current research in immunotherapy?"].parts
    last = parts["Learning more about how cancer cells evade or suppress immune responses against them."]
    assert "reduce the side effects" not in last.text


def test_equal_parts_are_a_problem() -> None:
    assert problem(META + "# Heading\n- **Part** one\n- **Part** two\n") == (
        "seeds/page.md:6:1 error seed-part: two parts of one section are called 'Part' (first at line 5). "
        "Give each its own bold words."
    )
