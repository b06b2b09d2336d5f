"""What keys mean: a choice just offered, a key that means the same everywhere, or a code of the menu.

Digits may come one by one or as a whole code: the path holds the menu that they continue, so `1`, `3`, `2` and `13`,
`2` and `132` lead to the same place. What leads nowhere is never read as something else.
"""

from __future__ import annotations

from collections.abc import Mapping

from helpline.content.model import Choice, Content
from helpline.voice.state import CallState
from helpline.voice.wish import Kind, Wish, named, wish

EVERYWHERE: Mapping[str, Kind] = {
    "0": "person", "6": "more", "7": "text", "8": "language", "9": "again", "*": "menu", "#": "again",
}  # fmt: skip
"""Keys that mean the same on every prompt. `#` is pressed out of habit after a code, so it does no harm."""


def read_keys(content: Content, keys: str, state: CallState) -> Wish:
    """Return what the caller wants who pressed `keys` in `state`."""
    keys = keys.rstrip("#") or "#"
    if "*" in keys:
        code = keys.rpartition("*")[2]
        return _coded(content, code, "") if code else wish("menu", "")
    if len(set(keys)) == 1 and keys[0] in EVERYWHERE:
        return wish(EVERYWHERE[keys[0]])
    return _offered(content, keys, state) or _coded(content, keys, state.menu)


def _offered(content: Content, keys: str, state: CallState) -> Wish | None:
    """Return the choice that the last prompt gave to this key."""
    if state.step == "choose" and len(keys) == 1 and 1 <= int(keys) <= len(state.about):
        return named(state.about[int(keys) - 1])
    return agreed(content, state) if keys == "1" else None


def agreed(content: Content, state: CallState) -> Wish | None:
    """Return what "yes", or key 1, agrees to, where the last prompt asked for it."""
    if state.step == "ask":
        return wish("goodbye") if state.about == ("goodbye",) else wish("entry", *state.about[:1])
    if state.step == "alarm" and content.referral.crisis is not None:
        return wish("connect", "crisis")
    return wish("connect", "second") if state.step == "person" else None


def _coded(content: Content, code: str, menu: str) -> Wish:
    choice = content.choices.get(menu + code) or content.choices.get(code)
    if choice is None:
        return wish("number", code)
    return wish("entry", choice.topic) if choice.topic else wish("menu", choice.code)


def digits_below(content: Content, state: CallState) -> int:
    """Return how many keys a code may still have after the menu last offered; one where the prompt gave keys itself."""
    if state.step in ("choose", "ask", "alarm", "person"):
        return 1
    parent = content.choices.get(state.menu)
    return max(_depth(parent.choices if parent else content.menu), 1)


def _depth(choices: tuple[Choice, ...]) -> int:
    return max((1 + _depth(choice.choices) for choice in choices), default=0)
