"""A rule for what an answer claims: figures, drugs, treatments and other names must be in the section it was written from."""

from __future__ import annotations

import re
from collections.abc import Iterator

from helpline.check.found import at
from helpline.check.numbers import figures
from helpline.check.scope import Scope
from helpline.content.model import Content, Entry
from helpline.content.seeds import Section
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

_ADDRESS = re.compile(r"\b[\w-]+\.(?:gov|org|com|net)\S*")
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
    for entry, lang, key, text in scope.texts():
        if entry.section is not None:
            source = _source(scope.content, entry, entry.section)
            for rule, name in _claims(scope.content, text, lang):
                if f" {clean(name)}" not in source:
                    where = f"'{entry.section.heading}' (seeds/{entry.seed}.md:{entry.section.line})"
                    remedy = "Say only what the section says"
                    hint = ", or add what the page calls it to responses/glossary.yaml" if rule == "fact-name" else ""
                    yield at(entry, f"{lang}.{key}", rule, f"'{name}' is not in the section {where}. {remedy}{hint}.")


def _source(content: Content, entry: Entry, section: Section) -> str:
    """Return all that may be named, cleaned: the section, the page's headings, our phone lines, and what each is called."""
    seed, referral = content.seeds[entry.seed], content.referral
    lines = [name for line in referral.lines for name in line.name.values()]
    credit = [name for names in referral.credits.values() for name in names.values()]
    figures_kept = " ".join(re.findall(r"\d+(?:[-.,:/]\d+)*", section.text))
    parts = [section.text, section.heading, seed.meta["title"], *seed.sections, *lines, *credit, *referral.credits]
    source = f" {clean_long(' '.join(parts))} {figures_kept} "
    for name in content.glossary:
        forms = [clean(form) for each in name.values() for form in each]
        if any(f" {form}" in source for form in forms):
            source += " ".join(forms) + " "
    return source


def clean_long(text: str) -> str:
    """Return a text cleaned word by word: a section may be longer than a message."""
    return " ".join(filter(None, map(clean, text.split())))


def _claims(content: Content, text: str, lang: str) -> Iterator[tuple[str, str]]:
    """Yield rule and words for everything in a text that its section has to have."""
    text = _ADDRESS.sub("", PLACE.sub("", text))
    crisis = content.referral.crisis
    for figure in sorted(figures(text, content) - _EVERYWHERE - {crisis.digits if crisis else ""}):
        yield "fact-figure", figure
    named = dict.fromkeys(found[0] for found in _DRUG.finditer(text))
    named |= dict.fromkeys(found[1] or found[2] for found in _CAPITAL.finditer(text))
    cleaned = f" {clean_long(text)} "
    grouped = (name for names in content.groups.values() for name in names)
    known = (clean(form) for name in content.glossary for form in name.get(lang, ()))
    said = {clean(name) for name in named}
    named |= dict.fromkeys(name for name in (*grouped, *known) if name not in said and f" {name} " in cleaned)
    yield from (("fact-name", name) for name in named)
