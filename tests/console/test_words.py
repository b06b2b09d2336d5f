"""Words that the line did not know: shown when many used them, and made keywords in a person's own draft."""

from __future__ import annotations

import re

import pytest

from helpline.content.edit import changed
from helpline.content.yamlfile import parse_mapping
from helpline.live.overlay import hash_of
from helpline.store import writing
from helpline.store.edits import Edits
from helpline.store.reports import PEOPLE
from helpline.store.staff import Staff
from helpline.store.writing import Count
from tests.conftest import ROOT, plain
from tests.console.conftest import Browser, Clock

PATH = "responses/immunotherapy/side-effects.yaml"
FORM = {"word": "tingling", "reply": "side-effects", "lang": "en", "example": "is tingling normal?"}


@pytest.fixture
def used(staff: Staff, clock: Clock) -> None:
    """Words of messages that were not understood."""
    words = {"tingling": PEOPLE + 3, "spleen": PEOPLE, "port": PEOPLE - 1, "rash": PEOPLE + 9}
    with plain(staff.engine).begin() as transaction:
        for word, people in words.items():
            items = (Count(clock.at, "sms", "en", "fallback", "fallback", "", (word,), f"p{n}") for n in range(people))
            writing.write(transaction, items)


@pytest.fixture
def page(browser: Browser, used: None) -> Browser:
    browser.sign_in()
    browser.get("/staff/words")
    return browser


def shown(page: Browser) -> list[str]:
    return re.findall(r"<summary><strong>(\w+)</strong>", page.last)


def listed(text: str, lang: str, key: str) -> list[str | None]:
    return [item.text for item in parse_mapping(text, "").fields[lang].fields[key].items or ()]


def test_words_of_many_people_that_no_reply_has_yet(page: Browser) -> None:
    assert shown(page) == ["tingling", "spleen"]
    assert "14 people" in page.last
    assert "1 word is left out" in page.last, "rash is a keyword by now"
    assert 'value="emergency"' not in page.last, "alarms have their own lists"


def test_without_words_the_page_says_so(browser: Browser, staff: Staff) -> None:
    browser.sign_in()
    browser.get("/staff/words")
    assert "No word stands out" in browser.last


def test_a_word_goes_into_the_own_draft_with_its_example(page: Browser, edits: Edits) -> None:
    before = (ROOT / PATH).read_text(encoding="utf-8")
    answer = page.post("/staff/words", FORM | {"example": "tingling", "lang": "en"})
    assert (answer.status_code, answer.location) == (303, "/staff/replies/side-effects?done=word-added")
    (draft,) = edits.open(PATH)
    assert (draft.author, draft.state, draft.parent, draft.file) == ("ana", "draft", 0, hash_of(ROOT, PATH))
    assert listed(draft.text, "en", "keywords") == [*listed(before, "en", "keywords"), "tingling"]
    assert listed(draft.text, "en", "examples") == [*listed(before, "en", "examples"), "tingling"]
    assert listed(draft.text, "es", "keywords") == listed(before, "es", "keywords")
    assert edits.overlay() == {}, "nothing is published"
    page.get("/staff/words")
    assert "in a draft of Side effects" in page.last


def test_a_draft_that_is_there_is_written_on(page: Browser, edits: Edits) -> None:
    text = changed((ROOT / PATH).read_text(encoding="utf-8"), {"en.title": "Begun before"})
    begun = edits.save(PATH, "ana", text, 0, "an older file")
    other = edits.save(PATH, "ben", text, 0, "an older file")
    page.post("/staff/words", FORM | {"example": "tingling"})
    for _ in range(2):
        page.post("/staff/words", FORM | {"word": "spleen", "example": "spleen"})
    own, bens = edits.get(begun.id), edits.get(other.id)
    assert own is not None
    assert bens is not None
    assert listed(own.text, "en", "keywords")[-2:] == ["tingling", "spleen"]
    assert "Begun before" in own.text
    assert own.file == "an older file", "that the file has moved on is still seen"
    assert bens.text == text


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"example": "vaccines"}, "&#39;vaccines&#39; gets answer vaccines"),
        (
            {"word": "rash", "reply": "vaccines", "example": "rash"},
            "also belongs to responses/immunotherapy/side-effects.yaml",
        ),
    ],
    ids=["example", "keyword"],
)
def test_what_the_check_refuses_is_said_and_the_draft_kept(
    page: Browser, edits: Edits, form: dict[str, str], sentence: str
) -> None:
    answer = page.post("/staff/words", FORM | form)
    assert answer.status_code == 422
    assert "Your draft is kept. It cannot be proposed like this" in page.last
    assert sentence in page.last
    assert "<details open>" in page.last
    assert (FORM | form)["example"] in page.last
    (draft,) = edits.open()
    assert (FORM | form)["word"] in listed(draft.text, "en", "keywords")


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"reply": ""}, "Choose the reply"),
        ({"reply": "emergency"}, "Choose the reply"),
        ({"example": " "}, "Write a message"),
    ],
)
def test_what_is_missing_is_asked_for(page: Browser, edits: Edits, form: dict[str, str], sentence: str) -> None:
    assert page.post("/staff/words", FORM | form).status_code == 422
    assert sentence in page.last
    assert edits.open() == []


@pytest.mark.parametrize("form", [{"word": "john"}, {"lang": "xx"}])
def test_only_words_of_the_vocabulary_and_our_languages(page: Browser, edits: Edits, form: dict[str, str]) -> None:
    assert page.post("/staff/words", FORM | form).status_code == 400
    assert edits.open() == []
