"""What is learnt from the example messages of a content: word weights and word odds, fitted once and kept in a cache."""

from __future__ import annotations

from pathlib import Path

from helpline.content.model import Content
from helpline.match import weights
from helpline.match.features import Groups, features
from helpline.match.language import Languages
from helpline.text.cleanup import tokens


def learnt(content: Content, groups: Groups, cache: Path | None) -> tuple[weights.Weights, Languages]:
    """Return the weights and language odds for `content`: from `cache` if they are there, else fitted (seconds) and kept."""
    if cache is None:
        return _fit(content, groups)
    examples = (f"{example.label} {example.lang} {example.text}" for example in content.utterances)
    names = (f"={group} {name}" for name, group in groups.names.items())
    path = cache / f"weights-{weights.fingerprint([*examples, *names])}.bin"
    try:
        made, counts = weights.load(path)
        return made, Languages(counts)
    except (OSError, ValueError, KeyError):
        fitted, languages = _fit(content, groups)
    try:
        weights.save(fitted, languages.counts, path)
    except OSError:
        return fitted, languages
    return fitted, languages


def _fit(content: Content, groups: Groups) -> tuple[weights.Weights, Languages]:
    cleaned = [(words, example) for example in content.utterances if (words := tokens(example.text))]
    languages = Languages.learn((words, example.lang) for words, example in cleaned)
    return weights.fit([(features(groups.replace(words)), example.label) for words, example in cleaned]), languages
