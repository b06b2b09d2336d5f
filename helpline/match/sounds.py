"""Keywords by their sound, for what a telephone recogniser wrote down: "aunty bodies" sounds like "antibodies"."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping

from jellyfish import metaphone

SHORTEST = 3
"""Sounds that a keyword must have; fewer are shared by too many words."""

_VOWELS = ("A", "E", "I", "O", "U")


class Sounds:
    """The keywords whose sound belongs to one reply only."""

    def __init__(self, owners: Mapping[str, str], apart: Container[str]) -> None:
        self._keyword: dict[str, str] = {}
        self._owners = owners
        shared = set()
        for keyword, owner in owners.items():
            key = sound(keyword)
            if owners[self._keyword.setdefault(key, keyword)] != owner:
                shared.add(key)
        for key in list(self._keyword):
            if len(key) < SHORTEST or key in shared or owners[self._keyword[key]] in apart:
                del self._keyword[key]

    def match(self, cores: Iterable[str]) -> tuple[str, str] | None:
        """Return (entry id, keyword) if one of the cores of an utterance sounds like a keyword from end to end."""
        keyword = next((found for core in cores if (found := self._keyword.get(sound(core)))), None)
        return (self._owners[keyword], keyword) if keyword else None


def sound(text: str) -> str:
    """Return the metaphone key of the words run together; which vowel they begin with does not count."""
    key = metaphone(text.replace(" ", ""))
    return "A" + key[1:] if key[:1] in _VOWELS else key
