"""A rule for how hard a text is to read."""

from __future__ import annotations

from collections.abc import Iterator

from helpline.check.found import at
from helpline.check.scope import Scope
from helpline.content.model import Content
from helpline.problems import Problem
from helpline.reply.places import PLACE
from helpline.text.grade import MEASURES


def reading(scope: Scope) -> Iterator[Problem]:
    """reading-grade, reading-figure: a text is harder to read than its language allows. A warning.

    English is measured as a school grade (Flesch-Kincaid, at most 6), Spanish with INFLESZ (at least 65, "bastante
    fácil"); `reading` in a file of responses/languages names measure and limit. Names without a plainer word
    (chemotherapy, quimioterapia), listed in responses/glossary.yaml, count as words of two syllables; `--notes` gives
    every figure, also as it is with these names counted in full. Texts of under ten words are not
    measured.

    GOOD: "You may get it as pills. It may go into a vein."
    BAD: "Administration may be intravenous, oral, topical, or intravesical, depending on the immunotherapeutic agent."
    """
    names = {lang: names_in(scope.content, lang) for lang in scope.content.languages}
    for entry, lang, key, text in scope.texts():
        asked = scope.content.languages[lang].reading
        measure, limit = (MEASURES[asked[0]], asked[1]) if asked else (None, 0.0)
        said = PLACE.sub("it", text)
        if measure is None or (figure := measure.of(said, names[lang])) is None:
            continue
        figure = round(figure, 1)
        if measure.easier(figure, limit):
            full = measure.of(said) or 0.0
            sentence = f"{measure.name} {figure:.1f}, {measure.allowed} {limit:g} ({full:.1f} with names in full)."
            yield at(entry, f"{lang}.{key}", "reading-figure", sentence, "note")
        else:
            sentence = (
                f"{measure.name} {figure:.1f}, {measure.allowed} {limit:g}. Write shorter sentences and shorter words."
            )
            yield at(entry, f"{lang}.{key}", "reading-grade", sentence, "warning")


def names_in(content: Content, lang: str) -> frozenset[str]:
    """Return all names that the glossary has in a language."""
    return frozenset(form for name in content.glossary for form in name.get(lang, ()) if form)
