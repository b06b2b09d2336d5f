"""Changing a reply file as its author would: only what was changed, with comments, order and quotes kept."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

Value = str | Sequence[str] | None
"""A text, a list of texts, or None where the key goes."""

REVIEW = ("approved_by", "approved_on")
"""What stays in a file, empty."""

ORDER = ("title", "keywords", "sms", "more", "voice", "voice_more", "examples")
_WIDE = 100_000
_WORDS = frozenset(["yes", "no", "on", "off", "null", "true", "false", "y", "n"])
_BARE = frozenset("abcdefghijklmnopqrstuvwxyzáéíóúüñ ")


def changed(text: str, changes: Mapping[str, Value]) -> str:
    """Return the reply file `text` with `changes` made: keys such as `en.sms`, `review.approved_by`, `paused`.

    A value that is there already is left as it is written. Raises ValueError if `text` is not YAML.
    """
    yaml = _yaml()
    try:
        root = yaml.load(text)
    except YAMLError as error:
        raise ValueError(str(error)) from None
    if not isinstance(root, CommentedMap):
        raise ValueError("the file holds no 'key: value' lines")
    before = {key: _plain(root, key) for key in changes}
    todo = {key: value for key, value in changes.items() if before[key] != _wanted(value)}
    if not todo:
        return text
    for key, value in todo.items():
        _set(root, key.split("."), value)
    out = io.StringIO()
    yaml.dump(root, out)
    return out.getvalue()


def _yaml() -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = _WIDE
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _wanted(value: Value) -> object:
    if isinstance(value, str) or not value:
        return value or None
    return list(value)


def _plain(root: CommentedMap, key: str) -> object:
    """Return what stands at `key`: a text, a list of texts, or None."""
    node: Any = root
    for name in key.split("."):
        node = node.get(name) if isinstance(node, CommentedMap) else None
    if isinstance(node, CommentedSeq):
        return [str(item) for item in node] or None
    return None if node is None else str(node) or None


def _set(block: CommentedMap, names: Sequence[str], value: Value) -> None:
    name, rest = names[0], names[1:]
    if rest:
        if not isinstance(block.get(name), CommentedMap):
            _insert(block, name, CommentedMap())
        _set(block[name], rest, value)
    elif not value:
        if name in REVIEW:
            block[name] = None
        else:
            block.pop(name, None)
    elif isinstance(value, str):
        _insert(block, name, _item(value))
    elif isinstance(block.get(name), CommentedSeq):
        _relist(block[name], value)
    else:
        _insert(block, name, CommentedSeq(_item(text) for text in value))


def _relist(items: CommentedSeq, wanted: Sequence[str]) -> None:
    """Make a list hold what is wanted; what stays keeps its comment."""
    keep = set(wanted)
    for at in range(len(items) - 1, -1, -1):
        if str(items[at]) not in keep:
            del items[at]
    for at, text in enumerate(wanted):
        there = [str(item) for item in items]
        if text not in there[at:]:
            items.insert(at, _item(text))
        elif there[at] != text:
            items.insert(at, items.pop(there.index(text, at)))


def _insert(block: CommentedMap, name: str, value: object) -> None:
    """Set a key; a new one comes where reply files have it."""
    if name in block or name not in ORDER:
        block[name] = value
        return
    after = [key for key in block if key in ORDER[: ORDER.index(name)]]
    block.insert(list(block).index(after[-1]) + 1 if after else 0, name, value)


def _item(text: str) -> object:
    return text if _bare(text) else DoubleQuotedScalarString(text)


def _bare(text: str) -> bool:
    """Tell whether YAML readers of any version take the text for a text without quotes."""
    return set(text.lower()) <= _BARE and text.strip() == text and text.lower() not in _WORDS
