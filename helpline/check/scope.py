"""What a rule is given: the content, the day, and the replies to look at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from helpline.content.model import Content, Entry

PARTS = ("sms", "more", "voice", "voice_more")
"""The texts of a reply that are sent or said; places are filled in them."""

COMPARED = ("title", *PARTS)
"""The texts of a reply that exist once in each language."""


@dataclass(frozen=True)
class Scope:
    """`entries` are the replies that are looked at: all of the content, or the one that somebody is writing."""

    content: Content
    today: date
    entries: tuple[Entry, ...]

    def texts(self, keys: tuple[str, ...] = PARTS) -> Iterator[tuple[Entry, str, str, str]]:
        """Yield each reply with a language, a key and the text there, if there is one."""
        for entry in self.entries:
            for lang, words in entry.words.items():
                for key in keys:
                    if text := getattr(words, key):
                        yield entry, lang, key, text


def over(content: Content, today: date, *edited: Entry) -> Scope:
    """Return a scope over the whole content; with replies given, over those alone, put into the content first."""
    if not edited:
        return Scope(content, today, tuple(content.entries.values()))
    entries = {**content.entries, **{entry.id: entry for entry in edited}}
    return Scope(replace(content, entries=entries), today, edited)
