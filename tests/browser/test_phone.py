"""The phone at `/` in Chromium, before the real server: texts, calls, what Twilio would do, and who can use it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from helpline.cli.evaluate import rows
from helpline.match.matcher import Matcher
from tests.browser.conftest import accessible
from tests.conftest import ROOT
from tests.server import serving

HOLIDAYS = re.compile(r"^  holidays:\n(    - .*\n)*", re.MULTILINE)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the real content on this machine, but with people who answer now: where they are, it is noon."""
    folder = tmp_path_factory.mktemp("content")
    for name in ("seeds", "responses"):
        shutil.copytree(ROOT / name, folder / name)
    referral = folder / "responses/referral.yaml"
    noon = (datetime.now(UTC).hour - 12) % 24
    text = HOLIDAYS.sub("", referral.read_text(encoding="utf-8")).replace(
        "mon tue wed thu fri", "mon tue wed thu fri sat sun"
    )
    zone = f"Etc/GMT{noon:+}" if noon <= 12 else f"Etc/GMT{noon - 24:+}"
    referral.write_text(text.replace("America/New_York", zone), encoding="utf-8")
    environment = {
        "HELPLINE_CONTENT_DIR": str(folder),
        "HELPLINE_VAR_DIR": str(ROOT / "var"),
        "DATABASE_URL": f"sqlite:///{folder}/store.db",
        "PUBLIC_BASE_URL": "http://127.0.0.1:8000",
        "TWILIO_AUTH_TOKEN": "",
        "HELPLINE_TRY_PAGE": "",
    }
    with serving(environment) as address:
        yield address


@pytest.fixture
def phone(page: Page, url: str) -> Page:
    """The page, which may ask nobody but its own server."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(url)
    page.wait_for_load_state("networkidle")
    assert all(one.startswith((url, "data:")) for one in asked), asked
    return page


@pytest.fixture
def call(phone: Page) -> Page:
    """A call that has just been answered."""
    phone.get_by_role("tab", name="Call").click()
    phone.get_by_role("button", name="Call", exact=True).click()
    expect(heard(phone).first).to_contain_text("In an emergency, hang up and call 9 1 1.")
    return phone


def text(page: Page, words: str) -> Locator:
    """Send a text; return what came back, once all of it is there."""
    own = page.locator("#texts .mine").filter(has=page.locator(".foot", has_text="segment"))
    before = own.count()
    lines = page.locator("#texts .line .bubble").count()
    page.get_by_label("Text message").fill(words)
    page.get_by_role("button", name="Send").click()
    expect(own).to_have_count(before + 1)
    expect(page.locator("#texts .line .bubble").nth(lines)).to_be_visible()
    return page.locator(f"#texts .line .bubble >> nth={lines}")


def heard(page: Page) -> Locator:
    return page.locator("#said .line .bubble")


def say(page: Page, words: str) -> None:
    page.get_by_label("What you say").fill(words)
    page.get_by_role("button", name="Say", exact=True).click()


def key(page: Page, name: str) -> None:
    page.locator(f"#keys [data-key='{name}']").click()


def skip(page: Page) -> None:
    page.get_by_role("button", name="Skip", exact=True).click()


def ambiguous(matcher: Matcher) -> tuple[str, str]:
    """Return a message that gets choices, and the title of the first, which has more to say."""
    content = matcher.content
    for path in sorted((ROOT / "tests/eval").glob("*sms*.jsonl")):
        for row in rows(path):
            match = matcher.match(row.text)
            words = content.words(match.topics[0], "en") if match.outcome == "choices" else None
            if words and words.more and match.lang == "en" and not match.hint:
                return row.text, words.title
    raise AssertionError("no message of tests/eval gets choices")


def test_a_text_conversation_with_choices_and_more(phone: Page, matcher: Matcher) -> None:
    message, title = ambiguous(matcher)
    expect(text(phone, message)).to_contain_text(f"1 {title}")
    expect(phone.locator("#why")).to_contain_text("No reply led clearly, so the line asks.")
    answer = text(phone, "1")
    expect(answer).to_contain_text(f"{title}:")
    expect(phone.locator("#texts .line .foot").last).to_contain_text(re.compile(r"\d segments? · GSM-7 · \d+ of \d+"))
    more = text(phone, "MORE")
    expect(more).to_contain_text(f"{title}:")
    assert more.inner_text() != answer.inner_text()
    phone.locator("#texts .line").first.get_by_role("button", name="Why?").click()
    expect(phone.locator("#why")).to_contain_text("choices")
    expect(phone.locator("#why")).to_be_focused()
    accessible(phone)


def test_an_idea_can_be_sent_with_one_press(phone: Page) -> None:
    phone.locator("#ideas [lang='es']").click()
    expect(phone.locator("#texts .line .bubble[lang='es']").first).to_be_visible()
    expect(phone.locator("#ideas")).to_be_hidden()


def test_each_phone_has_its_own_conversation_and_each_tab_its_own_phones(
    phone: Page, browser: Browser, url: str
) -> None:
    text(phone, "side effects")
    phone.get_by_role("button", name="Add a phone").click()
    expect(phone.locator("#texts li")).to_have_count(0)
    expect(text(phone, "MORE")).not_to_contain_text("Side effects:")
    phone.locator("#phones button").first.click()
    expect(phone.locator("#texts .bubble").first).to_contain_text("side effects")
    phone.reload()
    expect(phone.locator("#phones button")).to_have_count(2)
    expect(phone.locator("#texts .bubble").first).to_contain_text("side effects")
    other = browser.new_page()
    other.goto(url)
    expect(other.locator("#phones button")).to_have_count(1)
    assert other.locator("#own").inner_text() != phone.locator("#own").inner_text()
    other.close()
    phone.get_by_role("button", name="Start afresh").click()
    expect(phone.locator("#texts li")).to_have_count(0)
    expect(phone.locator("#phones button")).to_have_count(1)


def test_after_four_hours_the_line_has_forgotten_the_conversation(phone: Page) -> None:
    text(phone, "is it a pill or a shot")
    phone.get_by_role("button", name="Let four hours go by").click()
    expect(phone.locator("#texts .note")).to_contain_text("dropped the line's cookie")
    expect(text(phone, "MORE")).not_to_contain_text("How it is given:")


def test_stop_is_answered_by_the_carrier_and_holds(phone: Page) -> None:
    text(phone, "side effects")
    expect(text(phone, "STOP")).to_contain_text("You have successfully been unsubscribed.")
    expect(phone.locator("#texts .note").last).to_contain_text("Twilio answers this word itself")
    phone.get_by_label("Text message").fill("i cant breathe")
    phone.get_by_role("button", name="Send").click()
    expect(phone.locator("#texts .note").last).to_contain_text("Not delivered: this phone sent STOP")
    expect(text(phone, "START")).to_contain_text("You have successfully been re-subscribed")
    expect(text(phone, "side effects")).to_contain_text("Side effects:")


def test_a_call_through_menu_speech_silence_text_me_this_and_a_person(call: Page) -> None:
    call.keyboard.press("2")
    expect(call.locator("#said")).to_contain_text("You pressed 2")
    expect(heard(call).last).to_contain_text("Side effects.")
    expect(call.locator("#why")).to_contain_text("Keys, in the menu top.")
    say(call, "is it a pill or a shot")
    expect(call.locator("#said")).to_contain_text("You said: is it a pill or a shot")
    expect(heard(call).last).to_contain_text("How it is given.")
    expect(call.locator("#why")).to_contain_text("What decided")
    skip(call)
    call.get_by_role("button", name="Stay silent").click()
    expect(heard(call).last).to_contain_text("I am still here.")
    expect(call.locator("#said .mine").last).to_contain_text("You were silent")
    key(call, "7")
    expect(heard(call).last).to_contain_text("sending it to your phone")
    key(call, "0")
    expect(heard(call).last).to_contain_text("I will connect you with a person")
    skip(call)
    expect(call.locator("#said .note").last).to_contain_text("Connecting you to 1-800-4-CANCER…")
    accessible(call)
    call.get_by_role("button", name="Busy").click()
    expect(call.locator("#why")).to_contain_text("The call to a person has ended: busy.")
    key(call, "1")
    skip(call)
    expect(call.locator("#said .note").last).to_contain_text("Connecting you to 1-800-227-2345…")
    call.get_by_role("button", name="Answered").click()
    expect(call.locator("#said .note").last).to_contain_text("You are talking to 1-800-227-2345.")
    call.get_by_role("button", name="They hang up").click()
    expect(call.locator("#why")).to_contain_text("The call to a person has ended: completed.")
    call.get_by_role("button", name="Hang up").click()
    expect(call.locator("#said .note").last).to_contain_text("You hung up.")
    call.get_by_role("tab", name="Texts").click()
    expect(call.locator("#texts .line .bubble").first).to_contain_text("Source:")
    expect(call.locator("#texts .line .foot").first).to_contain_text("from your call")


def test_a_person_who_does_not_answer_is_given_up_as_twilio_does(call: Page) -> None:
    key(call, "0")
    skip(call)
    expect(call.locator("#ends")).to_be_visible()
    skip(call)
    expect(call.locator("#why")).to_contain_text("The call to a person has ended: no-answer.")


def test_the_other_language_is_spoken_and_marked(call: Page) -> None:
    key(call, "8")
    expect(heard(call).last.locator("[lang='es-US']").first).to_contain_text("En una emergencia")
    expect(call.locator("#language")).to_contain_text("Spanish")


def test_words_that_were_heard_badly_are_asked_back(call: Page) -> None:
    call.get_by_label("Heard badly").check()
    say(call, "side effects")
    expect(heard(call).last).to_contain_text("Did you say")
    expect(call.locator("#why")).to_contain_text("The recogniser was not sure")


def test_goodbye_ends_the_call_from_the_other_side(call: Page) -> None:
    say(call, "goodbye")
    skip(call)
    expect(call.locator("#said .note").last).to_contain_text("The line ended the call.")
    expect(call.get_by_role("button", name="Call", exact=True)).to_be_enabled()


def test_the_call_goes_on_behind_another_phone(call: Page) -> None:
    call.get_by_role("button", name="Add a phone").click()
    expect(call.locator("#said li")).to_have_count(0)
    expect(call.get_by_role("button", name="Call", exact=True)).to_be_disabled()
    call.locator("#phones button").first.click()
    expect(call.get_by_role("button", name="Hang up")).to_be_visible()
    expect(heard(call).first).to_contain_text("In an emergency")


def test_the_tabs_work_by_key_and_keys_are_not_dialled_while_typing(call: Page) -> None:
    call.get_by_label("What you say").press_sequentially("911")
    expect(call.locator("#said .mine")).to_have_count(0)
    call.get_by_role("tab", name="Call").press("ArrowLeft")
    expect(call.get_by_role("tab", name="Texts")).to_be_focused()
    expect(call.get_by_label("Text message")).to_be_visible()


def test_axe_finds_nothing(phone: Page) -> None:
    accessible(phone)
    text(phone, "side effects")
    phone.get_by_role("button", name="Add a phone").click()
    accessible(phone)
    phone.get_by_role("tab", name="Call").click()
    accessible(phone)
    phone.get_by_role("button", name="Call", exact=True).click()
    expect(heard(phone).first).to_contain_text("In an emergency")
    phone.get_by_role("button", name="Mute the voice").click()
    accessible(phone)


def test_it_works_at_phone_width(phone: Page) -> None:
    phone.set_viewport_size({"width": 360, "height": 740})
    expect(text(phone, "side effects")).to_be_in_viewport()
    accessible(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") == 360
    phone.get_by_role("tab", name="Call").click()
    phone.get_by_role("button", name="Call", exact=True).click()
    expect(heard(phone).first).to_contain_text("In an emergency")
    key(phone, "2")
    expect(heard(phone).last).to_contain_text("Side effects.")
    accessible(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") == 360
    for button in phone.locator("#live button:visible").all():
        box = button.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360


def test_pages_of_the_browser_hold_no_message_in_their_address(phone: Page, url: str) -> None:
    text(phone, "side effects")
    assert phone.url == f"{url}/"


def test_the_script_files_are_short_enough_to_read() -> None:
    for path in Path(ROOT / "helpline/web/static/phone").iterdir():
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 300, path.name
