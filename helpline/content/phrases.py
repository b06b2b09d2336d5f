"""`responses/safety/phrases.<lang>.yaml`: the word lists of the alarms.

A phrase is words in a row. `{cannot}` stands for any word of the group of that name, and ` ... ` lets up to four
other words stand between. Phrases and messages go through the same clean-up, so case, accents and apostrophes do
not matter.

unknown-alarm: an alarm that is none.
GOOD: emergency, crisis, stop, any. BAD: `emergancy:`.

empty-phrase, empty-group, phrase-braces: a phrase that nothing matches.
GOOD: `{cannot} ... breathe`. BAD: `!!`, a group without words, `{cannot}breathe`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from helpline.content.model import Phrase, Phrases
from helpline.content.reading import NOTHING, Reader, did_you_mean
from helpline.content.yamlfile import Node
from helpline.text.cleanup import clean

ALARMS = ("emergency", "crisis", "stop", "any")
"""What phrases raise. What stands under `any` excuses each of them."""

WIDEST_GAP = 4
"""Words that ` ... ` may stand for, at most."""

_BRACES = "allowed is a group alone between spaces, such as {cannot}. Write the word out, or add a group."
_GROUP = re.compile(r"^\{([a-z_]+)\}$")


def read_phrases(node: Node, reader: Reader, lang: str) -> tuple[Phrases, ...]:
    """Read one language's word lists: `groups`, then a block for each alarm with `explicit`, `ambiguous`, `unless`."""
    fields = reader.block(node, node.fields, ("groups",))
    groups = _groups(fields.get("groups", NOTHING), reader)
    made = []
    for alarm, block in fields.items():
        if alarm == "groups":
            continue
        if alarm not in ALARMS:
            at = Node(*node.keys[alarm])
            reader.fault(at, "unknown-alarm", f"there is no alarm '{alarm}'. {did_you_mean(alarm, ALARMS)}")
        lists = reader.block(block, ("explicit", "ambiguous", "unless"), ("explicit",))
        each = {key: _phrases(lists.get(key, NOTHING), reader, groups) for key in ("explicit", "ambiguous", "unless")}
        made.append(Phrases(alarm, lang, **each))
    return tuple(made)


def _groups(node: Node, reader: Reader) -> Mapping[str, tuple[str, ...]]:
    groups: dict[str, tuple[str, ...]] = {}
    for name, items in (node.fields if node is NOTHING else reader.block(node, node.fields)).items():
        words = [word for item in reader.items(items) for word in _member(item, reader, name, groups)]
        if not words:
            reader.fault(Node(*node.keys[name]), "empty-group", f"the group '{name}' holds no word. Add one.")
        groups[name] = tuple(dict.fromkeys(words))
    return groups


def _member(node: Node, reader: Reader, name: str, groups: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the words that one line of a group stands for: itself, or those of a group further up."""
    written = reader.text(node)
    if not {"{", "}"} & set(written):
        if cleaned := clean(written):
            return (cleaned,)
        reader.fault(node, "empty-phrase", f"nothing is left of {written!r} after clean-up. Remove it.")
        return ()
    group = _GROUP.match(written)
    if group and group[1] in groups:
        return groups[group[1]]
    if group:
        above = f"there is no group '{group[1]}' above '{name}'"
        reader.fault(node, "unknown-group", f"{above}. {did_you_mean(group[1], groups)}")
    else:
        reader.fault(node, "phrase-braces", f"found {written!r}; {_BRACES}")
    return ()


def _phrases(node: Node, reader: Reader, groups: Mapping[str, tuple[str, ...]]) -> tuple[Phrase, ...]:
    return tuple(phrase for item in reader.items(node) if (phrase := _phrase(item, reader, groups)))


def _phrase(node: Node, reader: Reader, groups: Mapping[str, tuple[str, ...]]) -> Phrase | None:
    written = reader.text(node)
    parts: list[tuple[str, ...]] = []
    gaps: list[int] = []
    gap = 0
    for piece in written.split():
        if piece == "...":
            gap = WIDEST_GAP
            continue
        group = _GROUP.match(piece)
        if group and group[1] not in groups:
            reader.fault(node, "unknown-group", f"there is no group '{group[1]}'. {did_you_mean(group[1], groups)}")
            return None
        if not group and {"{", "}"} & set(piece):
            reader.fault(node, "phrase-braces", f"found {piece!r}; {_BRACES}")
            return None
        found = [groups[group[1]]] if group else [(word,) for word in clean(piece).split()]
        for words in found:
            parts.append(words)
            gaps.append(gap)
            gap = 0
    if not parts:
        reader.fault(node, "empty-phrase", f"nothing is left of {written!r} after clean-up. Remove it.")
        return None
    return Phrase(written, tuple(parts), tuple(gaps))
