"""Keywords: a message that is a keyword, alone or between empty words, is understood at once and exactly.

So is one that is an example of a reply file, word for word: an example is a promise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from rapidfuzz.distance import OSA

from helpline.content.model import Content
from helpline.text.cleanup import clean, spelled, tokens

SHORTEST = 4
"""Letters that a misspelt keyword must have: shorter ones are too near to each other. Of four letters, two may be swapped."""

_LONG = 8


class Keywords:
    """Every keyword of every entry, cleaned like a message is."""

    def __init__(
        self, content: Content, exact_only: Iterable[str], unknown: Callable[[Iterable[str]], list[str]] = list
    ) -> None:
        self._unknown = unknown
        self._owner: dict[str, str] = {}
        self._langs: dict[str, set[str]] = {}
        self._examples: dict[str, str] = {}
        self._exact_only = frozenset(exact_only)
        for entry in content.entries.values():
            for lang, words in entry.words.items():
                for keyword in words.keywords:
                    if not entry.spoken_only and not content.claimed(entry, keyword):
                        self._owner.setdefault(clean(keyword), entry.id)
                        self._langs.setdefault(clean(keyword), set()).add(lang)
                for example in words.examples:
                    if not entry.spoken_only and not content.claimed(entry, example):
                        said = " ".join(spelled(tokens(example)))
                        self._examples.setdefault(said, entry.id)
                        self._langs.setdefault(said, set()).add(lang)
        self._fillers = frozenset(filler for language in content.languages.values() for filler in language.fillers)
        self._longest_filler = max((filler.count(" ") + 1 for filler in self._fillers), default=0)
        self._filler_edges = frozenset(
            word for filler in self._fillers for word in (filler.split()[0], filler.split()[-1])
        )
        self._near: dict[tuple[str, int], list[str]] = {}
        for keyword, owner in self._owner.items():
            if len(keyword) >= SHORTEST and owner not in self._exact_only:
                self._near.setdefault((keyword[0], len(keyword)), []).append(keyword)

    @property
    def owners(self) -> Mapping[str, str]:
        """Which entry each cleaned keyword belongs to."""
        return self._owner

    def language(self, keyword: str) -> str:
        """Return the one language that a cleaned keyword belongs to, or '' where several share it."""
        langs = self._langs.get(keyword, set())
        return next(iter(langs)) if len(langs) == 1 else ""

    def exact(self, words: Sequence[str]) -> tuple[str, str] | None:
        """Return (entry id, keyword) if the words are a keyword, or one between empty words, or an example as written."""
        cores = self.cores(words)
        if (owner := self._examples.get(cores[0])) is not None and cores[0] not in self._owner:
            return owner, cores[0]
        for core in cores:
            if (owner := self._owner.get(core)) is not None:
                return owner, core
        return None

    def near(self, words: Sequence[str]) -> tuple[str, str] | None:
        """Return (entry id, keyword) if the words are a misspelt keyword of the same first letter, and not other words."""
        if not self._unknown(words):
            return None
        core = self.cores(words)[-1]
        if len(core) < SHORTEST or not self._unknown(core.split()):
            return None
        rivals = [
            keyword
            for length in range(len(core) - 2, len(core) + 3)
            for keyword in self._near.get((core[0], length), ())
        ]
        close = [(distance, keyword) for keyword in rivals if (distance := _misspelt(core, keyword))]
        owners = {self._owner[keyword] for distance, keyword in close if distance == min(close)[0]}
        return (owners.pop(), min(close)[1]) if len(owners) == 1 else None

    def inner(self, words: Sequence[str]) -> list[str]:
        """Return what is left of the words when empty words are taken off their edges, longest first."""
        return self.cores(words)[1:]

    def cores(self, words: Sequence[str]) -> list[str]:
        """Return the message as it stands, then with empty words taken off its edges, longest first."""
        kept = list(words)
        cores = [" ".join(kept)]
        while cut := self._cut(kept):
            kept = kept[cut:] if cut > 0 else kept[:cut]
            cores.append(" ".join(kept))
        return cores

    def _cut(self, words: Sequence[str]) -> int:
        if not self._filler_edges.intersection((*words[:1], *words[-1:])):
            return 0
        for length in range(min(self._longest_filler, len(words) - 1), 0, -1):
            if " ".join(words[:length]) in self._fillers:
                return length
            if " ".join(words[-length:]) in self._fillers:
                return -length
        return 0


def _misspelt(core: str, keyword: str) -> int:
    """Return how many slips (a letter more, less, other, or two swapped) make `keyword` into `core`; 0 if too many."""
    allowed = 2 if len(keyword) >= _LONG else 1
    slips = OSA.distance(core, keyword, score_cutoff=allowed)
    if slips > allowed or (len(keyword) == SHORTEST and sorted(core) != sorted(keyword)):
        return 0
    return slips
