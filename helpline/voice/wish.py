"""What the caller wants, whichever way it was said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "entry", "menu", "choices", "ask", "again", "more", "back", "person", "text", "language", "slower", "faster",
    "goodbye", "connect", "number", "no", "quiet", "stop", "forget", "unclear", "begin", "silence", "ended",
]  # fmt: skip


@dataclass(frozen=True)
class Wish:
    """A wish and what it is about: the id of a reply, a menu code, a language, a line, or the keys that mean nothing.

    What nobody wished for is one too: the `begin` of a call, `silence`, and that a connected call has `ended`, with how.
    `hint` names an alarm that is possible but not sure; `stop` says that an opt-out came with it.
    """

    kind: Kind
    about: tuple[str, ...] = ()
    hint: str = ""
    stop: bool = False


def wish(kind: Kind, *about: str) -> Wish:
    """Return a plain wish."""
    return Wish(kind, about)


COMMANDS: Mapping[str, Kind] = {
    "menu": "menu", "start": "menu", "back": "back", "repeat": "again", "more": "more", "person": "person",
    "goodbye": "goodbye", "forget": "forget", "slower": "slower", "faster": "faster", "texted": "text",
}  # fmt: skip
"""Replies that are commands on a call. Other replies of the line itself are simply said."""


def named(entry: str) -> Wish:
    """Return the wish that naming a reply is."""
    return wish(COMMANDS[entry]) if entry in COMMANDS else wish("entry", entry)
