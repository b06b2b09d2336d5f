"""What is learnt from the example messages of a content: word weights and word odds, fitted once and kept in a cache."""

from __future__ import annotations

import logging
from collections import Counter
from pathlib import Path

from helpline.content.model import Content
from helpline.match import arrays, fitting, language
from helpline.match.features import Groups, features
from helpline.match.names import Names, numbered
from helpline.match.weights import Weights
from helpline.text.cleanup import tokens

log = logging.getLogger("helpline")


def learnt(content: Content, groups: Groups, cache: Path | None) -> tuple[Weights, language.Languages]:
    """Return the weights and language odds for `content`: from `cache` if they are there, else fitted (seconds) and kept."""
    kept = _kept(content, groups, cached(content, groups, cache)) if cache else _fit(content, groups)
    names = Names(kept)
    return Weights(kept, names), language.Languages(kept, names)


def cached(content: Content, groups: Groups, cache: Path) -> Path:
    """Return where the weights of this content are kept, whether they are there or not."""
    examples = (f"{example.label} {example.lang} {example.text}" for example in content.utterances)
    names = (f"={group} {name}" for name, group in groups.names.items())
    return cache / f"weights-{fitting.fingerprint([*examples, *names])}.bin"


def _kept(content: Content, groups: Groups, path: Path) -> arrays.Arrays:
    try:
        return arrays.load(path)
    except (OSError, ValueError):
        log.warning("learning from %d example messages; this takes some seconds, once", len(content.utterances))
    fitted = _fit(content, groups)
    try:
        arrays.save(fitted, path)
        return arrays.load(path)
    except (OSError, ValueError) as error:
        log.warning("what was learnt cannot be kept in %s (%s); every start will learn again", path.parent, error)
    return fitted


def _fit(content: Content, groups: Groups) -> arrays.Arrays:
    cleaned = [(words, example) for example in content.utterances if (words := tokens(example.text))]
    counts = language.counted((words, example.lang) for words, example in cleaned)
    same: dict[str, str] = {}  # a feature of many examples lies in memory once: a fifth of what learning takes
    examples = [
        (tuple(same.setdefault(name, name) for name in sorted(features(groups.replace(words)))), example.label)
        for words, example in cleaned
    ]
    found = Counter(feature for features, _ in examples for feature in features)
    number, head, names = numbered(found, (name for count in counts.values() for name in count))
    labels, fitted = fitting.fit(examples, found, number, head["known"])
    langs, odds = language.odds(counts, number)
    made = {**names, **fitted, "odds": odds}
    return arrays.Arrays(
        {**head, "labels": labels, "langs": langs}, {name: memoryview(each) for name, each in made.items()}
    )
