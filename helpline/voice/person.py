"""Getting a caller to a person: who is called when, and what is said when nobody answers."""

from __future__ import annotations

from typing import Literal

from helpline.reply.places import standing_at
from helpline.voice.script import Script
from helpline.voice.state import CallState
from helpline.voice.turn import Can, Piece, Turn

LineId = Literal["first", "second", "crisis"]
_SAID: dict[str, tuple[str, str]] = {
    "first": ("person", "person-missed"),
    "second": ("second-connect", "second-missed"),
    "crisis": ("crisis-connect", "crisis-missed"),
}


def to_person(script: Script, state: CallState, can: Can) -> Turn:
    """Connect within the hours; outside them say when the line opens, its number, and who is open now."""
    if standing_at(script.content, script.now)[0] == "open":
        return connect(script, state, "first", can)
    return Turn("closed", (*script.hours(), *_offers(script, can)), state.at("person"))


def connect(script: Script, state: CallState, line: LineId, can: Can) -> Turn:
    """Put the caller through, or say the number where this call cannot be."""
    said = _SAID[line][0]
    if not can.dial:
        return unreached(script, state, line, can)
    return Turn(said, script.say(said), state.at("dialled", line), "dial", line)


def after(script: Script, state: CallState, status: str, can: Can) -> Turn:
    """Go on after a call was put through: `status` is Twilio's DialCallStatus."""
    line = state.about[0]
    if status in ("completed", "answered"):
        pieces = (*script.say("person-back"), *script.block("next-short"))
        return Turn("person-back", pieces, state.at("menu", menu=""))
    return unreached(script, state, "first" if line == "first" else "second" if line == "second" else "crisis", can)


def unreached(script: Script, state: CallState, line: LineId, can: Can) -> Turn:
    """Say the number of the line that could not be reached, and what else there is."""
    missed = _SAID[line][1]
    if line == "crisis":
        return Turn(missed, script.say(missed), state.at("alarm", "crisis"))
    offers = _offers(script, can) if line == "first" else (*_texting(script, can), *script.say("next-short"))
    return Turn(missed, (*script.say(missed), *offers), state.at("person"))


def told_again(script: Script, state: CallState, can: Can) -> Turn:
    """Say the number and the offers again without calling anybody."""
    if standing_at(script.content, script.now)[0] == "open":
        return Turn("person-number", (*script.say("person-number"), *_offers(script, can)), state.at("person"))
    return to_person(script, state, can)


def _offers(script: Script, can: Can) -> tuple[Piece, ...]:
    second = script.block("second-offer") if can.dial else ()
    return (*second, *_texting(script, can), *script.say("next-short"))


def _texting(script: Script, can: Can) -> tuple[Piece, ...]:
    return script.say("text-number") if can.text else ()
