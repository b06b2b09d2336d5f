"""How long a caller waits: computed from the words at a fixed speaking rate, pauses and waits for a next key included."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from helpline.voice.calls import Calls
from helpline.voice.heard import Heard
from helpline.voice.keys import digits_below
from helpline.voice.turn import Can, Piece, Turn
from helpline.voice.twiml import BETWEEN_KEYS

WORDS_A_MINUTE = 150


@dataclass(frozen=True)
class Wait:
    """Seconds until the first words of a topic, for somebody who hears each key before pressing it at once.

    `seconds` counts from the answer of the call, `after_language` from the key that chose the language.
    """

    code: str
    topic: str
    seconds: float
    after_language: float


def words(text: str) -> int:
    """Return how many words are spoken: each digit is one."""
    tokens = ("".join(c for c in token if c.isalnum()) for token in text.replace("-", " ").split())
    return sum(len(token) if token.isdecimal() else 1 for token in tokens if token)


def seconds(pieces: Iterable[Piece]) -> float:
    """Return how long pieces take to say."""
    return sum(words(piece.text) * 60 / WORDS_A_MINUTE + piece.pause for piece in pieces)


def until_key(turn: Turn, key: str) -> float:
    """Return the seconds until a key has been said. Raises StopIteration if the turn does not offer it."""
    at = next(at for at, piece in enumerate(turn.pieces) if piece.key == key)
    return seconds(turn.pieces[: at + 1])


def first_action(calls: Calls, now: datetime) -> float:
    """Return the seconds from the answer until the first key has been said."""
    turn = calls.start(now)
    return until_key(turn, next(piece.key for piece in turn.pieces if piece.key))


def waits(calls: Calls, lang: str, now: datetime) -> list[Wait]:
    """Return the wait for every topic of the menu, in menu order."""
    start, before = calls.start(now), 0.0
    while start.state.lang != lang:
        before += _heard(calls, start, "8")
        start = _pressed(calls, start, "8", now)
    made = []
    for choice in calls.content.choices.values():
        turn, spent = start, 0.0
        for key in choice.code:
            spent += _heard(calls, turn, key)
            turn = _pressed(calls, turn, key, now)
        if choice.topic:
            made.append(Wait(choice.code, choice.topic, before + spent, spent))
    return made


def _heard(calls: Calls, turn: Turn, key: str) -> float:
    """Return the seconds until a key was said and, where a longer code could follow it, taken."""
    return until_key(turn, key) + (BETWEEN_KEYS if digits_below(calls.content, turn.state) > 1 else 0)


def _pressed(calls: Calls, turn: Turn, key: str, now: datetime) -> Turn:
    return calls.turn(Heard("keys", key), turn.state, now, Can())
