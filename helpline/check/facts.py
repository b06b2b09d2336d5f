"""A rule for what an answer claims: figures, drugs, treatments and other names must be in the section it was written from."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

from helpline.check.found import at
from helpline.check.numbers import figures
from helpline.check.scope import Scope
from helpline.content.model import Content, Entry, Section
from helpline.problems import Problem
from helpline.reply.places import PLACE
from helpline.text.cleanup import clean

_DRUG = re.compile(
    r"\b\w+(?:mab|nib|parib|ciclib|leucel|platin|taxel|rubicin|zomib|lidomide|stim|leukin)\b", re.IGNORECASE
)
"""Stems by which the World Health Organization names medicines for cancer."""

_CAPITAL = re.compile(
    r"(?:(?<=[^\W_] )|(?<=[,;(] )|(?<=\())([A-ZÁÉÍÓÚÑ][\w-]+(?: [A-ZÁÉÍÓÚÑ][\w-]+)*)|\b([A-ZÁÉÍÓÚÑ]{2,}\w*)\b"
)
"""A name: words with a capital that begin no sentence, or letters in capitals."""

_ADDRESS = re.compile(r"(?<![\w-])[\w-]+\.(?:gov|org|com|net)\S*")
_EVERYWHERE = frozenset(["911"])


def facts(scope: Scope) -> Iterator[Problem]:
    """fact-figure, fact-name: an answer has a figure or a name that its section of the source does not have.

    Looked for are figures, medicines (by the endings of their names and in responses/groups.yaml), treatments (in
    responses/glossary.yaml) and other names with a capital. A name may also stand in the page's headings or in
    responses/referral.yaml; for other languages, glossary.yaml says what a name of the page is called there. Figures
    written as words are not looked at.

    GOOD: "into a vein (IV)" where the section says so, "quimio" where it says "chemotherapy".
    BAD: "every 3 weeks", "such as Keytruda", "pembrolizumab", "chemotherapy" where the section has none of them.
    """
    shared = _Shared(scope.content)
    for entry, texts in groupby(scope.texts(), itemgetter(0)):
        if entry.section is None:
            continue
        source = shared.source(entry, entry.section)
        for _, lang, key, text in texts:
            for rule, name in _claims(scope.content, shared.known[lang], text):
                if f" {clean(name)}" not in source:
                    where = f"'{entry.section.heading}' (seeds/{entry.seed}.md:{entry.section.line})"
                    remedy = "Say only what the section says"
                    hint = ", or add what the page calls it to responses/glossary.yaml" if rule == "fact-name" else ""
                    yield at(entry, f"{lang}.{key}", rule, f"'{name}' is not in the section {where}. {remedy}{hint}.")


class _Shared:
    """What many sections may name, cleaned once. `known` are medicines and the glossary's names, by language and first word."""

    def __init__(self, content: Content) -> None:
        referral, glossary = content.referral, content.glossary
        grouped = [name for names in content.groups.values() for name in names]
        self.known = {
            lang: _by_first_word((*grouped, *(clean(form) for each in glossary for form in each.get(lang, ()))))
            for lang in content.languages
        }
        self._called = [[f" {clean(form)}" for each in name.values() for form in each] for name in glossary]
        lines = [name for line in referral.lines for name in line.name.values()]
        credit = [name for names in referral.credits.values() for name in names.values()]
        self._pages = {
            name: clean_long(" ".join([seed.meta["title"], *seed.sections, *lines, *credit, *referral.credits]))
            for name, seed in content.seeds.items()
        }

    def source(self, entry: Entry, section: Section) -> str:
        """Return all that may be named, cleaned: the section, the page's headings, our phone lines, and what each is called."""
        figures_kept = " ".join(re.findall(r"\d+(?:[-.,:/]\d+)*", section.text))
        own = clean_long(f"{section.text} {section.heading}")
        source = f" {own} {self._pages[entry.seed]} {figures_kept} "
        for forms in self._called:
            if any(form in source for form in forms):
                source += "".join(forms)[1:] + " "
        return source


def _by_first_word(names: Iterable[str]) -> Mapping[str, Collection[str]]:
    """Return cleaned names by their first word, so that a text is not searched for each of them."""
    found: dict[str, set[str]] = {}
    for name in names:
        found.setdefault(name.partition(" ")[0], set()).add(name)
    return found


_word = lru_cache(10_000)(clean)


def clean_long(text: str) -> str:
    """Return a text cleaned word by word: a section may be longer than a message."""
    return " ".join(filter(None, map(_word, text.split())))


def _claims(content: Content, known: Mapping[str, Collection[str]], text: str) -> Iterator[tuple[str, str]]:
    """Yield rule and words for everything in a text that its section has to have."""
    text = _ADDRESS.sub("", PLACE.sub("", text))
    crisis = content.referral.crisis
    for figure in sorted(figures(text, content) - _EVERYWHERE - {crisis.digits if crisis else ""}):
        yield "fact-figure", figure
    named = dict.fromkeys(found[0] for found in _DRUG.finditer(text))
    named |= dict.fromkeys(found[1] or found[2] for found in _CAPITAL.finditer(text))
    cleaned = clean_long(text)
    said = {clean(name) for name in named}
    begun = (name for word in dict.fromkeys(cleaned.split()) for name in known.get(word, ()))
    named |= dict.fromkeys(name for name in begun if f" {name} " in f" {cleaned} " and name not in said)
    yield from (("fact-name", name) for name in named)
