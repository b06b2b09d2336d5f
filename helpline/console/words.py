"""`/staff/words`: words that people used and the line did not know, to be made keywords of a reply."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response as AnyResponse

from helpline.console import here
from helpline.console.desk import Standing
from helpline.console.form import edited, fields
from helpline.console.guard import staff_only
from helpline.console.pages import go, page
from helpline.console.replies import KINDS
from helpline.console.titles import title_of
from helpline.content.model import Content, Entry
from helpline.problems import HelplineError, Problem
from helpline.reply.turn import Line
from helpline.store.reports import PEOPLE, recent_words
from helpline.text.cleanup import spelled, tokens

routes = Blueprint("words", __name__, url_prefix="/words")

LONGEST = 160
"""Characters of an example: one text."""


@dataclass(frozen=True)
class Asked:
    """What a form asks for: a word as a keyword of a reply in a language, with an example."""

    word: str = ""
    reply: str = ""
    lang: str = ""
    example: str = ""


@dataclass(frozen=True)
class Word:
    """An unknown word, the people who used it, its likely language, and the replies whose open drafts have it already."""

    text: str
    people: int
    lang: str
    drafts: tuple[tuple[str, str], ...]


@routes.get("", strict_slashes=False)
@staff_only()
def show() -> AnyResponse:
    """List the words, the most used first."""
    return _page(Asked())


@routes.post("", strict_slashes=False)
@staff_only()
def add() -> AnyResponse:
    """Put a word into the own draft of a reply, with a message that must get it; then go on in that draft."""
    desk, asked = here.desk(), _asked()
    entry = desk.entry(asked.reply)
    if asked.word not in desk.content.vocabulary or asked.lang not in desk.content.languages:
        abort(400)
    if entry is None or entry not in _takers(desk.content):
        return _page(asked, "Choose the reply that the word belongs to.")
    if not asked.example:
        return _page(asked, "Write a message that must get this reply, as people would text it.")
    standing = desk.at(entry, here.account().name)
    text = _with(standing, asked)
    if standing.own is None:
        desk.edits.save(entry.path, here.account().name, text, standing.parent, standing.file)
    elif text != standing.own.text:
        desk.edits.save(entry.path, here.account().name, text, standing.own.parent, standing.own.file)
    judged, at_home, elsewhere = desk.judge(entry.path, text)
    if judged.errors:
        found = (*(problem for problem in at_home if problem.level == "error"), *elsewhere)
        return _page(asked, "Your draft is kept. It cannot be proposed like this; the check says why.", found)
    return go("staff.replies.edit", "word-added", name=entry.id)


def unclaimed(line: Line, words: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return the words that are no keyword of any reply by now."""
    return [found for found in words if line.matcher.keywords.exact(spelled(tokens(found[0]))) is None]


def _asked() -> Asked:
    form = request.form
    example = " ".join(form.get("example", "").split())[:LONGEST]
    return Asked(form.get("word", "")[:40], form.get("reply", ""), form.get("lang", ""), example)


def _with(standing: Standing, asked: Asked) -> str:
    """Return the person's own draft, or the text in force, with the keyword and the example at the ends of their lists."""
    content, entry = here.desk().content, standing.entry
    held = {field.name: field.value for field in fields(standing.text, content.languages, entry.kind)[asked.lang]}
    new = {f"{asked.lang}.keywords": asked.word, f"{asked.lang}.examples": asked.example}
    form = {name: _line_more(held.get(name, ""), value) for name, value in new.items()}
    try:
        return edited(standing.text, form, content.languages, str(here.staff().now().date()))
    except ValueError as error:
        raise HelplineError(f"{entry.path} cannot be read as it stands ({error}).") from None


def _line_more(lines: str, line: str) -> str:
    held = lines.splitlines()
    return "\n".join(held if line in held else [*held, line])


def _takers(content: Content) -> list[Entry]:
    """Return the replies that can be asked for by a keyword. What raises an alarm is kept in lists of its own."""
    entries = content.entries.values()
    return [
        entry for entry in entries if entry.kind in ("topic", "refer") or (entry.kind == "system" and _keyed(entry))
    ]


def _keyed(entry: Entry) -> bool:
    return any(words.keywords for words in entry.words.values())


def _groups(content: Content) -> dict[str, list[tuple[str, str]]]:
    takers = _takers(content)
    named = {label: [(e.id, title_of(e)) for e in takers if e.kind == kind] for kind, label in KINDS.items()}
    return {label: entries for label, entries in named.items() if entries}


def _page(asked: Asked, fault: str = "", problems: tuple[Problem, ...] = ()) -> AnyResponse:
    desk = here.desk()
    content, line = desk.content, desk.live.line
    with here.staff().engine.connect() as connection:
        found = recent_words(connection, here.staff().now().date())
    words = unclaimed(line, found) if line else found
    shown = words if not asked.word or asked.word in dict(words) else [(asked.word, 0), *words]
    drafts = _in_drafts(content)
    return page(
        "words.html",
        422 if fault else 200,
        words=[Word(word, people, _language(line, word), tuple(drafts.get(word, ()))) for word, people in shown],
        claimed=len(found) - len(words),
        asked=asked,
        fault=fault,
        problems=problems,
        reply=content.entries.get(asked.reply),
        groups=_groups(content),
        names={code: language.name for code, language in content.languages.items()},
        least=PEOPLE,
        longest=LONGEST,
    )


def _language(line: Line | None, word: str) -> str:
    return line.matcher.scoring.languages.guess([word], line.content.first_language) if line else ""


def _in_drafts(content: Content) -> dict[str, list[tuple[str, str]]]:
    """Return for each keyword of an open draft, anybody's, the (id, title) of the replies that it is drafted for."""
    by_path = {entry.path: entry for entry in content.entries.values()}
    found: dict[str, list[tuple[str, str]]] = {}
    for draft in here.desk().edits.open():
        if entry := by_path.get(draft.path):
            held = fields(draft.text, content.languages, entry.kind).values()
            lines = (
                line
                for block in held
                for field in block
                if field.name.endswith(".keywords")
                for line in field.value.splitlines()
            )
            for word in set(lines):
                found.setdefault(word, []).append((entry.id, title_of(entry)))
    return found
