"""What differs between two states of a reply, field by field, for somebody who reads and compares."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from helpline.console.form import LISTS, fields
from helpline.content.model import Kind

Piece = tuple[str, str]
"""A run of words, and '' for words in both, 'out' for words that went, 'in' for words that came."""


@dataclass(frozen=True)
class Change:
    """A field that differs: its language and label, and its words with what went and what came."""

    lang: str
    label: str
    pieces: tuple[Piece, ...]


def differences(before: str, after: str, languages: Iterable[str], kind: Kind) -> list[Change]:
    """Return the fields in which two texts of a reply file differ."""
    languages = tuple(languages)
    old, new = fields(before, languages, kind), fields(after, languages, kind)
    made = []
    for lang in languages:
        past = {field.name: field.value for field in old[lang]}
        for field in new[lang]:
            if (was := past.pop(field.name, "")) != field.value:
                lines = field.name.rpartition(".")[2] in LISTS
                made.append(Change(lang, field.label, tuple(_pieces(was, field.value, lines))))
    return made


def _pieces(before: str, after: str, lines: bool) -> Iterator[Piece]:
    gap = "\n" if lines else " "
    old, new = before.split(gap), after.split(gap)
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield gap.join(old[a:b]), ""
        else:
            if a < b:
                yield gap.join(old[a:b]), "out"
            if c < d:
                yield gap.join(new[c:d]), "in"
