"""Overview, words and trying with a real browser: by keyboard, on a phone, in light and dark, over real signed texts."""

from __future__ import annotations

import os
import re
import subprocess
import urllib.request
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Locator, Page, expect

from helpline.live.overlay import hash_of
from helpline.request import signature, text_parameters
from helpline.store.database import connect
from helpline.store.edits import Edits
from helpline.store.reports import PEOPLE
from tests.browser.conftest import accessible
from tests.conftest import ROOT, TOKEN
from tests.server import COMMAND, serving

PASSWORD = "copper lantern otter 7"
SIZES = {"phone": {"width": 360, "height": 740}, "desk": {"width": 1280, "height": 800}}
PATH = "responses/immunotherapy/where.yaml"
WORD = "balance"
"""Of the fixed vocabulary, firmly understood as nothing that the line answers."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    var = tmp_path_factory.mktemp("overview")
    url = f"sqlite:///{var / 'staff.db'}"
    environment = {
        "DATABASE_URL": url,
        "HELPLINE_VAR_DIR": str(ROOT / "var"),
        "TWILIO_AUTH_TOKEN": TOKEN,
        "PUBLIC_BASE_URL": "http://127.0.0.1:8000",
        "HELPLINE_SECRET_KEY": "k" * 40,
    }
    for name, role in (("ana", "editor"), ("ben", "approver")):
        add = [*COMMAND, "staff", "add", name, "--role", role, "--password-stdin"]
        subprocess.run(add, input=PASSWORD, text=True, check=True, env=os.environ | environment, cwd=ROOT)
    with serving(environment, workers=1) as server:
        texted(server)
        drafted(url)
        yield server


def texted(server: str) -> None:
    """Text the line as people do; what it counts is written within seconds."""
    bodies = ["side effects"] * 6 + ["efectos secundarios"] * 5 + ["drip"] * 2 + ["i cant breathe"] * 3
    for number, body in enumerate([*bodies, *[WORD] * PEOPLE]):
        form = text_parameters(body, sender=f"+1500555{number:04}")
        sign = signature(TOKEN, "http://127.0.0.1:8000/sms", form)
        post = urllib.request.Request(server + "/sms", urlencode(form).encode(), {"X-Twilio-Signature": sign})
        urllib.request.urlopen(post, timeout=15).close()


def drafted(url: str) -> None:
    engine = connect(url)
    edits, text = Edits(engine), (ROOT / PATH).read_text(encoding="utf-8")
    draft = edits.save(
        PATH, "ben", text.replace("keywords:\n", f"keywords:\n    - {WORD}\n", 1), 0, hash_of(ROOT, PATH)
    )
    edits.propose(draft.id, "ben", "asked for")
    engine.dispose()


@pytest.fixture(params=list(SIZES.values()), ids=list(SIZES))
def sized(page: Page, request: pytest.FixtureRequest) -> Page:
    page.set_viewport_size(request.param)
    return page


def sign_in(page: Page, site: str, name: str = "ana") -> None:
    page.goto(f"{site}/staff")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")


def settled(page: Page) -> None:
    """Wait until the store has written what was texted."""
    for _ in range(20):
        page.reload()
        if page.locator('[data-todo="words"]').count():
            return
        page.wait_for_timeout(500)
    raise AssertionError("the counts never came")


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def tab_to(page: Page, wanted: Locator) -> None:
    """Go there with the keyboard."""
    for _ in range(60):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("the keyboard does not get there")


def row(page: Page, chart: str, name: str) -> Locator:
    """Return the row of a chart's table."""
    card = page.locator(".card", has=page.locator(f"#{chart}"))
    return card.get_by_role("row", name=re.compile(f"^{name}"))


def test_the_overview_shows_what_was_texted(sized: Page, site: str) -> None:
    page = sized
    sign_in(page, site)
    settled(page)
    accessible(page)
    assert fits(page)
    for summary in page.get_by_text("The numbers").all():
        summary.click()
    expect(row(page, "topics", "Side effects")).to_contain_text("11")
    expect(row(page, "topics", "How it is given")).to_contain_text("under 5")
    expect(page.locator(".card", has=page.locator("#alarms"))).to_contain_text("under 5")
    expect(page.get_by_role("img", name="Not understood")).to_be_visible()
    accessible(page)
    assert fits(page)
    page.get_by_role("link", name="8 weeks").click()
    expect(page.get_by_role("heading", name="The last 8 weeks")).to_be_visible()
    accessible(page)
    assert fits(page)


def test_words_and_trying_are_accessible_and_fit(sized: Page, site: str) -> None:
    page = sized
    sign_in(page, site)
    settled(page)
    page.goto(f"{site}/staff/words")
    page.locator("summary", has_text=WORD).click()
    accessible(page)
    assert fits(page)
    page.goto(f"{site}/staff/try")
    accessible(page)
    page.get_by_label("Message").fill(WORD)
    page.get_by_label("Beside it, with").select_option(label="ben’s proposal of Where you get it")
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_role("heading", level=2)).to_have_count(2)
    for summary in page.get_by_text("Scores, runners-up").all():
        summary.click()
    accessible(page)
    assert fits(page)


def test_a_proposal_is_found_from_the_overview_by_keyboard(page: Page, site: str) -> None:
    sign_in(page, site)
    tab_to(page, page.locator('[data-todo="approve"] a'))
    with page.expect_request(re.compile("/staff/proposals/")):
        page.keyboard.press("Enter")


def test_a_word_becomes_a_keyword_by_keyboard(page: Page, site: str) -> None:
    """And an example that another reply has already is refused, with the draft kept."""
    sign_in(page, site)
    settled(page)
    page.goto(f"{site}/staff/words")
    tab_to(page, page.locator("summary", has_text=WORD))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_label("Keyword of"))
    page.keyboard.type("Side eff")
    tab_to(page, page.get_by_label("Test example"))
    page.keyboard.type("vaccines")
    page.keyboard.press("Enter")
    fault = page.get_by_role("alert")
    expect(fault).to_contain_text("Your draft is kept. It cannot be proposed like this")
    expect(fault).to_contain_text("'vaccines' gets answer vaccines")
    expect(page.get_by_label("Test example")).to_have_value("vaccines")
    accessible(page)
    expect(fault.get_by_role("link", name="Open the draft")).to_have_attribute("href", "/staff/replies/side-effects")


def test_a_message_is_tried_by_keyboard(page: Page, site: str) -> None:
    sign_in(page, site, "ben")
    page.goto(f"{site}/staff/try")
    tab_to(page, page.get_by_label("Message"))
    page.keyboard.type(WORD)
    tab_to(page, page.get_by_label("a text"))
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("words on a call")).to_be_checked()
    tab_to(page, page.get_by_label("Beside it, with"))
    page.keyboard.type("my prop")
    tab_to(page, page.get_by_role("button", name="Try it"))
    page.keyboard.press("Enter")
    results = page.locator(".results .card")
    expect(results).to_have_count(2)
    expect(results.first).not_to_contain_text("Gets Where you get it")
    expect(results.last).to_contain_text("Gets Where you get it")
    assert WORD not in page.url
