"""What a turn of a call gives back, before any TwiML."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from helpline.voice.state import CallState

PAUSE = 0.5
"""Seconds of silence between blocks, such as an answer and what one can do next."""


@dataclass(frozen=True)
class Piece:
    """A few sentences in one language. Once it was said, the caller knows the key `key`. `pause` seconds go before it."""

    lang: str
    text: str
    key: str = ""
    pause: float = 0.0


@dataclass(frozen=True)
class Can:
    """What can be done for this caller: send a text, put a call through, take an opt-out, delete what is held."""

    text: bool = False
    dial: bool = True
    stop: bool = False
    forget: bool = False


@dataclass(frozen=True)
class Turn:
    """What is said, and then: listen, connect to the line `dial`, or end the call.

    `text` is a reply (and which of its parts) to be sent to the caller's phone; `effect` something to be done about
    the caller's number; `patient` a long wait for the next word.
    """

    id: str
    pieces: tuple[Piece, ...]
    state: CallState
    then: Literal["listen", "dial", "end"] = "listen"
    dial: Literal["", "first", "second", "crisis"] = ""
    text: tuple[str, Literal["sms", "more"]] | None = None
    effect: Literal["", "stop", "forget"] = ""
    patient: bool = False
