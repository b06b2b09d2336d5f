"""Typed reading of YAML nodes: every wrong shape becomes a problem with its place, and reading goes on.

unknown-key: a key that is not one here; the nearest is named.
GOOD: `keywords:`. BAD: `keyword:`, `Sms:`.

missing-key: a key that the file needs is missing or empty.
GOOD: `sms: "Words."` under `en:`. BAD: no `sms:`, or `sms:` with nothing behind it.

shape: a text where a list belongs, or the other way round.
GOOD: `keywords: [rash]`. BAD: `keywords: rash`, `sms: [Words.]`.

value: a value that cannot be what it should be, such as a date or a time.
GOOD: `checked: 2026-11-23`, `switch: open`. BAD: `checked: last week`, `switch: maybe`.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from helpline.content.yamlfile import Node
from helpline.problems import Level, Problem

T = TypeVar("T")
_SHOWN = 12
NOTHING = Node(1, 1, text="")


class Reader:
    """Reads one file's nodes and collects what is wrong with them."""

    def __init__(self, path: str, problems: list[Problem]) -> None:
        self.path, self.problems = path, problems

    def fault(self, node: Node, rule: str, sentence: str, level: Level = "error") -> None:
        """Record a problem at the place of `node`."""
        self.problems.append(Problem(self.path, node.line, node.col, level, rule, sentence))

    def block(self, node: Node, allowed: Iterable[str], required: Iterable[str] = ()) -> Mapping[str, Node]:
        """Return the keys of a block; unknown and missing keys are problems."""
        if node.kind != "block":
            self.fault(node, "shape", f"found a {node.kind}; allowed is a block of 'key: value' lines.")
            return {}
        known = list(allowed)
        for key, (line, col) in node.keys.items():
            if key not in known:
                self.fault(Node(line, col), "unknown-key", f"'{key}' is not a key here. {did_you_mean(key, known)}")
        for key in required:
            value = node.fields.get(key)
            if value is None or (value.text == "" and not value.items and not value.fields):
                self.fault(value or node, "missing-key", f"'{key}' is missing. Add '{key}: ...'.")
        return node.fields

    def text(self, node: Node) -> str:
        """Return a text; anything else is a problem and reads as ''."""
        if node.text is None:
            self.fault(
                node,
                "shape",
                f"found a {node.kind}; allowed is a text. Put it in quotes if it begins with '[', '{{' or '-'.",
            )
            return ""
        return node.text.strip()

    def texts(self, node: Node) -> tuple[str, ...]:
        """Return a list of texts. An empty value is an empty list."""
        return tuple(self.text(item) for item in self.items(node))

    def items(self, node: Node) -> tuple[Node, ...]:
        """Return the items of a list; anything else is a problem. An empty value is an empty list."""
        if node.items is None and node.text != "":
            self.fault(node, "shape", f"found a {node.kind}; allowed is a list: one '- ...' a line.")
        return node.items or ()

    def by_language(self, node: Node, languages: Iterable[str], read: Callable[[Node], T]) -> dict[str, T]:
        """Return what `read` makes of each language's value."""
        return {lang: read(child) for lang, child in self.block(node, languages).items() if lang in set(languages)}

    def parsed(self, node: Node, parse: Callable[[str], T], allowed: str, default: T) -> T:
        """Return `parse(text)`; a ValueError is a problem that names what is allowed."""
        text = self.text(node)
        try:
            return parse(text)
        except ValueError:
            self.fault(node, "value", f"found {text!r}; allowed is {allowed}.")
            return default


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a sentence that offers the nearest known word, or all of them, or says that there is none yet."""
    names = list(known)
    if not names:
        return "None is known yet; add it first."
    near = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    if near:
        return f"Did you mean '{near[0]}'?"
    rest = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"Allowed: {', '.join(names[:_SHOWN])}{rest}."
