"""A message tried in the console: what it gets now, what with a draft, why; and nothing of it kept."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from helpline.content.edit import changed
from helpline.live.overlay import hash_of
from helpline.store.edits import Edits
from helpline.store.published import Revision
from helpline.store.staff import Staff
from helpline.store.store import Store
from helpline.store.tables import counts, words
from tests.conftest import ROOT
from tests.console.conftest import Browser

PATH = "responses/immunotherapy/how-given.yaml"


@pytest.fixture
def page(browser: Browser) -> Browser:
    browser.sign_in()
    browser.get("/staff/try")
    return browser


def saved(edits: Edits, author: str, text: str) -> Revision:
    return edits.save(PATH, author, text, 0, hash_of(ROOT, PATH))


def tried(page: Browser, text: str, **form: str) -> list[tuple[str, str]]:
    """Return the heading and the reply of each result."""
    assert page.post("/staff/try", {"text": text} | form).status_code == 200
    heads = re.findall(r'<h2 id="result-\d">(.*?)</h2>', page.last)
    return list(zip(heads, re.findall(r"<p>Gets <strong>(.*?)</strong>", page.last), strict=True))


def bubbles(page: Browser) -> list[tuple[str, str]]:
    return re.findall(r'<p class="bubble" lang="(\w+)">(.*?)</p>', page.last, re.DOTALL)


def test_a_text_gets_what_it_would_get_with_its_cost_and_the_reason(page: Browser) -> None:
    assert tried(page, "side effects") == [("Now", "Side effects")]
    (lang, text), *rest = bubbles(page)
    assert (lang, rest) == ("en", [])
    assert text.startswith("Side effects: Immunotherapy can cause")
    assert "2 segments, 282 GSM-7 units" in page.last
    assert "It is a keyword, an example or a number" in page.last
    assert "responses/immunotherapy/side-effects.yaml" in page.last


@pytest.mark.parametrize(
    ("text", "form", "reply", "lang"),
    [
        ("efectos secundarios", {}, "Side effects", "es"),
        ("1", {"lang": "es"}, "menu", "es"),
        ("i cant breathe", {}, "emergency", "en"),
        ("qwzx", {}, "fallback", "en"),
        ("drip", {"channel": "voice"}, "How it is given", "en"),
    ],
)
def test_language_and_channel(page: Browser, text: str, form: dict[str, str], reply: str, lang: str) -> None:
    assert [found.lower() for _, found in tried(page, text, **form)] == [reply.lower()]
    assert bubbles(page)[0][0] == lang


def test_a_word_that_the_carrier_answers_gets_nothing(page: Browser) -> None:
    tried(page, "STOP")
    assert bubbles(page) == []
    assert "the phone company answers this word itself" in page.last


def test_with_a_draft_both_stand_side_by_side(page: Browser, edits: Edits) -> None:
    text = (ROOT / PATH).read_text(encoding="utf-8")
    new = changed(text, {"en.sms": "Only by drip, on {weekday}.", "en.keywords": ["drip", "zorblax"]})
    draft = saved(edits, "ana", new.replace(", on {weekday}", ""))
    assert tried(page, "zorblax", draft=str(draft.id)) == [
        ("Now", "fallback"),
        ("With my draft of How it is given", "How it is given"),
    ]
    assert "Only by drip." in bubbles(page)[-1][1]
    tried(page, "side effects", draft=str(draft.id))
    assert "The draft changes nothing for this message." in page.last


def test_a_draft_that_the_check_refuses_is_tried_as_far_as_it_goes(page: Browser, edits: Edits) -> None:
    text = (ROOT / PATH).read_text(encoding="utf-8")
    odd = saved(edits, "ben", changed(text, {"en.keywords": ["drip", "rash"]}))
    assert [head for head, _ in tried(page, "drip", draft=str(odd.id))][-1] == "With ben’s draft of How it is given"
    assert "The check refuses this draft" in page.last
    assert "also belongs to" in page.last
    broken = saved(edits, "ben", "topic: [")
    assert page.post("/staff/try", {"text": "drip", "draft": str(broken.id)}).status_code == 200
    assert "The check refuses this draft" in page.last


def test_own_drafts_come_first_then_proposals(page: Browser, edits: Edits) -> None:
    text = (ROOT / PATH).read_text(encoding="utf-8")
    for author in ("eve", "ben", "ana"):
        saved(edits, author, text)
    edits.propose(edits.open()[1].id, "ben", "")
    page.get("/staff/try")
    labels = re.findall(r'<option value="\d+">(.*?)</option>', page.last)
    assert labels == [f"{who} of How it is given" for who in ("my draft", "ben’s proposal", "eve’s draft")]


def test_nothing_to_try_and_odd_choices(page: Browser) -> None:
    assert page.post("/staff/try", {"text": "  "}).status_code == 422
    assert "Type a message to try." in page.last
    assert tried(page, "drip", channel="fax", lang="xx", draft="²") == [("Now", "How it is given")]
    assert page.post("/staff/try", {"text": "x" * 5000}).status_code == 200


def test_nothing_that_is_typed_is_kept(
    page: Browser, app: Flask, staff: Staff, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    mark = "zanzibar rash swelling"
    with caplog.at_level(logging.DEBUG):
        tried(page, mark)
        tried(page, mark, channel="voice")
    store: Store = app.extensions["helpline-store"]
    store.close()
    assert "zanzibar" not in caplog.text
    with staff.engine.connect() as connection:
        assert connection.execute(select(counts)).all() == []
        assert connection.execute(select(words)).all() == []
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and b"zanzibar" in path.read_bytes()]
