"""The browser's voices and its recogniser, stood in for: what is spoken, what interrupts it, what is heard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.server import serving

VOICES = """
window.spoken = [];
const voices = [{ lang: "en-US", name: "Anna" }, { lang: "es_ES", name: "Luz" }];
class Utterance { constructor(text) { this.text = text; } }
window.SpeechSynthesisUtterance = Utterance;
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => voices,
  speak: (utterance) => spoken.push([utterance.lang, utterance.text]),
  cancel: () => spoken.push(["cancel"]),
} });
"""
RECOGNISER = """
window.webkitSpeechRecognition = window.SpeechRecognition = class {
  start() { window.listening = this; }
  stop() { this.onend(); }
};
window.hears = (transcript, confidence) => {
  listening.onresult({ results: [[{ transcript, confidence }]] });
  listening.onend();
};
"""
WITHOUT = "delete window.SpeechRecognition; delete window.webkitSpeechRecognition; delete window.speechSynthesis;"


@pytest.fixture(scope="module")
def url(environment: dict[str, str]) -> Iterator[str]:
    with serving(environment | {"HELPLINE_TRY_PAGE": "on"}, workers=1) as address:
        yield address


def calling(page: Page, url: str, *scripts: str) -> None:
    for script in scripts:
        page.add_init_script(script)
    page.goto(url)
    page.get_by_role("tab", name="Call").click()
    page.get_by_role("button", name="Call", exact=True).click()
    expect(page.locator("#said .line").first).to_contain_text("In an emergency")


def test_words_are_spoken_in_their_language_and_a_key_interrupts_them(page: Page, url: str) -> None:
    calling(page, url, VOICES)
    language, words = page.evaluate("spoken[0]")
    assert language == "en-US"
    assert words.startswith("In an emergency")
    assert page.evaluate("spoken.length") == 1, "the next words wait for these"
    page.locator("#keys [data-key='8']").click()
    expect(page.locator("#said .line").last).to_contain_text("En una emergencia")
    assert page.evaluate("spoken[1]") == ["cancel"]
    assert page.evaluate("spoken.at(-1)[0]") == "es_ES"


def test_a_muted_voice_says_nothing_and_the_words_are_still_shown(page: Page, url: str) -> None:
    calling(page, url, VOICES)
    page.get_by_role("button", name="Mute the voice").click()
    before = page.evaluate("spoken.filter(([first]) => first !== 'cancel').length")
    page.locator("#keys [data-key='2']").click()
    expect(page.locator("#said .line").last).to_contain_text("Side effects.")
    assert page.evaluate("spoken.filter(([first]) => first !== 'cancel').length") == before
    expect(page.get_by_role("button", name="Mute the voice")).to_have_attribute("aria-pressed", "true")


def test_what_the_recogniser_hears_is_said_with_its_confidence(page: Page, url: str) -> None:
    calling(page, url, VOICES, RECOGNISER)
    page.get_by_role("button", name="Speak").click()
    expect(page.get_by_role("button", name="Speak")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("spoken.at(-1)") == ["cancel"], "who begins to speak interrupts the voice"
    assert page.evaluate("listening.lang") == "en-US"
    page.evaluate("hears('side effects', 0.2)")
    expect(page.locator("#said .mine").last).to_contain_text("You said: side effects")
    expect(page.locator("#said .line").last).to_contain_text("Did you say")
    expect(page.get_by_role("button", name="Speak")).to_have_attribute("aria-pressed", "false")


def test_a_recogniser_that_hears_nothing_leaves_the_caller_time(page: Page, url: str) -> None:
    calling(page, url, RECOGNISER)
    page.get_by_role("button", name="Speak").click()
    page.get_by_role("button", name="Speak").click()
    expect(page.locator("#said .note").last).to_contain_text("Nothing was heard.")
    page.locator("#keys [data-key='2']").click()
    expect(page.locator("#said .line").last).to_contain_text("Side effects.")


def test_a_browser_without_voices_and_recogniser_has_the_words_and_typed_speech(page: Page, url: str) -> None:
    calling(page, url, WITHOUT)
    expect(page.get_by_role("button", name="Speak")).to_be_hidden()
    page.get_by_label("What you say").fill("side effects")
    page.get_by_label("What you say").press("Enter")
    expect(page.locator("#said .line").last).to_contain_text("Side effects.")
