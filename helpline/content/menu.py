"""`responses/menu.yaml`: the tree behind both the numbers in a text and the keys on a call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from helpline.content.model import Choice, Entry
from helpline.content.reading import NOTHING, Reader, did_you_mean
from helpline.content.yamlfile import Node

MOST_CHOICES = 5
"""Choices on one level: what a listener can keep in mind."""

_RESERVED = {
    "0": "a person",
    "6": "more",
    "7": "text me this",
    "8": "the other language",
    "9": "again",
    "*": "the menu",
}


def read_menu(node: Node, reader: Reader, entries: Mapping[str, Entry], languages: Iterable[str]) -> tuple[Choice, ...]:
    """Read the tree. Keys taken twice or reserved, unknown topics, empty and overfull levels are problems."""
    fields = reader.block(node, ("menu",), ("menu",))
    tree = _level(fields.get("menu", NOTHING), reader, "", entries, tuple(languages))
    seen: dict[str, str] = {}
    for choice in walk(tree):
        if choice.topic and choice.topic in seen:
            reader.fault(
                node,
                "menu-twice",
                f"the topic '{choice.topic}' stands at {seen[choice.topic]} and at {choice.code}. Keep one.",
            )
        seen[choice.topic] = choice.code
    for entry in entries.values():
        if entry.kind == "topic" and entry.id not in seen:
            reader.fault(
                node,
                "menu-absent",
                f"the topic '{entry.id}' ({entry.path}) is not in the menu, so no key leads to it. Add it.",
                "warning",
            )
    return tree


def walk(choices: Iterable[Choice]) -> Iterator[Choice]:
    """Yield every choice of the tree, parents first."""
    for choice in choices:
        yield choice
        yield from walk(choice.choices)


def _level(
    node: Node, reader: Reader, above: str, entries: Mapping[str, Entry], languages: tuple[str, ...]
) -> tuple[Choice, ...]:
    if not node.items:
        reader.fault(node, "menu-empty", "a menu without choices. Add '- {key: 1, topic: ...}' lines.")
        return ()
    if len(node.items) > MOST_CHOICES:
        reader.fault(
            node,
            "menu-long",
            f"{len(node.items)} choices on one level, at most {MOST_CHOICES}. Group some under a title.",
        )
    made = [_choice(item, reader, above, entries, languages) for item in node.items]
    for item, choice in zip(node.items, made, strict=True):
        if sum(other.code == choice.code for other in made) > 1:
            reader.fault(
                item, "menu-key", f"the code {choice.code} is given twice. Give each choice of a level its own key."
            )
    return tuple(made)


def _choice(node: Node, reader: Reader, above: str, entries: Mapping[str, Entry], languages: tuple[str, ...]) -> Choice:
    fields = reader.block(node, ("key", "topic", "title", "spoken", "choices"), ("key",))
    key = reader.text(fields.get("key", NOTHING))
    if key in _RESERVED:
        reader.fault(fields["key"], "menu-key", f"the key {key} always means {_RESERVED[key]}. Use 1 to 5.")
    elif len(key) != 1 or key not in "12345":
        reader.fault(fields.get("key", node), "menu-key", f"found key {key!r}; allowed is one of 1 2 3 4 5.")
    topic = reader.text(fields.get("topic", NOTHING))
    if topic and topic not in entries:
        reader.fault(
            fields["topic"],
            "menu-topic",
            f"there is no topic '{topic}'. {did_you_mean(topic, [e.id for e in entries.values() if e.kind == 'topic'])}",
        )
    if "title" in fields:
        titles: Mapping[str, str] = reader.by_language(fields["title"], languages, reader.text)
    else:
        titles = {lang: words.title for lang, words in entries[topic].words.items()} if topic in entries else {}
    if not titles and not topic:
        reader.fault(node, "menu-title", "a choice needs a 'topic' or a 'title' by language.")
    below = _level(fields["choices"], reader, above + key, entries, languages) if "choices" in fields else ()
    if not topic and not below:
        reader.fault(node, "menu-end", "this choice leads nowhere. Give it a 'topic' or 'choices'.")
    spoken = reader.by_language(fields["spoken"], languages, reader.text) if "spoken" in fields else {}
    return Choice(above + key, titles, topic, below, spoken)
