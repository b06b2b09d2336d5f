"""How hard a text is to read: Flesch-Kincaid grade for English, INFLESZ (Szigriszt-Pazos) for Spanish.

Flesch-Kincaid (Kincaid et al. 1975, US Navy) is a school grade: lower is easier. INFLESZ (Szigriszt-Pazos 1993, scale
of Barrio-Cantalejo 2008) goes from 0 to 100: higher is easier, 65 is "bastante fácil". Both need words, sentences and
syllables. A full stop, question or exclamation mark ends a sentence; a colon or semicolon does not. On a text of two
sentences each word counts much, so the figure is a hint and not a verdict.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

SHORTEST = 10
"""Words that a text must have: a figure over fewer says nothing."""

NAMED = 2
"""Syllables that a word of a name without a plainer word counts as, at most."""

# Looked for from the beginning of a run of letters, hyphens and dots only: from each place in it would take its square.
_ADDRESS = re.compile(r"(?<![\w-])(?<![\w-]\.)[\w-]+(?:\.[\w-]+)*\.(?:gov|org|com|net)\b\S*(?<![.,;:])")
_SENTENCE = re.compile(r"[.!?]+(?=\s|$)")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+")
_VOWELS = re.compile("[aeiouy]+")
_SILENT = re.compile(r"(?:[^aeiouyl]|[aeiouyrl]l)e$|[^aeiouyscxgzhl]es$|[^aeiouydtr]ed$|[aeiouy]red$|[aeiouy]les$")
_SILENT_INSIDE = re.compile(r"[^aeiouy]e(?=(?:ly|less|ment|ments|ful|times|thing|where|body)$)")
_APART = re.compile(
    r"[aeiouy]ing$|ism$|(?<![ctsgxq])i(?=[ao](?!n$|ns$))|^sci(?=en)|(?<![ctsgx])i(?=e(?:t|n[ct]))|(?<=[cr])e(?=a(?:t[ei]|ct))"
    r"|(?<=[aeiouy][rds])e(?=as?$)|u(?=al|ate|ou|el$)|[ie](?=um)|(?<=d)i(?=us)|(?<=id)ea|(?<=us)ea|(?<=vid)e(?=o)|y(?=one$)"
)
_MUTE = re.compile("(?<=q)u(?=[eiéí])|(?<=g)u(?=[eiéí])|(?<!c)h")
_RUN = re.compile("[aeiouáéíóúü]+")
_NUCLEUS = re.compile("[aeoáéóíú]")


@dataclass(frozen=True)
class Measure:
    """A way to say how hard a text is. `easier` tells whether a figure is at least as easy as the limit."""

    name: str
    figure: Callable[[float, float], float]
    syllables: Callable[[str], int]
    easier: Callable[[float, float], bool]
    allowed: str

    def of(self, text: str, names: Collection[str] = ()) -> float | None:
        """Return the figure of a text, None for one of under ten words. In `names`, as written, long words count as short."""
        text = _ADDRESS.sub("web", text)
        words = _WORD.findall(text)
        if len(words) < SHORTEST:
            return None
        sentences = sum(bool(_WORD.search(part)) for part in _SENTENCE.split(text))
        saved = sum(max(0, self._counted(word) - NAMED) for name in _named(text, names) for word in _WORD.findall(name))
        return self.figure(len(words) / sentences, (sum(map(self._counted, words)) - saved) / len(words))

    def _counted(self, word: str) -> int:
        spelt = word.isdigit() or (word.isupper() and len(word) <= 3)
        return len(word) if spelt else self.syllables(word)


def _named(text: str, names: Collection[str]) -> list[str]:
    """Return each name that the text holds, as often as it does, the longest of several at one place."""
    if not names:
        return []
    return _any_of(frozenset(names)).findall(text)


@lru_cache
def _any_of(names: frozenset[str]) -> re.Pattern[str]:
    written = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"\b(?:{written})\b", re.IGNORECASE)


@lru_cache(10_000)
def english_syllables(word: str) -> int:
    """Return the syllables of an English word, by its groups of vowels; right for 19 words of 20."""
    word = word.lower().replace("’", "'").removesuffix("'s").replace("'", "").replace("every", "evry")
    silent = bool(_SILENT.search(word)) + len(_SILENT_INSIDE.findall(word))
    return max(1, len(_VOWELS.findall(word)) + len(_APART.findall(word)) - silent)


@lru_cache(10_000)
def spanish_syllables(word: str) -> int:
    """Return the syllables of a Spanish word: each a, e, o and each accented vowel is one, other vowels join them."""
    word = _MUTE.sub("", word.lower())
    return max(1, sum(max(1, len(_NUCLEUS.findall(run))) for run in _RUN.findall(word)))


MEASURES: Mapping[str, Measure] = {
    "flesch-kincaid": Measure(
        "Flesch-Kincaid grade",
        lambda length, syllables: 0.39 * length + 11.8 * syllables - 15.59,
        english_syllables,
        lambda found, limit: found <= limit,
        "at most",
    ),
    "inflesz": Measure(
        "INFLESZ",
        lambda length, syllables: 206.835 - 62.3 * syllables - length,
        spanish_syllables,
        lambda found, limit: found >= limit,
        "at least",
    ),
}
"""The measures that a language file may name under `reading`."""
