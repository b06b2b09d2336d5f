"""Writing reply files: a new one for a section, and the section's hash and text in one that was read again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date

from helpline.content.model import Section

_HINTS = {
    "title": "What menus call it: two or three words.",
    "keywords": "What people write or say, one '- ...' a line. Alone or among empty words, each gets this reply at once.",
    "sms": "The answer, without referral and source: those are added. Up to about 200 characters, school grade 6.",
    "more": "What MORE sends; may go.",
    "voice": "The same facts for the ear: no addresses, no abbreviations, short sentences.",
    "examples": "Messages that must get this reply, as people write them; checked every time.",
}
_EMPTY = {"keywords": " []", "examples": " []"}


def new_topic(
    topic: str, section: Section, whole: Section, languages: Iterable[str], today: date, schema: str = "../schema.json"
) -> str:
    """Return the file of a new topic, ready to fill in. `whole` is the section itself, `section` it or a part of it."""
    part = [f"part: {_quoted(section.heading)}"] if section is not whole else []
    lines = [
        f"# yaml-language-server: $schema={schema}",
        f"topic: {topic}",
        f"section: {_quoted(whole.heading)}",
        *part,
        f'source_sha256: "{section.sha256}"',
        *_source(section),
        f"review: {{written: {today}, approved_by: null, approved_on: null}}",
    ]
    for number, lang in enumerate(languages):
        lines += [f"{lang}:", *_words(hints=number == 0)]
    return "\n".join(lines) + "\n"


def seen(text: str, section: Section) -> str:
    """Return a topic's file with the hash and the text of its section as they are now; nothing else in it changes."""
    kept: list[str] = []
    inside = False
    for line in text.split("\n"):
        inside = line.startswith("source_text:") or (inside and (not line.strip() or line.startswith(" ")))
        if line.startswith("source_sha256:"):
            kept += [f'source_sha256: "{section.sha256}"', *_source(section)]
        elif not inside:
            kept.append(line)
    return "\n".join(kept)


def _source(section: Section) -> Iterator[str]:
    yield "source_text: |"
    yield from (f"  {line}" for line in section.text.split("\n"))


def _words(hints: bool) -> Iterator[str]:
    for key, hint in _HINTS.items():
        if hints:
            yield f"  # {hint}"
        yield f"  {key}:{_EMPTY.get(key, '')}"


def _quoted(text: str) -> str:
    """Return a text as YAML takes it: plain where that is safe, else in double quotes."""
    return text if re.fullmatch(r"[A-Za-z][\w ,.?()-]*", text) else json.dumps(text, ensure_ascii=False)
