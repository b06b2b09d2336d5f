"""`responses/safety/phrases.<lang>.yaml`: the word lists of the alarms.

A phrase is words in a row. `{cannot}` stands for any word of the group of that name, and ` ... ` lets up to four
other words stand between. Phrases and messages go through the same clean-up, so case, accents and apostrophes do
not matter.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from helpline.content.model import Phrase, Phrases
from helpline.content.reading import NOTHING, Reader, did_you_mean
from helpline.content.yamlfile import Node
from helpline.text.cleanup import clean

WIDEST_GAP = 4
"""Words that ` ... ` may stand for, at most."""

_GROUP = re.compile(r"^\{([a-z_]+)\}$")


def read_phrases(node: Node, reader: Reader, lang: str) -> tuple[Phrases, ...]:
    """Read one language's word lists: `groups`, then a block for each alarm with `explicit`, `ambiguous`, `unless`."""
    fields = reader.block(node, node.fields, ("groups",))
    groups = _groups(fields.get("groups", NOTHING), reader)
    made = []
    for alarm, block in fields.items():
        if alarm == "groups":
            continue
        lists = reader.block(block, ("explicit", "ambiguous", "unless"), ("explicit",))
        each = {key: _phrases(lists.get(key, NOTHING), reader, groups) for key in ("explicit", "ambiguous", "unless")}
        made.append(Phrases(alarm, lang, **each))
    return tuple(made)


def _groups(node: Node, reader: Reader) -> Mapping[str, tuple[str, ...]]:
    groups: dict[str, tuple[str, ...]] = {}
    for name, items in node.fields.items():
        words = [
            word
            for text in reader.texts(items)
            for word in ([clean(text)] if "{" not in text else groups.get(text.strip("{} "), ()))
        ]
        for item in items.items or ():
            if item.text and "{" not in item.text and not clean(item.text):
                reader.fault(item, "empty-phrase", f"nothing is left of {item.text!r} after clean-up. Remove it.")
        groups[name] = tuple(dict.fromkeys(word for word in words if word))
    return groups


def _phrases(node: Node, reader: Reader, groups: Mapping[str, tuple[str, ...]]) -> tuple[Phrase, ...]:
    return tuple(phrase for item in node.items or () if (phrase := _phrase(item, reader, groups)))


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
        found = [groups[group[1]]] if group else [(word,) for word in clean(piece).split()]
        for words in found:
            parts.append(words)
            gaps.append(gap)
            gap = 0
    if not parts:
        reader.fault(node, "empty-phrase", f"nothing is left of {written!r} after clean-up. Remove it.")
        return None
    return Phrase(written, tuple(parts), tuple(gaps))
