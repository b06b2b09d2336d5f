"""`/staff/replies`: every reply, and the page on which one is changed."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from helpline.check.edited import check_text
from helpline.console import here
from helpline.console.changes import differences
from helpline.console.desk import Standing
from helpline.console.form import edited, fields
from helpline.console.guard import staff_only
from helpline.console.pages import go, page
from helpline.console.preview import names, sides, spoken
from helpline.content.model import Entry
from helpline.problems import HelplineError, Problem
from helpline.voice import aloud

routes = Blueprint("replies", __name__, url_prefix="/replies")

KINDS = {"topic": "Answers", "refer": "Referrals", "safety": "Emergencies and crises", "system": "The line itself"}


@dataclass(frozen=True)
class Row:
    """A reply in the list, with what there is to know about it."""

    entry: Entry
    titles: tuple[str, ...]
    marks: tuple[str, ...]


@routes.get("", strict_slashes=False)
@staff_only()
def show() -> AnyResponse:
    """List the replies, all or those that hold the words searched for."""
    asked = " ".join(request.args.get("q", "").lower().split())[:80]
    desk = here.desk()
    published, drafts = desk.edits.pairs(), {draft.path for draft in desk.edits.open()}
    warned = {problem.path for problem in desk.live.warnings}
    rows = [
        Row(entry, _titles(entry), _marks(entry, published, drafts, warned))
        for entry in desk.content.entries.values()
        if asked in _searched(entry)
    ]
    groups = [(label, [row for row in rows if row.entry.kind == kind]) for kind, label in KINDS.items()]
    return page("replies.html", groups=[group for group in groups if group[1]], asked=asked, count=len(rows))


def _titles(entry: Entry) -> tuple[str, ...]:
    return tuple(words.title for words in entry.words.values() if words.title) or (entry.id,)


def _searched(entry: Entry) -> str:
    words = entry.words.values()
    texts = (text for w in words for text in (w.title, w.sms, w.more, w.voice, w.voice_more, *w.keywords))
    return " ".join((entry.id, *texts)).lower()


def _marks(entry: Entry, published: dict[str, int], drafts: set[str], warned: set[str]) -> tuple[str, ...]:
    marks = {
        "paused": entry.paused,
        "draft": entry.path in drafts,
        "edited here": entry.path in published,
        "warning": entry.path in warned,
        "not approved": not entry.review.get("approved_by"),
    }
    return tuple(mark for mark, there in marks.items() if there)


@routes.get("/<name>")
@staff_only()
def edit(name: str) -> AnyResponse:
    """Show a reply with the form to change it, and how it will arrive."""
    return _page(_standing(name))


@routes.post("/<name>")
@staff_only()
def save(name: str) -> AnyResponse:
    """Keep a draft, and propose it if that was asked and it passes the check."""
    standing, wish = _standing(name), request.form.get("do", "save")
    desk = here.desk()
    text = _edited(standing)
    if text == standing.base and standing.own is None:
        return go("staff.replies.edit", "nothing-changed", name=name)
    parent, file = _begun(standing, wish)
    draft = desk.edits.save(standing.entry.path, here.account().name, text, parent, file)
    standing = desk.at(standing.entry, here.account().name)
    if wish != "propose":
        return go("staff.replies.edit", "behind" if standing.behind else "saved", name=name)
    if standing.behind:
        return go("staff.replies.edit", "behind", name=name)
    judged, _, _ = desk.judge(standing.entry.path, text)
    if judged.errors:
        return _page(standing, 422, notice="Your draft is kept. It cannot be proposed yet: see what the check says.")
    desk.edits.propose(draft.id, here.account().name, request.form.get("note", ""))
    return go("staff.replies.edit", "proposed", name=name)


@routes.post("/<name>/preview")
@staff_only()
def preview(name: str) -> AnyResponse:
    """Show how what stands in the form would arrive. Nothing is kept."""
    standing = _standing(name)
    return page("preview.html", **_seen(standing, _edited(standing)))


@routes.post("/<name>/aloud/<lang>")
@staff_only()
def hear(name: str, lang: str) -> AnyResponse:
    """Return what stands in the form as a call would say it, as a WAV file."""
    standing = _standing(name)
    judged, _, _ = here.desk().judge(standing.entry.path, _edited(standing))
    if judged.line is None or lang not in judged.line.content.languages:
        abort(404)
    entry = judged.line.content.entries[standing.entry.id]
    sound = aloud.wav(spoken(judged.line, entry, lang), judged.line.content)
    return Response(
        sound, mimetype="audio/wav", headers={"Content-Disposition": f'inline; filename="{name}.{lang}.wav"'}
    )


@routes.post("/<name>/drop")
@staff_only()
def drop(name: str) -> AnyResponse:
    """Give up the own draft."""
    standing = _standing(name)
    if standing.own is not None:
        here.desk().edits.drop(standing.own.id, here.account().name)
    return go("staff.replies.edit", "dropped", name=name)


def _standing(name: str) -> Standing:
    desk = here.desk()
    entry = desk.entry(name)
    if entry is None:
        abort(404)
    return desk.at(entry, here.account().name)


def _edited(standing: Standing) -> str:
    """Return the file with what the form says, made from the person's own draft or the text in force."""
    try:
        return edited(standing.text, request.form, here.desk().content.languages, str(here.staff().now().date()))
    except ValueError as error:
        raise HelplineError(f"{standing.entry.path} cannot be read as it stands ({error}).") from None


def _begun(standing: Standing, wish: str) -> tuple[int, str]:
    """Return what the draft was begun from: what the form says, unless the person puts it over what came since."""
    if wish == "over":
        return standing.parent, standing.file
    parent = request.form.get("parent", "")
    begun = int(parent) if parent.isascii() and parent.isdecimal() and len(parent) < 10 else standing.parent
    return begun, request.form.get("file", "")[:64] or standing.file


def _page(standing: Standing, status: int = 200, **values: str) -> Response:
    entry, desk = standing.entry, here.desk()
    languages = desk.content.languages
    shown: dict[str, Any] = {
        "fields": fields(standing.text, languages, entry.kind),
        "names": names(desk.content),
        "changes": differences(standing.base, standing.text, languages, entry.kind) if standing.own else [],
        "audible": shutil.which("espeak-ng") is not None,
        **_seen(standing, standing.text if standing.own else ""),
        **values,
    }
    return page("reply.html", status, standing=standing, **shown)


def _seen(standing: Standing, text: str) -> dict[str, Any]:
    """Return how a text will arrive and what the check says of it; '' is the text that is served."""
    entry, desk = standing.entry, here.desk()
    line, problems = desk.live.line, tuple[Problem, ...]()
    elsewhere: tuple[Problem, ...] = ()
    if text:
        judged, problems, elsewhere = desk.judge(entry.path, text)
        line = judged.line
    elif line is not None:
        problems = tuple(check_text(line.matcher, entry.path, standing.base, here.staff().now().date()))
    found = line.content.entries[entry.id] if line else entry
    return {
        "entry": entry,
        "sides": sides(line, found, datetime.now(UTC)) if line else [],
        "problems": [(problem, _anchor(found, problem)) for problem in problems],
        "elsewhere": elsewhere,
        "reply_url": url_for("staff.replies.edit", name=entry.id),
    }


def _anchor(entry: Entry, problem: Problem) -> str:
    """Return the id of the field that a problem stands in, or nothing."""
    key = next((key for key, place in entry.places.items() if place == (problem.line, problem.col)), "")
    return "-".join(key.split(".")[:2]).replace("_", "-")
