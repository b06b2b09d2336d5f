"""Reading the small part of YAML that reply files use, with the place of every value and no silent surprises.

Every scalar is the text as written (`yes`, `9:30` and `007` stay text). What YAML would quietly lose is an error
that says so: a value cut at ` #`, a key given twice, tabs, tags, anchors, several documents.

yaml-syntax: the file cannot be read from here on: a quote not closed, a `: ` inside a text, a tab.
GOOD: `sms: "Call: 911"`. BAD: `sms: Call: 911`.

yaml-hash: everything behind a ` #` would be lost as a comment.
GOOD: `sms: "Press # to go back"`. BAD: `sms: Press # to go back`.

yaml-braces: a text that begins with a brace or a bracket is read as a block or a list.
GOOD: `sms: "{name}: welcome"`. BAD: `sms: {name}`.

yaml-twice: a key is given twice, and one of the two would be lost.
GOOD: one `sms:` under `en:`. BAD: two of them.

yaml-anchor, yaml-tag: a text begins with a sign that YAML keeps for itself.
GOOD: `- "*69"`, `- "!!"`. BAD: `- *69`, `- !!`.

yaml-control: a text holds a character that nobody can see.
GOOD: text as it is typed. BAD: a control character that came with copying.

yaml-block, yaml-deep, yaml-documents: the file is no plain block of `key: value` lines.
GOOD: `reply: thanks`, and so on. BAD: a list or nothing at all, a second document behind `---`, lists in lists without end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import yaml

from helpline.problems import HelplineError, Problem

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_EMPTY = {"", "null", "~"}
_DEEPEST = 12
_DEEP = f"more than {_DEEPEST} levels of lists and blocks inside each other. Quote texts that begin with '[' or '{{', or take levels out."
_UNPRINTABLE = re.compile("[^\\t\\n\\r -~\\x85\\xa0-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
_CONTROL = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f]")
_COMMENT = re.compile(r"\s*#.*")
_BRACED = re.compile(r"(?:^\s*|:\s+|-\s+)([\[{][^\[\]{}]*[\]}])\s*$")
_NONE: Mapping[str, Any] = MappingProxyType({})
_BRACES = "a text that begins with '{' or '[' was read as a list or block. Put the whole text in quotes."


class YamlError(HelplineError):
    """The file cannot be read as intended; `problems` says where and what to do."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


class Node(NamedTuple):
    """A value and its place. Exactly one of `text`, `items`, `fields` carries it; an empty or `null` value has text ''."""

    line: int
    col: int
    text: str | None = None
    items: tuple[Node, ...] | None = None
    fields: Mapping[str, Node] = _NONE
    keys: Mapping[str, tuple[int, int]] = _NONE

    @property
    def kind(self) -> str:
        """What a person would call the value: 'text', 'list' or 'block'."""
        return "text" if self.text is not None else "list" if self.items is not None else "block"


def parse_mapping(text: str, shown: str) -> Node:
    """Parse one document whose top level is `key: value` lines. `shown` is the path in problems. Raises YamlError."""
    text = text.removeprefix("\ufeff")
    reader = _Reader(text, shown)
    try:
        node = reader.document()
    except _TooDeepError:
        raise YamlError(reader.problems) from None
    except (yaml.YAMLError, ValueError) as error:
        raise YamlError([*reader.problems, _syntax_problem(error, text, shown)]) from None
    if node.kind != "block":
        reader.fault(
            node.line,
            node.col,
            "yaml-block",
            "the file holds no 'key: value' lines. Write one key a line, such as 'topic: ...'.",
        )
    if reader.problems:
        raise YamlError(reader.problems)
    return node


class _TooDeepError(Exception):
    """The problem is recorded; what stands deeper is not read."""


class _Reader:
    """Builds nodes from the parser's events, so that nothing is resolved, merged or dropped on the way."""

    def __init__(self, text: str, shown: str) -> None:
        self.text, self.lines, self.shown, self.problems = text, text.splitlines(), shown, list[Problem]()
        self.event: Callable[[], Any] = lambda: None

    def fault(self, line: int, col: int, rule: str, sentence: str) -> None:
        self.problems.append(Problem(self.shown, line, col, "error", rule, sentence))

    def document(self) -> Node:
        # `yaml.parse` asks the parser twice for each event, which costs as much as the parsing.
        self.event = _Loader(self.text).get_event
        root = Node(1, 1, text="")
        nodes = (event for event in self._until(yaml.StreamEndEvent) if isinstance(event, yaml.NodeEvent))
        for number, event in enumerate(nodes):
            if number == 0:
                root = self._node(event, 0)
            else:
                self.fault(
                    *_place(event), "yaml-documents", "a line '---' starts a second document. Keep one document a file."
                )
                break
        return root

    def _node(self, event: Any, depth: int) -> Node:
        line, col = _place(event)
        if depth > _DEEPEST:
            self.fault(line, col, "yaml-deep", _DEEP)
            raise _TooDeepError
        if event.anchor:
            self.fault(
                line,
                col,
                "yaml-anchor",
                "a text begins with '*' or '&', which YAML reads as a reference. Put the whole text in quotes.",
            )
        if isinstance(event, yaml.AliasEvent):
            return Node(line, col, text="")
        if event.tag:
            self.fault(
                line,
                col,
                "yaml-tag",
                "a text begins with '!', which YAML reads as a tag. Put the whole text in quotes.",
            )
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, line, col)
        if isinstance(event, yaml.SequenceStartEvent):
            return Node(
                line, col, items=tuple(self._node(child, depth + 1) for child in self._until(yaml.SequenceEndEvent))
            )
        return self._block(line, col, depth)

    def _until(self, end: type[yaml.Event]) -> Iterator[yaml.Event]:
        while not isinstance(event := self.event(), end):
            yield event

    def _block(self, line: int, col: int, depth: int) -> Node:
        fields: dict[str, Node] = {}
        keys: dict[str, tuple[int, int]] = {}
        for key in self._until(yaml.MappingEndEvent):
            at = self._node(key, depth + 1)[:2]
            value = self._node(self.event(), depth + 1)
            if isinstance(key, yaml.CollectionStartEvent):
                self.fault(*at, "yaml-braces", _BRACES)
                continue
            name = str(getattr(key, "value", ""))
            if name in fields:
                self.fault(
                    *at,
                    "yaml-twice",
                    f"the key '{name}' is given twice (first at line {keys[name][0]}). Keep one of them.",
                )
            else:
                fields[name], keys[name] = value, at
        return Node(line, col, fields=fields, keys=keys)

    def _scalar(self, event: Any, line: int, col: int) -> Node:
        plain = not event.style
        if plain:
            self._lost(event, line, col)
        if found := _CONTROL.search(event.value):
            self.fault(line, col, "yaml-control", f"the text holds the control character {found[0]!r}. Remove it.")
        return Node(line, col, text="" if plain and event.value in _EMPTY else event.value)

    def _lost(self, event: Any, line: int, col: int) -> None:
        """Report what YAML takes for a comment behind a text without quotes, or in the place of one."""
        end = event.end_mark
        there = self.lines[end.line] if end.line < len(self.lines) else ""
        # Looked at in place: a copy of the rest for each of a long line's texts takes time in its square.
        if found := _COMMENT.match(there, end.column):
            rest = found[0]
            self.fault(
                line,
                col if event.value else end.column + rest.index("#") + 1,
                "yaml-hash",
                f"everything from {rest.strip()[:30]!r} on would be lost. Put the text in quotes, or the comment on a line of its own.",
            )


def _place(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _syntax_problem(error: Exception, text: str, shown: str) -> Problem:
    mark = getattr(error, "problem_mark", None)
    line, col = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    if isinstance(error, yaml.reader.ReaderError) and (odd := _UNPRINTABLE.search(text)):
        before = text[: odd.start()].splitlines(keepends=True) or [""]
        ended = before[-1].endswith(("\n", "\r"))
        line, col = (len(before) + 1, 1) if ended else (len(before), len(before[-1]) + 1)
    if "nesting depth" in str(getattr(error, "problem", "")):
        return Problem(shown, line, col, "error", "yaml-deep", _DEEP)
    lines = text.splitlines()
    found = lines[line - 1] if 0 < line <= len(lines) else ""
    if braced := _BRACED.search(found[: col - 1]):
        return Problem(shown, line, braced.start(1) + 1, "error", "yaml-braces", _BRACES)
    return Problem(shown, line, col, "error", "yaml-syntax", _remedy(error, found, col))


def _remedy(error: Exception, found: str, col: int) -> str:
    reason = str(getattr(error, "problem", None) or error)
    context = str(getattr(error, "context", "") or "")
    start = getattr(error, "context_mark", None)
    opened = start.line + 1 if start else "?"
    indent = found[: len(found) - len(found.lstrip())]
    if "\t" in indent or found[col - 1 : col] == "\t":
        return "a tab is used to indent or to separate. Use spaces."
    if "escape" in reason or "hexdecimal" in reason:
        return (
            "a backslash in double quotes begins a sign that is not known. Write two backslashes, or use single quotes."
        )
    if "quoted scalar" in context:
        return f"a quote opened at line {opened} is not closed. Close it, or double a quote that belongs to the text."
    if "flow" in context:
        return f"a list or block opened with '[' or '{{' at line {opened} is not closed. Close it, or put a text that begins so in quotes."
    if "mapping values are not allowed" in reason:
        return "a ': ' stands inside a text. Put the whole text in quotes."
    if isinstance(error, yaml.reader.ReaderError):
        return "the file holds a control character. Remove it."
    return f"not readable here ({reason}). Check quotes, colons and the indentation of this line."
