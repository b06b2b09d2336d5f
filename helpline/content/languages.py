"""`responses/languages/<code>.yaml`: what belongs to a language itself. The first by name of file order is English.

language-days, language-clock: the words for times are not complete.
GOOD: seven days from Monday on, a clock with {day} and {hour}. BAD: six days, a clock without {hour}.
"""

from __future__ import annotations

from helpline.content.model import Language
from helpline.content.reading import NOTHING, Reader
from helpline.content.yamlfile import Node
from helpline.text.cleanup import clean
from helpline.text.grade import MEASURES

_KEYS = (
    "name",
    "asked_as",
    "voice",
    "recognizer",
    "clock",
    "days",
    "fillers",
    "numbers",
    "number_words",
    "tapbacks",
    "contrast",
    "closings",
)
_CALLS = ("yes", "no", "clock_am", "clock_pm")
"""Keys for calls; a language without them asks by key and tells the time as a text does."""

_READING = "reading"
"""How hard texts of this language may be, such as `inflesz 65`; without it, nothing is measured."""

_MEASURED = f"one of {', '.join(MEASURES)} and a number, such as 'inflesz 65'"


def read_language(node: Node, reader: Reader, code: str) -> Language:
    """Read one language file."""
    fields = reader.block(node, (*_KEYS, *_CALLS, _READING), _KEYS)
    words, heard = _numbers(fields.get("numbers", NOTHING), reader)
    days = reader.texts(fields.get("days", NOTHING))
    if len(days) != 7:
        reader.fault(
            fields.get("days", node), "language-days", f"found {len(days)} days; allowed are 7, from Monday on."
        )
    clock = reader.text(fields.get("clock", NOTHING))
    if "{day}" not in clock or "{hour}" not in clock:
        reader.fault(
            fields.get("clock", node), "language-clock", f"found {clock!r}; it must hold {{day}} and {{hour}}."
        )
    return Language(
        code,
        reader.text(fields.get("name", NOTHING)),
        _cleaned(fields.get("asked_as", NOTHING), reader),
        reader.text(fields.get("voice", NOTHING)),
        reader.text(fields.get("recognizer", NOTHING)),
        clock,
        days,
        _cleaned(fields.get("fillers", NOTHING), reader),
        words,
        heard,
        frozenset(_cleaned(fields.get("number_words", NOTHING), reader)),
        frozenset(_cleaned(fields.get("tapbacks", NOTHING), reader)),
        frozenset(_cleaned(fields.get("contrast", NOTHING), reader)),
        frozenset(_cleaned(fields.get("closings", NOTHING), reader)),
        frozenset(_cleaned(fields.get("yes", NOTHING), reader)),
        frozenset(_cleaned(fields.get("no", NOTHING), reader)),
        reader.text(fields.get("clock_am", NOTHING)) or clock,
        reader.text(fields.get("clock_pm", NOTHING)) or clock,
        reader.parsed(fields[_READING], _reading, _MEASURED, None) if _READING in fields else None,
    )


def _cleaned(node: Node, reader: Reader) -> tuple[str, ...]:
    return tuple(clean(text) for text in reader.texts(node))


def _numbers(node: Node, reader: Reader) -> tuple[dict[str, int], dict[str, int]]:
    words: dict[str, int] = {}
    heard: dict[str, int] = {}
    for item in reader.items(node):
        fields = reader.block(item, ("value", "words", "heard"), ("value", "words"))
        value = reader.parsed(fields.get("value", NOTHING), int, "a whole number", 0)
        words.update(dict.fromkeys(_cleaned(fields.get("words", NOTHING), reader), value))
        heard.update(dict.fromkeys(_cleaned(fields.get("heard", NOTHING), reader), value))
    return words, heard


def _reading(text: str) -> tuple[str, float] | None:
    measure, _, limit = text.partition(" ")
    if measure not in MEASURES:
        raise ValueError(text)
    return measure, float(limit)
