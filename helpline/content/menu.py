"""`responses/menu.yaml`: the tree behind both the numbers in a text and the keys on a call.

menu-key: a key that is given twice on one level, is kept for something else, or is none.
GOOD: 1 to 5, each once a level. BAD: two choices with `key: 2`, `key: 9` (always "again").

menu-topic, menu-twice: a choice leads to a topic that is not there, or that has its place already.
GOOD: each topic once. BAD: `topic: vacines`, `topic: vaccines` at 1 and at 2.

menu-end, menu-empty, menu-title: a dead end: a choice without topic and choices, a level without choices, no title.
GOOD: `{key: 1, topic: vaccines}`. BAD: `{key: 1, title: {en: Vaccines}}`, `choices: []`.

menu-long: more choices on one level than an ear can keep.
GOOD: up to five. BAD: six.

menu-absent: no key leads to a topic. A warning.
GOOD: every topic in menu.yaml. BAD: a new topic that nobody added there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from helpline.content.model import Choice, Entry
from helpline.content.reading import NOTHING, Reader, did_you_mean
from helpline.content.yamlfile import Node

MOST_CHOICES = 5
"""Choices on one level: what a listener can keep in mind."""

CHOICE = ("key", "topic", "title", "spoken", "choices")
CHOICE_NEEDS = ("key",)

_RESERVED = {
    "0": "a person",
    "6": "more",
    "7": "text me this",
    "8": "the other language",
    "9": "again",
    "*": "the menu",
}


def read_menu(
    node: Node, reader: Reader, entries: Mapping[str, Entry], languages: Iterable[str], unread: Collection[str] = ()
) -> tuple[Choice, ...]:
    """Read the tree. Keys taken twice or reserved, unknown topics, empty and overfull levels are problems.

    `unread` are the ids of files with problems of their own: nothing more is said of them here.
    """
    fields = reader.block(node, ("menu",), ("menu",))
    making = _Making(reader, entries, tuple(languages), unread)
    tree = making.level(fields.get("menu", NOTHING), "")
    for entry in entries.values():
        if entry.kind == "topic" and entry.id not in making.seen:
            reader.fault(
                node,
                "menu-absent",
                f"the topic '{entry.id}' ({entry.path}) is not in the menu, so no key leads to it. Add it.",
                "warning",
            )
    return tree


class _Making:
    """Makes choices of nodes; `seen` holds the code at which each topic stands."""

    def __init__(
        self, reader: Reader, entries: Mapping[str, Entry], languages: tuple[str, ...], unread: Collection[str]
    ) -> None:
        self.reader, self.entries, self.languages, self.unread = reader, entries, languages, unread
        self.seen: dict[str, str] = {}

    def level(self, node: Node, above: str) -> tuple[Choice, ...]:
        """Return the choices of one level, below the code `above`."""
        if not node.items:
            self.reader.fault(node, "menu-empty", "a menu without choices. Add '- {key: 1, topic: ...}' lines.")
            return ()
        if len(node.items) > MOST_CHOICES:
            found = f"{len(node.items)} choices on one level, at most {MOST_CHOICES}"
            self.reader.fault(node, "menu-long", f"{found}. Group some under a title.")
        made = [self.choice(item, above) for item in node.items]
        for item, choice in zip(node.items, made, strict=True):
            if sum(other.code == choice.code for other in made) > 1:
                twice = f"the code {choice.code} is given twice. Give each choice of a level its own key."
                self.reader.fault(item, "menu-key", twice)
        return tuple(made)

    def choice(self, node: Node, above: str) -> Choice:
        """Return one choice and what is below it."""
        reader = self.reader
        fields = reader.block(node, CHOICE, CHOICE_NEEDS)
        code = above + self._key(fields, node)
        topic = self._topic(fields.get("topic", NOTHING), code)
        titles = self._titles(fields, topic)
        if not titles and not topic:
            reader.fault(node, "menu-title", "a choice needs a 'topic' or a 'title' by language.")
        below = self.level(fields["choices"], code) if "choices" in fields else ()
        if not topic and not below:
            reader.fault(node, "menu-end", "this choice leads nowhere. Give it a 'topic' or 'choices'.")
        spoken = reader.by_language(fields["spoken"], self.languages, reader.text) if "spoken" in fields else {}
        return Choice(code, titles, topic, below, spoken)

    def _key(self, fields: Mapping[str, Node], node: Node) -> str:
        key = self.reader.text(fields.get("key", NOTHING))
        if key in _RESERVED:
            self.reader.fault(fields["key"], "menu-key", f"the key {key} always means {_RESERVED[key]}. Use 1 to 5.")
        elif len(key) != 1 or key not in "12345":
            found = f"found key {key!r}; allowed is one of 1 2 3 4 5."
            self.reader.fault(fields.get("key", node), "menu-key", found)
        return key

    def _topic(self, node: Node, code: str) -> str:
        topic = self.reader.text(node)
        if topic and topic not in self.entries and topic not in self.unread:
            known = [entry.id for entry in self.entries.values() if entry.kind == "topic"]
            self.reader.fault(node, "menu-topic", f"there is no topic '{topic}'. {did_you_mean(topic, known)}")
        if topic in self.seen:
            twice = f"the topic '{topic}' stands at {self.seen[topic]} and at {code}. Keep one."
            self.reader.fault(node, "menu-twice", twice)
        if topic:
            self.seen[topic] = code
        return topic

    def _titles(self, fields: Mapping[str, Node], topic: str) -> Mapping[str, str]:
        if "title" in fields:
            return self.reader.by_language(fields["title"], self.languages, self.reader.text)
        entry = self.entries.get(topic)
        return {lang: words.title for lang, words in entry.words.items()} if entry else {}
