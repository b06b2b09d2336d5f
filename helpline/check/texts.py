"""Rules for what is sent and said: its places and its full stops."""

from __future__ import annotations

import re
from collections.abc import Iterator

from helpline.check.found import at
from helpline.check.scope import Scope
from helpline.content.model import Content, Entry
from helpline.problems import Problem
from helpline.reply.places import OWN, PLACE, PLACES, code_of

_BRACES = re.compile(r"\{[^{}]*\}|\{\S*|\}")
_TWICE = re.compile(r"\{(?:menu|topics|hours|languages)\}\s*\.|(?<!\.)\.\s*\.(?!\.)")


def places(scope: Scope) -> Iterator[Problem]:
    """place-unknown, place-here: a place in braces that nothing fills, or not in this reply.

    GOOD: "call {phone}". BAD: "call {fone}", "call { Phone }", "{code:rash}" where no topic has that id, "{opens}"
    outside closed.yaml, any place in a title.
    """
    allowed = f"Allowed: {', '.join(sorted(PLACES))}, and code:TOPIC for a topic in the menu."
    for entry, lang, key, text in scope.texts():
        for found in PLACE.finditer(text):
            if not _known(scope.content, found[1], found[2]):
                yield at(entry, f"{lang}.{key}", "place-unknown", f"nothing fills {found[0]}. {allowed}")
            elif where := _elsewhere(entry, key, found[1]):
                yield at(entry, f"{lang}.{key}", "place-here", f"{found[0]} is filled only {where}. Take it out.")
        for braces in _BRACES.findall(PLACE.sub("", text)):
            yield at(entry, f"{lang}.{key}", "place-unknown", f"nothing fills {braces}. {allowed}")
    for entry, lang, key, text in scope.texts(("title",)):
        for braces in _BRACES.findall(text):
            sentence = f"nothing fills {braces} in a title. Write what it stands for."
            yield at(entry, f"{lang}.{key}", "place-unknown", sentence)


def _known(content: Content, name: str, topic: str) -> bool:
    return bool(topic) and code_of(content, topic) != topic if name == "code" else name in PLACES


def _elsewhere(entry: Entry, key: str, name: str) -> str:
    """Return where the place `name` is filled instead of here, or nothing if it is filled here."""
    if name in OWN:
        return "" if entry.id in OWN[name] else f"in {', '.join(sorted(OWN[name]))}"
    call = key in ("voice", "voice_more")
    if name == "languages":
        return "" if call else "on calls"
    if name == "topics" and (call or entry.kind == "topic"):
        return "in texts that are no topic"
    return "on calls, or in texts that are no topic" if name == "menu" and entry.kind == "topic" and not call else ""


def stops(scope: Scope) -> Iterator[Problem]:
    """stop-twice: two full stops in a row, also behind a place whose words end with one.

    GOOD: "{topics} Text one." BAD: "{topics}. Text one.", "Call us.. Now."
    """
    for entry, lang, key, text in scope.texts():
        if found := _TWICE.search(text):
            sentence = (
                f"{found[0]!r} ends with two full stops. Take one out; the words of such a place bring their own."
            )
            yield at(entry, f"{lang}.{key}", "stop-twice", sentence)
