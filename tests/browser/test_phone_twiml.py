"""The page's TwiML follower by itself, in Chromium: documents that this line never sends must be followed as well."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.server import serving

PLAY = """async ({ documents, acts }) => {
  const { Call } = await import("/static/phone/twiml.js");
  const log = [];
  const way = { post: async (path, parameters) => {
    log.push(["post", path, parameters]);
    const next = documents.shift() ?? "";
    return { status: 200, document: next.startsWith("<?xml") ? next : `<Response>${next}</Response>` };
  } };
  const act = (gathering) => {
    const [what, value] = acts.shift() ?? ["nothing"];
    if (what === "keys") [...value].forEach((key) => gathering.press(key));
    if (what === "speech") gathering.speak(value, 0.9);
    if (what === "hang up") call.hangUp();
  };
  const phone = {
    say: async ({ text, pause, slow }, language, signal) => log.push(["say", text, pause, slow, language, signal.aborted]),
    wait: async (seconds, why, signal) => { if (!signal.aborted) log.push(["wait", seconds, why]); return !signal.aborted; },
    listen: (gathering) => gathering && act(gathering),
    dial: async (number, seconds) => { log.push(["dial", number, seconds]); return "busy"; },
    heard: () => {}, answered: () => {},
    note: (text) => log.push(["note", text]),
    ended: (reason) => log.push(["ended", reason]),
  };
  const call = new Call(way, phone);
  await call.run("/voice");
  return log;
}"""


@pytest.fixture(scope="module")
def url(environment: dict[str, str]) -> Iterator[str]:
    with serving(environment | {"HELPLINE_TRY_PAGE": "on"}, workers=1) as address:
        yield address


@pytest.fixture
def play(page: Page, url: str) -> Any:
    page.goto(url)
    return lambda documents, *acts: page.evaluate(PLAY, {"documents": list(documents), "acts": list(acts)})


def posts(log: list[Any]) -> list[Any]:
    return [entry[1:] for entry in log if entry[0] == "post"][1:]


def test_the_first_request_is_a_ringing_call_and_an_empty_document_ends_it(play: Any) -> None:
    log = play([""])
    assert log[0] == ["post", "/voice", {"CallStatus": "ringing"}]
    assert log[-1] == ["ended", "The line ended the call."]


def test_verbs_are_played_in_turn(play: Any) -> None:
    document = '<Say language="es-US">Hola<break time="500ms"/><prosody rate="75%">despacio</prosody></Say><Pause/><Pause length="3"/>'
    assert play([document])[1:-1] == [
        ["say", "Hola", 0, False, "es-US", False],
        ["wait", 0.5, "breath"],
        ["say", "despacio", 0.5, True, "es-US", False],
        ["wait", 1, "pause"],
        ["wait", 3, "pause"],
    ]


def test_silence_goes_to_the_next_verb_unless_the_action_wants_it(play: Any) -> None:
    redirect = "<Redirect>/voice/b</Redirect>"
    assert posts(play([f'<Gather action="/voice/a" timeout="4"/>{redirect}'])) == [["/voice/b", {}]]
    wanted = f'<Gather action="/voice/a" actionOnEmptyResult="true"/>{redirect}'
    log = play([wanted])
    assert posts(log) == [["/voice/a", {"Digits": ""}]]
    assert ["wait", 5, "input"] in log, "Twilio waits five seconds where a document says nothing else"


@pytest.mark.parametrize(
    ("gather", "act", "posted"),
    [
        ('numDigits="2"', ["keys", "123"], {"Digits": "12"}),
        ("", ["keys", "12#"], {"Digits": "12", "FinishedOnKey": "#"}),
        ('finishOnKey="*"', ["keys", "1#*"], {"Digits": "1#", "FinishedOnKey": "*"}),
        ('finishOnKey="" numDigits="3"', ["keys", "1#2"], {"Digits": "1#2"}),
        ("", ["keys", "12"], {"Digits": "12"}),
        ('input="dtmf speech"', ["speech", "hello"], {"SpeechResult": "hello", "Confidence": "0.9"}),
        ('input="dtmf"', ["speech", "hello"], {"Digits": ""}),
        ('input="speech"', ["keys", "1"], {"Digits": ""}),
    ],
)
def test_what_a_caller_does_within_a_gather(play: Any, gather: str, act: list[str], posted: dict[str, str]) -> None:
    document = f'<Gather action="/voice/a" actionOnEmptyResult="true" {gather}><Say>Well?</Say></Gather>'
    assert posts(play([document], act)) == [["/voice/a", posted]]


def test_a_key_interrupts_what_is_said(play: Any) -> None:
    log = play(['<Gather numDigits="1"><Say>Long.</Say><Pause length="7"/></Gather>'], ["keys", "1"])
    assert ["say", "Long.", 0, False, "en-US", True] in log
    assert not [entry for entry in log if entry[0] == "wait"]
    assert posts(log) == [["/voice", {"Digits": "1"}]], "without an action, the document's own address is asked again"


def test_actions_are_relative_to_the_document(play: Any) -> None:
    log = play(["<Redirect>/voice/en/x</Redirect>", "<Redirect>y</Redirect>"])
    assert posts(log) == [["/voice/en/x", {}], ["/voice/en/y", {}]]


def test_a_dialled_call_reports_how_it_ended(play: Any) -> None:
    log = play(['<Dial action="/voice/d" timeout="20"><Number>+18004226237</Number></Dial><Say>Never said.</Say>'])
    assert ["dial", "+18004226237", 20] in log
    assert posts(log) == [["/voice/d", {"DialCallStatus": "busy"}]]
    assert not [entry for entry in log if entry[0] == "say"]
    assert ["say", "Said.", 0, False, "en-US", False] in play(["<Dial>988</Dial><Say>Said.</Say>"])


def test_hanging_up_ends_everything(play: Any) -> None:
    log = play(["<Gather><Say>Well?</Say></Gather><Redirect>/voice/b</Redirect>"], ["hang up"])
    assert log[-1] == ["ended", "You hung up."]
    assert not posts(log)


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ("<Redirect>https://example.org/x</Redirect>", "The document leads to example.org"),
        ('<?xml version="1.0"?><html/>', "12100"),
        ("<Redirect>/voice</Redirect>", "round in a circle"),
    ],
)
def test_what_twilio_would_not_go_on_with_ends_the_call(play: Any, document: str, reason: str) -> None:
    log = play([document] * 50)
    assert reason in log[-1][1]


def test_a_verb_that_is_not_played_is_named(play: Any) -> None:
    assert ["note", "<Play> is not played by this page."] in play(["<Play>a.mp3</Play>"])
