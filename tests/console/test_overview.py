"""The overview: each kind of work with where it is done, and pictures in which small counts cannot be told apart."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from lxml import etree

from helpline.console import todo
from helpline.console.charts import Series, columns, counted, lines
from helpline.console.pictures import since
from helpline.content.edit import changed
from helpline.live.live import Live
from helpline.live.overlay import hash_of
from helpline.problems import Problem
from helpline.store import writing
from helpline.store.edits import Edits
from helpline.store.published import Revision
from helpline.store.staff import Staff
from helpline.store.writing import Count
from tests.conftest import ROOT, plain
from tests.console.conftest import Browser, Clock

PATH = "responses/immunotherapy/how-given.yaml"


def draft(edits: Edits, author: str, path: str = PATH, propose: bool = False) -> Revision:
    text = changed((ROOT / path).read_text(encoding="utf-8"), {"en.title": f"Title by {author}"})
    made = edits.save(path, author, text, 0, hash_of(ROOT, path))
    return edits.propose(made.id, author, "plainer") if propose else made


def todos(page: str) -> dict[str, str]:
    """Return the text of each kind of work on the page, with its links."""
    found = re.findall(r'data-todo="([\w-]+)">(.*?)\n</li>', page, re.DOTALL)
    return {kind: " ".join(re.sub(r"<(?!a )[^>]*>|</?a |>", " ", text).split()) for kind, text in found}


def count(staff: Staff, *items: Count) -> None:
    with plain(staff.engine).begin() as transaction:
        writing.write(transaction, items)


def opened(browser: Browser, who: str = "ana", path: str = "/staff/") -> str:
    browser.sign_in(who)
    assert browser.get(path).status_code == 200
    return browser.last


def test_a_day_on_which_nothing_needs_doing(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(todos(opened(browser))) == {"unapproved"}
    monkeypatch.setattr(todo, "unapproved", lambda _: [])
    browser.get("/staff/")
    assert "Nothing needs doing" in browser.last
    assert "Nobody has texted or called" in browser.last


def test_refused_content_comes_first_with_each_problem(browser: Browser, live: Live) -> None:
    live.problems = (
        Problem(PATH, 7, 3, "error", "keyword-twice", "'drip' also belongs to <another> file."),
        Problem("responses/menu.yaml", 2, 1, "error", "unknown", "There is no topic 'x'."),
    )
    found = todos(opened(browser))
    assert next(iter(found)) == "refused"
    assert "New content was refused: 2 mistakes" in found["refused"]
    assert f'href="/staff/replies/how-given" {PATH}:7' in found["refused"]
    assert "&lt;another&gt;" in found["refused"]
    assert "There is no topic &#39;x&#39;" in found["refused"]


def test_warnings_are_grouped_by_kind_also_those_without_a_sentence_of_their_own(browser: Browser, live: Live) -> None:
    live.warnings = (
        Problem(PATH, 2, 1, "warning", "reading-grade", "grade 9."),
        Problem(PATH, 4, 9, "warning", "source-moved", "the section has changed."),
        Problem("responses/refer/refer-cost.yaml", 4, 9, "warning", "reading-grade", "grade 8."),
        Problem("responses", 1, 1, "warning", "unapproved", "99 replies wait"),
        Problem(PATH, 1, 1, "warning", "edit-moved", "the file has changed."),
    )
    found = todos(opened(browser))
    assert list(found) == ["edit-moved", "unapproved", "source-moved", "reading-grade"]
    assert "1 source section has changed since its reply was written" in found["source-moved"]
    assert "2 notes “reading-grade” of the check" in found["reading-grade"]
    assert "99 replies have nobody" in found["unapproved"]


def test_the_referral_is_due_after_45_days_and_told_once(browser: Browser, live: Live, clock: Clock) -> None:
    clock.forward(days=44)
    assert "referral-unchecked" not in todos(opened(browser))
    clock.forward(days=1)
    assert "46 days ago; at most 45" in todos(opened(browser))["referral-unchecked"]
    live.warnings = (Problem("responses/referral.yaml", 4, 1, "warning", "referral-unchecked", "as the check says."),)
    found = todos(opened(browser))["referral-unchecked"]
    assert "as the check says." in found
    assert "46 days" not in found


def test_drafts_and_proposals_are_told_to_each_as_it_concerns_them(
    open_browser: Callable[[], Browser], edits: Edits
) -> None:
    own = draft(edits, "ana", propose=True)
    draft(edits, "ana", "responses/refer/refer-cost.yaml")
    ana, ben = todos(opened(open_browser(), "ana")), todos(opened(open_browser(), "ben"))
    assert {"proposed", "own"} <= set(ana)
    assert "1 proposal of yours waits" in ana["proposed"]
    assert f'href="/staff/proposals/{own.id}" How it is given' in ana["proposed"]
    assert 'href="/staff/replies/refer-cost" Cost and insurance' in ana["own"]
    assert {"approve", "others"} <= set(ben)
    assert "1 proposal waits for approval Read it beside what is served" in ben["approve"]
    assert "by ana" in ben["approve"]
    assert "plainer" in ben["approve"]
    assert "/staff/proposals/" in ben["others"]


def test_a_draft_of_a_reply_that_is_gone_has_no_link(browser: Browser, edits: Edits) -> None:
    edits.save("responses/gone.yaml", "ben", "topic: gone\n", 0, "")
    assert "href" not in todos(opened(browser))["others"]


def test_published_edits_wait_for_export(browser: Browser, edits: Edits) -> None:
    made = draft(edits, "ana", propose=True)
    edits.approve(made.id, "ben", made.text)
    same = (ROOT / "responses/refer/refer-cost.yaml").read_text(encoding="utf-8")
    edits.publish("responses/refer/refer-cost.yaml", "ben", same, 0, "other", "")
    found = todos(opened(browser))
    assert (
        f"1 published edit is not in the files yet It is served all the same. For git, run: helpline export {PATH}"
        in found["export"]
    )
    assert "helpline export --done" in found["exported"]


def test_words_lead_to_their_page(browser: Browser, staff: Staff, clock: Clock) -> None:
    count(
        staff,
        *[Count(clock.at, "sms", "en", "fallback", "fallback", "", ("tingling", "rash"), f"p{n}") for n in range(11)],
    )
    found = todos(opened(browser))["words"]
    assert '1 word was not understood Some may belong to a reply, as keywords. href="/staff/words" tingling' in found


def test_pictures_show_what_was_asked_and_hide_small_counts(browser: Browser, staff: Staff, clock: Clock) -> None:
    now, before = clock.at, clock.at - timedelta(days=27)
    count(
        staff,
        *[Count(now, "sms", "en", "answer", "side-effects")] * 17,
        *[Count(now, "voice", "es", "answer", "where")] * 3,
        *[Count(now, "sms", "en", "fallback", "fallback")] * 5,
        *[Count(before, "sms", "en", "safety", "emergency")] * 6,
        *[Count(before - timedelta(days=1), "sms", "en", "answer", "research")] * 9,
    )
    rows = cells(opened(browser))
    assert ("Side effects", "17") in rows
    assert ("Where you get it", "under 5") in rows
    assert ("Nov 18", "20%") in rows, "5 of 25"
    assert ("Nov 18", "22", "under 5") in rows, "texts and calls, English and Spanish"
    assert ("Oct 28", "6", "0") in rows, "the first day of the four weeks"
    assert not any("Research" in row[0] for row in rows), "the day before them"
    eight = cells(opened(browser, path="/staff/?weeks=8"))
    assert any("esearch" in row[0] and row[1] == "9" for row in eight)


def test_every_picture_has_a_title_a_description_and_the_numbers(browser: Browser, staff: Staff, clock: Clock) -> None:
    count(staff, *[Count(clock.at, "sms", "en", "answer", "where")] * 8)
    page = opened(browser)
    drawn = re.findall(r'<svg class="chart".*?</svg>', page, re.DOTALL)
    assert len(drawn) == 6
    for svg in drawn:
        root = etree.fromstring(svg)
        assert root.get("aria-labelledby") == " ".join(root.find(name).get("id") for name in ("title", "desc"))
        assert (root.findtext("title") or "") in page
    assert page.count("<table>") == 6
    assert "style=" not in page, "the policy of the page would refuse it"


def cells(page: str) -> set[tuple[str, ...]]:
    rows = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', page)
    return {(name, *re.findall(r"<td>(.*?)</td>", rest)) for name, rest in rows}


def test_a_database_that_is_away_is_said(browser: Browser, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    browser.sign_in()

    def away(*_: object) -> None:
        raise OSError

    monkeypatch.setattr("helpline.console.overview.daily", away)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    assert browser.get("/staff/").status_code == 500
    assert "Something failed here" in browser.last


def test_one_and_four_look_the_same() -> None:
    one, four, five = (columns("x", "X", "", ["a"], [Series("s", (counted(times),))]).svg for times in (1, 4, 5))
    assert one == four != five


def test_names_are_escaped_and_small_rows_stay_out_of_the_picture() -> None:
    chart = lines("x", "<X>", "A & B", "Times", [("<b>", 7), ("few", 2)])
    root = etree.fromstring(chart.svg)
    assert [text.text for text in root.iter("text")] == ["<b>", "7"]
    assert chart.rows == (("<b>", "7"), ("few", "under 5"))


@pytest.mark.parametrize(("values", "top"), [((0.0,), "10"), ((11.0,), "12"), ((130.0, None), "160"), ((97.0,), "100"), ((1000.0,), "1,000"), ((None,), "10")])  # fmt: skip
def test_scales_end_at_a_round_number(values: tuple[float | None, ...], top: str) -> None:
    root = etree.fromstring(columns("x", "X", "", ["a"] * len(values), [Series("s", values)]).svg)
    assert [text.text for text in root.iter("text")][2] == top


def test_a_week_is_seven_days_with_today(clock: Clock) -> None:
    today = clock.at.date()
    assert since(today, 1) == today - timedelta(days=6)
