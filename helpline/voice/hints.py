"""Words that callers are likely to say, for the recogniser: made from the live keywords, within Twilio's limits."""

from __future__ import annotations

from collections.abc import Iterator

from helpline.content.model import Content

MOST, LONGEST = 500, 100
"""Hints that Twilio takes, and characters of each (error 13330 beyond)."""


def hints(content: Content, lang: str) -> str:
    """Return the hints of a language as one text, commas between. Alarms are left out: hints make false ones likelier."""
    kept: dict[str, None] = {}
    for phrase in _phrases(content, lang):
        plain = " ".join(phrase.replace(",", " ").split())
        if plain and len(plain) <= LONGEST and len(kept) < MOST:
            kept.setdefault(plain)
    return ", ".join(kept)


def _phrases(content: Content, lang: str) -> Iterator[str]:
    """Yield what is said most first: names of the menu, answers to questions, commands, then topics and the rest."""
    language = content.languages[lang]
    for choice in content.choices.values():
        yield (choice.titles.get(lang) or choice.titles.get(content.first_language, "")).strip("¿?")
    yield from sorted((*language.yes, *language.no))
    yield from (word for word, value in language.numbers.items() if value < 10 and word.isalpha())
    for other in content.languages.values():
        yield from other.asked_as[:2]
    for kind in ("system", "topic", "refer"):
        for entry in content.entries.values():
            if entry.kind == kind:
                yield from content.words(entry.id, lang).keywords
