"""What is learnt from the example messages of a content: word weights and word odds, fitted once and kept in a cache."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from helpline.content.model import Content
from helpline.match import fitting, weights
from helpline.match.features import Groups, features
from helpline.match.language import Languages, counted
from helpline.text.cleanup import tokens

Counts = Mapping[str, Mapping[str, int]]
"""How often each language uses a word."""

log = logging.getLogger("helpline")


def learnt(content: Content, groups: Groups, cache: Path | None) -> tuple[weights.Weights, Languages]:
    """Return the weights and language odds for `content`: from `cache` if they are there, else fitted (seconds) and kept."""
    path = cached(content, groups, cache) if cache else None
    if path is None:
        fitted, counts = _fit(content, groups)
        return fitted, Languages(counts)
    try:
        return _read(path)
    except (OSError, ValueError, KeyError):
        log.warning("learning from %d example messages; this takes some seconds, once", len(content.utterances))
    fitted, counts = _fit(content, groups)
    try:
        weights.save(fitted, counts, path)
    except OSError as error:
        log.warning(
            "what was learnt cannot be kept in %s (%s); every start will learn again", path.parent, error.strerror
        )
    return fitted, Languages(counts)


@lru_cache(maxsize=1)
def _read(path: Path) -> tuple[weights.Weights, Languages]:
    """Return what is kept in `path`. Contents that differ in other things share it."""
    made, counts = weights.load(path)
    return made, Languages(_shared(counts, made.number))


def cached(content: Content, groups: Groups, cache: Path) -> Path:
    """Return where the weights of this content are kept, whether they are there or not."""
    examples = (f"{example.label} {example.lang} {example.text}" for example in content.utterances)
    names = (f"={group} {name}" for name, group in groups.names.items())
    return cache / f"weights-{fitting.fingerprint([*examples, *names])}.bin"


def _fit(content: Content, groups: Groups) -> tuple[weights.Weights, Counts]:
    cleaned = [(words, example) for example in content.utterances if (words := tokens(example.text))]
    counts = counted((words, example.lang) for words, example in cleaned)
    return fitting.fit([(features(groups.replace(words)), example.label) for words, example in cleaned]), counts


def _shared(counts: Counts, known: Iterable[str]) -> Counts:
    """Return the counts with the very words of `known`: most are in both, and need not lie in memory twice."""
    same = {word: word for word in known}
    return {lang: {same.get(word, word): times for word, times in count.items()} for lang, count in counts.items()}
