"""Changing replies on the web: drafts, proposals, approval, conflicts, pauses and the way back, over content that lives."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from helpline import settings
from helpline.live.live import Live
from helpline.reply.state import State
from helpline.reply.turn import Message
from helpline.store import migrate
from helpline.store.database import connect
from helpline.store.edits import Edits
from helpline.store.keys import Keys
from helpline.store.staff import Staff
from helpline.web.app import create_app
from tests.conftest import NOON
from tests.console.conftest import Browser, Clock, console_of

NAME = "how-given"
PATH = f"responses/immunotherapy/{NAME}.yaml"
PAGE = f"/staff/replies/{NAME}"
OLD, NEW = "into a vein (IV)", "into a vein (by IV)"
SMS = "Immunotherapy may be given into a vein (by IV) or as pills."


@pytest.fixture
def folder(small: Path) -> Path:
    return small


@pytest.fixture
def app(environment: dict[str, str], folder: Path, clock: Clock) -> Iterator[Flask]:
    url = f"sqlite:///{folder}/staff.db"
    engine = connect(url)
    migrate.upgrade(engine)
    own = {"DATABASE_URL": url, "HELPLINE_CONTENT_DIR": str(folder), "HELPLINE_VAR_DIR": str(folder / "var")}
    made = create_app(settings.read(environment | own))
    made.extensions["helpline-staff"] = Staff(engine, Keys("k" * 40), clock)
    yield made
    made.extensions["helpline-live"].close()


@pytest.fixture
def people(open_browser: Callable[[], Browser]) -> tuple[Browser, Browser]:
    """Ana, an editor, and Ben, an approver, each signed in."""
    ana, ben = open_browser(), open_browser()
    ana.sign_in("ana")
    ben.sign_in("ben")
    return ana, ben


def said(live: Live, text: str = "drip") -> str:
    live.look()
    assert live.line is not None
    return live.line.turn(Message(text), State(lang="en", met=True), NOON).texts[0]


def form(browser: Browser, **fields: str) -> dict[str, str]:
    """Return what the page's form holds with some fields filled in anew."""
    browser.get(PAGE)
    hidden = {name: value for name, value in browser.hidden().items() if name != "csrf"}
    return hidden | {name.replace("__", "."): value for name, value in fields.items()}


def proposal(ana: Browser, edits: Edits, **fields: str) -> int:
    answer = ana.post(PAGE, form(ana, do="propose", **fields))
    assert answer.location == f"{PAGE}?done=proposed"
    return edits.open(PATH)[-1].id


def test_the_list_finds_replies_by_their_words(people: tuple[Browser, Browser]) -> None:
    ana, _ = people
    ana.get("/staff/replies")
    assert ana.last.count("<li><a href=") > 80
    ana.get("/staff/replies?q=BLADDER")
    assert PAGE in ana.last
    assert "/staff/replies/side-effects" not in ana.last
    ana.get("/staff/replies?q=<script>")
    assert "<script>alert" not in ana.last
    assert "&lt;script&gt;" in ana.last


def test_a_page_shows_the_words_their_cost_and_the_section(people: tuple[Browser, Browser]) -> None:
    ana, _ = people
    assert ana.get(PAGE).status_code == 200
    for part in (
        OLD,
        "Source: National Cancer Institute",
        "2 segments",
        "UCS-2 units",
        "How is immunotherapy given?",
        "<mark>ó</mark>",
    ):
        assert part in ana.last
    assert ana.get("/staff/replies/no-such").status_code == 404


def test_the_preview_follows_what_is_typed_and_keeps_nothing(people: tuple[Browser, Browser], edits: Edits) -> None:
    ana, _ = people
    ana.post(f"{PAGE}/preview", form(ana, en__sms="Into a vein — or <b>pills</b>."))
    assert "How it is given: Into a vein <mark>—</mark> or &lt;b&gt;pills&lt;/b&gt;." in ana.last
    assert "<h1>" not in ana.last
    ana.post(f"{PAGE}/preview", form(ana, en__sms="long " * 100))
    assert "at most 2 (306" in ana.last
    assert 'href="#en-sms"' in ana.last
    assert edits.open() == []


def test_a_draft_changes_nothing_for_those_who_text(people: tuple[Browser, Browser], live: Live, edits: Edits) -> None:
    ana, _ = people
    assert ana.post(PAGE, form(ana, en__sms=SMS)).location == f"{PAGE}?done=saved"
    assert OLD in said(live)
    ana.get(PAGE)
    assert SMS in ana.last
    draft = edits.open(PATH)[0]
    assert (draft.author, draft.state) == ("ana", "draft")
    assert "# " not in draft.text or draft.text.count("# ") == (live.folder / PATH).read_text().count("# ")


def test_what_was_not_changed_makes_no_draft(people: tuple[Browser, Browser], edits: Edits) -> None:
    ana, _ = people
    assert ana.post(PAGE, form(ana)).location == f"{PAGE}?done=nothing-changed"
    assert edits.open() == []


def test_proposed_approved_live_and_back(people: tuple[Browser, Browser], live: Live, edits: Edits) -> None:
    ana, ben = people
    number = proposal(ana, edits, en__sms=SMS, note="shorter")
    ben.get(f"/staff/proposals/{number}")
    assert "<ins>(by IV)</ins>" in ben.last or "<ins>" in ben.last
    assert "shorter" in ben.last
    assert ben.post(f"/staff/proposals/{number}/approve").location == f"{PAGE}?done=published"
    assert NEW in said(live)
    assert live.line is not None
    review = live.line.content.entries[NAME].review
    assert (review["approved_by"], review["approved_on"]) == ("Ben Okafor, MD", "2026-11-24")
    ben.get(f"{PAGE}/history")
    assert "approved by ben" in ben.last
    assert ben.post(f"{PAGE}/back", {"revision": "0"}).location == f"{PAGE}?done=reverted"
    assert OLD in said(live)
    assert ben.post(f"{PAGE}/back", {"revision": str(number)}).location == f"{PAGE}?done=reverted"
    assert NEW in said(live)


def test_new_words_are_nobodys_approved_words(people: tuple[Browser, Browser], live: Live, edits: Edits) -> None:
    ana, ben = people
    ben.post(f"/staff/proposals/{proposal(ana, edits, en__sms=SMS)}/approve")
    live.look()
    ana.post(PAGE, form(ana, en__sms=SMS.replace("pills", "capsules")))
    assert "approved_by: null" in edits.open(PATH)[0].text


def test_an_editor_approves_nothing_and_nobody_their_own(
    people: tuple[Browser, Browser], live: Live, edits: Edits
) -> None:
    ana, ben = people
    number = proposal(ana, edits, en__sms=SMS)
    assert ana.post(f"/staff/proposals/{number}/approve").status_code == 403
    own = ben.post(PAGE, form(ben, do="propose", en__sms=SMS + " Or a cream."))
    assert own.location == f"{PAGE}?done=proposed"
    number = next(draft.id for draft in edits.open(PATH) if draft.author == "ben")
    assert ben.post(f"/staff/proposals/{number}/approve").status_code == 409
    assert "another person" in ben.last
    assert OLD in said(live)


def test_what_does_not_pass_the_check_is_kept_and_not_proposed(people: tuple[Browser, Browser], edits: Edits) -> None:
    ana, _ = people
    answer = ana.post(PAGE, form(ana, do="propose", en__sms="long " * 100))
    assert answer.status_code == 422
    assert "cannot be proposed yet" in ana.last
    assert [draft.state for draft in edits.open(PATH)] == ["draft"]


def test_a_keyword_of_another_reply_is_refused(people: tuple[Browser, Browser]) -> None:
    ana, _ = people
    answer = ana.post(PAGE, form(ana, do="propose", en__keywords="drip\nrash"))
    assert answer.status_code == 422
    assert "rash" in ana.last


def test_two_people_and_one_reply(people: tuple[Browser, Browser], live: Live, edits: Edits) -> None:
    """Both begin; Ben's words are published; Ana is told, loses nothing, and puts hers over them."""
    ana, ben = people
    begun = form(ana, en__sms="Ana: into a vein (by IV).")
    ben.get(PAGE)
    bens = edits.save(PATH, "eve", (live.folder / PATH).read_text().replace(OLD, NEW), 0, begun["file"])
    edits.propose(bens.id, "eve", "")
    ben.post(f"/staff/proposals/{bens.id}/approve")
    live.look()
    assert ana.post(PAGE, begun).location == f"{PAGE}?done=behind"
    ana.get(PAGE)
    assert "published anew while you were writing" in ana.last
    assert "Ana: into a vein" in ana.last
    assert (
        ana.post(PAGE, form(ana, do="propose", en__sms="Ana: into a vein (by IV).")).location == f"{PAGE}?done=behind"
    )
    assert ana.post(PAGE, form(ana, do="over", en__sms="Ana: into a vein (by IV).")).location == f"{PAGE}?done=saved"
    number = proposal(ana, edits, en__sms="Ana: into a vein (by IV).")
    ben.post(f"/staff/proposals/{number}/approve")
    assert "Ana: into a vein" in said(live)


def test_the_second_is_told_that_the_first_has_a_draft(people: tuple[Browser, Browser]) -> None:
    ana, ben = people
    ana.post(PAGE, form(ana, en__sms=SMS))
    ben.get(PAGE)
    assert "ana has a draft for this reply" in ben.last


def test_sent_back_with_a_word_and_given_up(people: tuple[Browser, Browser], edits: Edits) -> None:
    ana, ben = people
    number = proposal(ana, edits, en__sms=SMS)
    ben.post(f"/staff/proposals/{number}/send-back", {"note": "Please keep the cream."})
    ana.get(PAGE)
    assert "ben: Please keep the cream." in ana.last
    assert ana.post(f"{PAGE}/drop").location == f"{PAGE}?done=dropped"
    assert edits.open() == []


def test_a_pause_is_at_once_and_ends(people: tuple[Browser, Browser], live: Live) -> None:
    ana, _ = people
    ana.get(PAGE)
    assert ana.post(f"{PAGE}/pause", {"paused": "yes"}).location == f"{PAGE}?done=paused"
    assert "We are checking this answer" in said(live)
    assert "1-800-4-CANCER" in said(live)
    ana.get(PAGE)
    assert ana.post(f"{PAGE}/pause", {"paused": "no"}).location == f"{PAGE}?done=given-again"
    assert OLD in said(live)
    ana.get("/staff/replies/help")
    assert ana.post("/staff/replies/help/pause", {"paused": "yes"}).status_code == 400


def test_a_deploy_under_an_edit_is_told_and_chosen_about(
    people: tuple[Browser, Browser], live: Live, edits: Edits
) -> None:
    ana, ben = people
    ben.post(f"/staff/proposals/{proposal(ana, edits, en__sms=SMS)}/approve")
    file = live.folder / PATH
    file.write_text(file.read_text().replace("the bladder is called", "your bladder is called"))
    assert NEW in said(live)
    ben.get(PAGE)
    assert "A deploy has changed the file" in ben.last
    ben.get(f"{PAGE}/history")
    assert ben.post(f"{PAGE}/keep").location == f"{PAGE}?done=kept"
    live.look()
    ben.get(PAGE)
    assert "A deploy has changed the file" not in ben.last
    assert NEW in said(live)


def test_an_old_text_that_no_longer_passes_is_not_served_again(
    people: tuple[Browser, Browser], live: Live, edits: Edits
) -> None:
    _, ben = people
    old = edits.publish(PATH, "ben", "en: [", 0, "", "")
    new = edits.publish(PATH, "ben", (live.folder / PATH).read_text(), old.id, "", "")
    live.look()
    ben.get(PAGE)
    assert ben.post(f"{PAGE}/back", {"revision": str(old.id)}).status_code == 422
    assert edits.current(PATH) == new.id


@pytest.mark.skipif(not shutil.which("espeak-ng") and "CI" not in os.environ, reason="espeak-ng is not installed")
def test_what_is_typed_can_be_heard(people: tuple[Browser, Browser]) -> None:
    ana, _ = people
    answer = ana.post(f"{PAGE}/aloud/es", form(ana, es__voice="Por la vena."))
    assert answer.mimetype == "audio/wav"
    assert answer.data.startswith(b"RIFF")
    assert len(answer.data) > 50_000
    assert ana.post(f"{PAGE}/aloud/xx", form(ana)).status_code == 404


def test_without_content_the_console_says_so(
    people: tuple[Browser, Browser], live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, _ = people
    monkeypatch.setattr(live, "_line", None)
    assert ana.get(PAGE).status_code == 409
    assert "No content has passed the check yet" in ana.last


def test_markup_in_an_edit_is_text_on_every_staff_page(
    app: Flask, people: tuple[Browser, Browser], edits: Edits
) -> None:
    ana, ben = people
    script = "<script>alert()</script>\"'><img src=x onerror=alert()>"
    words = {
        f"{lang}__{key}": script for lang in ("en", "es") for key in ("title", "sms", "voice", "keywords", "examples")
    }
    number = proposal(ana, edits, en__sms=SMS, note=script)
    ben.post(f"/staff/proposals/{number}/send-back", {"note": script})
    assert ana.post(PAGE, form(ana, do="propose", note=script, **words)).status_code == 422
    ana.post(f"{PAGE}/preview", form(ana, **words))
    pages = [ana.last]
    rules = {
        rule.rule
        for rule in console_of(app).url_map.iter_rules()
        if rule.rule.startswith("/staff") and "GET" in (rule.methods or ())
    }
    for rule in sorted(rules):
        path = rule.replace("<name>", NAME).replace("<int:number>", str(number)).replace("<path:_>", script)
        for browser in people:
            browser.get(path)
            pages.append(browser.last)
    for page in pages:
        assert "<script>alert" not in page
        assert "<img src=x" not in page
    assert sum("&lt;script&gt;alert" in page for page in pages) >= 4
