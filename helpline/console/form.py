"""A reply file as the fields of a form, and the fields as changes to the file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from helpline.content.edit import ORDER, Value, changed
from helpline.content.model import Kind
from helpline.content.yamlfile import Node, YamlError, parse_mapping

LISTS = ("keywords", "examples")
LABELS = {
    "title": "Title",
    "keywords": "Keywords",
    "sms": "Text message",
    "more": "What MORE sends",
    "voice": "Said on a call",
    "voice_more": "Said when more is asked for",
    "examples": "Examples",
}
HINTS = {
    "title": "Named before the answer and in choices.",
    "keywords": "One a line. A message that is one of them gets this answer.",
    "sms": "Without the referral: the line adds it.",
    "voice": "The same facts for the ear: no addresses, no abbreviations, numbers as they are said.",
    "examples": "One a line. Messages that must get this answer; the check holds the line to them.",
}


@dataclass(frozen=True)
class Field:
    """One field: its name in the form (`en.sms`), what a person calls it, and what stands in it."""

    name: str
    label: str
    hint: str
    value: str
    lang: str
    rows: int
    lines: bool

    @property
    def id(self) -> str:
        """The id of the element."""
        return self.name.replace(".", "-").replace("_", "-")


def fields(text: str, languages: Iterable[str], kind: Kind) -> dict[str, list[Field]]:
    """Return the fields of a reply file, by language. A file that is not YAML has none filled."""
    try:
        root = parse_mapping(text, "")
    except YamlError:
        root = Node(1, 1)
    blocks = {lang: root.fields.get(lang, Node(1, 1)) for lang in languages}
    used = {key for block in blocks.values() for key in block.fields}
    keys = [key for key in ORDER if kind in ("topic", "refer") or key in used]
    return {lang: [_field(lang, key, block) for key in keys] for lang, block in blocks.items()}


def _field(lang: str, key: str, block: Node) -> Field:
    node = block.fields.get(key, Node(1, 1, text=""))
    value = "\n".join(item.text or "" for item in node.items or ()) if key in LISTS else node.text or ""
    rows = min(12, max(3, value.count("\n") + 2)) if key in LISTS else max(2, len(value) // 60 + 2)
    return Field(
        f"{lang}.{key}", LABELS[key], HINTS.get(key, ""), value, lang, 1 if key == "title" else rows, key in LISTS
    )


def changes(form: Mapping[str, str], languages: Iterable[str]) -> dict[str, Value]:
    """Return what a form says of a file: only the fields that it has."""
    named = {f"{lang}.{key}": key for lang in languages for key in ORDER}
    return {name: _value(form[name], key) for name, key in named.items() if name in form}


def _value(text: str, key: str) -> Value:
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    return lines or None if key in LISTS else " ".join(lines) or None


def edited(text: str, form: Mapping[str, str], languages: Iterable[str], today: str) -> str:
    """Return the file with what the form says. New words are nobody's approved words yet."""
    made = changed(text, changes(form, languages))
    if made == text:
        return text
    return changed(made, {"review.written": today, "review.approved_by": None, "review.approved_on": None})
