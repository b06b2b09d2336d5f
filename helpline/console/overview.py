"""`/staff/`: what needs doing, and the last weeks in pictures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from flask import Blueprint, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from helpline.console import here, todo
from helpline.console.guard import staff_only
from helpline.console.pages import page
from helpline.console.pictures import pictures, since
from helpline.console.titles import title_of
from helpline.console.todo import Todo
from helpline.console.words import unclaimed
from helpline.live.exporting import places
from helpline.store.reports import SMALL, daily, recent_words

routes = Blueprint("overview", __name__)

WEEKS = (4, 8)


@routes.get("/", strict_slashes=False)
@staff_only()
def show() -> AnyResponse:
    """Show what is to be done, and the last 4 or 8 weeks."""
    weeks = 8 if request.args.get("weeks") == "8" else 4
    today, line = here.staff().now().date(), here.desk().live.line
    with here.staff().engine.connect() as connection:
        rows = daily(connection, since(today, weeks))
        words = recent_words(connection, today)
    entries = line.content.entries.values() if line else ()
    titles = {entry.id: title_of(entry) for entry in entries if entry.kind in ("topic", "refer")}
    names = {code: language.name for code, language in line.content.languages.items()} if line else {}
    return page(
        "overview.html",
        todos=list(_todos(unclaimed(line, words) if line else words, today)),
        charts=pictures(rows, today, weeks, titles, names),
        asked=bool(rows),
        weeks=weeks,
        choices=WEEKS,
        least=SMALL,
    )


def _todos(words: list[tuple[str, int]], today: date) -> Iterator[Todo]:
    desk = here.desk()
    line = desk.live.line
    entries = tuple(line.content.entries.values()) if line else ()
    told = list(todo.warned(desk.live.warnings, entries))
    yield from todo.refused(desk.live.problems, entries)
    if line:
        yield from todo.referral(line.content.referral.checked, today, told)
    yield from (each for each in told if each.urgent)
    yield from todo.waiting(desk.edits.open(), entries, here.account())
    yield from todo.words(words)
    yield from todo.exports(places(desk.live.folder, desk.edits.overlay()))
    yield from todo.unapproved(entries)
    yield from (each for each in told if not each.urgent)


@routes.route("/<path:_>", methods=["GET", "POST"])
@staff_only()
def nothing(_: str) -> AnyResponse:
    """Say that there is no such page."""
    raise NotFound
