"""What is decided about a reply: a proposal approved or sent back, a pause, a return to earlier words."""

from __future__ import annotations

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response as AnyResponse

from helpline.console import here
from helpline.console.changes import differences
from helpline.console.desk import Standing
from helpline.console.guard import staff_only
from helpline.console.pages import go, page
from helpline.console.preview import sides
from helpline.content.edit import changed
from helpline.content.model import Entry
from helpline.store.published import Revision

routes = Blueprint("decisions", __name__)


@routes.get("/proposals/<int:number>")
@staff_only()
def show(number: int) -> AnyResponse:
    """Show a draft or a proposal beside what is served."""
    return _proposal(*_found(number))


@routes.post("/proposals/<int:number>/approve")
@staff_only("approver")
def approve(number: int) -> AnyResponse:
    """Publish a proposal with the approval in it, if it still passes the check."""
    draft, entry, standing = _found(number)
    account, today = here.account(), str(here.staff().now().date())
    text = changed(draft.text, {"review.approved_by": account.shown, "review.approved_on": today})
    judged, _, _ = here.desk().judge(entry.path, text)
    if judged.errors:
        return _proposal(draft, entry, standing, 422, "It does not pass the check any more, so it was not published.")
    here.desk().edits.approve(number, account.name, text)
    return go("staff.replies.edit", "published", name=entry.id)


@routes.post("/proposals/<int:number>/send-back")
@staff_only("approver")
def send_back(number: int) -> AnyResponse:
    """Give a proposal back to its author, with what to change."""
    _, entry, _ = _found(number)
    here.desk().edits.send_back(number, here.account().name, request.form.get("note", ""))
    return go("staff.replies.edit", "sent-back", name=entry.id)


@routes.get("/replies/<name>/history")
@staff_only()
def history(name: str) -> AnyResponse:
    """Show what was published for a reply, by whom and when, each beside what it replaced."""
    entry, standing = _reply(name)
    revisions = here.desk().edits.history(entry.path)
    file = here.desk().deployed(entry.path)
    texts = {0: file} | {revision.id: revision.text or file for revision in revisions}
    rows = [(revision, _changes(entry, texts.get(revision.parent, file), texts[revision.id])) for revision in revisions]
    return page("history.html", entry=entry, standing=standing, rows=rows, differs=_changes(entry, file, standing.base))


@routes.post("/replies/<name>/back")
@staff_only("approver")
def back(name: str) -> AnyResponse:
    """Serve an earlier text again: one that was published here, or (revision 0) the file as deployed."""
    entry, standing = _reply(name)
    number = request.form.get("revision", "")
    chosen = next((r for r in here.desk().edits.history(entry.path) if str(r.id) == number and r.text), None)
    if chosen is None and number != "0":
        abort(400)
    note = f"back to revision {number}" if chosen else "back to the file"
    return _publish(standing, chosen.text if chosen else "", note, "reverted")


@routes.post("/replies/<name>/keep")
@staff_only("approver")
def keep(name: str) -> AnyResponse:
    """Serve the published edit on, over a file that a deploy has changed since."""
    _, standing = _reply(name)
    return _publish(standing, standing.base, "kept over a changed file", "kept")


@routes.post("/replies/<name>/pause")
@staff_only()
def pause(name: str) -> AnyResponse:
    """Have a topic give the referral only, or its answer again. At once and by one person: it is the safe way."""
    entry, standing = _reply(name)
    paused = request.form.get("paused") == "yes"
    if entry.kind != "topic":
        abort(400)
    text = changed(standing.base, {"paused": "yes" if paused else None})
    return _publish(standing, text, "paused" if paused else "given again", "paused" if paused else "given-again")


def _publish(standing: Standing, text: str, note: str, done: str) -> AnyResponse:
    desk, path = here.desk(), standing.entry.path
    judged, _, _ = desk.judge(path, text or desk.deployed(path))
    if judged.errors:
        return page("refused.html", 422, entry=standing.entry, problems=judged.errors)
    desk.edits.publish(path, here.account().name, text, standing.parent, standing.file, note)
    return go("staff.replies.edit", done, name=standing.entry.id)


def _reply(name: str) -> tuple[Entry, Standing]:
    desk = here.desk()
    entry = desk.entry(name)
    if entry is None:
        abort(404)
    return entry, desk.at(entry, here.account().name)


def _found(number: int) -> tuple[Revision, Entry, Standing]:
    desk = here.desk()
    draft = desk.edits.get(number)
    entry = next((e for e in desk.content.entries.values() if draft is not None and e.path == draft.path), None)
    if draft is None or entry is None:
        abort(404)
    return draft, entry, desk.at(entry, here.account().name)


def _proposal(draft: Revision, entry: Entry, standing: Standing, status: int = 200, notice: str = "") -> AnyResponse:
    judged, problems, elsewhere = here.desk().judge(entry.path, draft.text)
    line = judged.line
    return page(
        "proposal.html",
        status,
        draft=draft,
        entry=entry,
        standing=standing,
        changes=_changes(entry, standing.base, draft.text),
        sides=sides(line, line.content.entries[entry.id]) if line else [],
        problems=[(problem, "") for problem in problems],
        elsewhere=elsewhere,
        **({"notice": notice} if notice else {}),
    )


def _changes(entry: Entry, before: str, after: str) -> list[object]:
    return list(differences(before, after, here.desk().content.languages, entry.kind))
