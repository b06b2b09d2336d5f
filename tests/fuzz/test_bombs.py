"""Files and edits made to take long: everything that reads or checks them takes time in proportion to their length."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from helpline.check.edited import check_text
from helpline.content.difference import difference
from helpline.content.seeds import read_seed
from helpline.content.yamlfile import YamlError, parse_mapping
from helpline.match.matcher import Matcher
from helpline.problems import ContentError
from tests.conftest import NOON, ROOT

SIZE = 60_000
SECONDS = 2.0
"""CPU time for each. What goes with the square takes ten times that and more; what does not, a tenth."""

REPLY = "responses/immunotherapy/vaccines.yaml"
HEAD = "---\ntitle: x\n---\n## h\n"
TEXTS = ("a-", "a.", "1-", "1.", "www.", "://", "{", "{a", "a ", "A ", "Aa ", ". ", "😀", "é", "'", "(", "{menu} . ")
YAML = {
    "list on one line": "a: [" + "b," * (SIZE // 2) + "b]",
    "list of quotes": "a: [" + "'b'," * (SIZE // 4) + "]",
    "open lists": "a: " + "[" * SIZE,
    "keys of keys": "? " * SIZE,
    "same key": "a: b\n" * (SIZE // 5),
    "anchors": "a: [" + "&a b," * (SIZE // 5) + "]",
    "merges": "a: {" + "<<: *a, " * (SIZE // 8) + "}",
    "spaces": "a: b" + " " * SIZE + "# c",
    "list that breaks": "a: [" + "b," * (SIZE // 2) + "b]: c: d\n\tx",
    "folded": "a: >\n" + " x\n\n" * (SIZE // 4),
    "no end": "a: '" + "x" * SIZE,
}
SEEDS = {
    "brackets": "[" * SIZE,
    "links without an end": "[](" * (SIZE // 3),
    "links in links": "[a](b(" * (SIZE // 6),
    "spaces": "a" + " " * SIZE + "b",
    "spaces that stay": "\u00a0" * SIZE + "b",
    "bold without an end": "- **" + "a" * SIZE,
    "headings": "".join(f"## {number}\nx\n" for number in range(SIZE // 9)),
}


def within(seconds: float, work: Callable[[], object]) -> None:
    began = time.thread_time()
    work()
    took = time.thread_time() - began
    assert took < seconds, f"{took:.1f} s"


@pytest.mark.parametrize("text", YAML.values(), ids=YAML)
def test_yaml_made_to_take_long(text: str) -> None:
    def read() -> None:
        with suppress(YamlError):
            parse_mapping(text, "x.yaml")

    within(SECONDS, read)


@pytest.mark.parametrize("text", SEEDS.values(), ids=SEEDS)
def test_a_page_made_to_take_long(text: str) -> None:
    within(SECONDS, lambda: read_seed(HEAD + text, "x", "seeds/x.md"))


def test_a_page_of_nothing_but_spaces_has_no_text() -> None:
    with pytest.raises(ContentError):
        read_seed(HEAD + " " * SIZE, "x", "seeds/x.md")


@pytest.mark.parametrize("piece", TEXTS)
def test_an_edit_made_to_take_long(matcher: Matcher, piece: str) -> None:
    words = piece * (SIZE // len(piece))
    lines = (ROOT / REPLY).read_text(encoding="utf-8").splitlines()
    heads = [line.partition(":")[0] for line in lines]
    text = "\n".join(
        f'{head}: "{words}"' if head in ("  sms", "  voice") else line for head, line in zip(heads, lines, strict=True)
    )
    assert text.count(words) == 4
    within(4 * SECONDS, lambda: check_text(matcher, REPLY, text, NOON.date()))


def test_a_section_that_says_one_word_without_end() -> None:
    assert difference("a " * 2000, "a " * 1999) == "'a' is gone"
    within(SECONDS, lambda: difference("a " * SIZE, "b a " * SIZE))
    assert difference("a " * 2000, "a " * 2001) == "2,000 words are now 2,001"
