"""What needs doing: a line for each kind of work, with where it is done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for

from helpline.console.titles import title_of
from helpline.content.model import Entry
from helpline.live.exporting import Place
from helpline.problems import Problem
from helpline.store.accounts import Account
from helpline.store.published import Revision

CHECKED_FOR = 45
"""Days for which hours and numbers of the referral count as known."""


@dataclass(frozen=True)
class Item:
    """One thing of a kind: what it is, where it is done ('' where that is in a file), and more about it."""

    text: str
    url: str = ""
    about: str = ""


@dataclass(frozen=True)
class Todo:
    """One kind of work: what and how many, what to do about it, and each thing. `urgent` work concerns callers now."""

    id: str
    title: str
    hint: str
    items: tuple[Item, ...] = ()
    urgent: bool = False


@dataclass(frozen=True)
class Said:
    """How a kind of warning is told: of one, of several, and what to do."""

    one: str
    many: str
    hint: str


WARNINGS = {
    "edit-moved": Said(
        "published edit stands over a file that has changed",
        "published edits stand over files that have changed",
        "A deploy brought another file. The edit is served; open the reply and choose the edit or the file.",
    ),
    "source-moved": Said(
        "source section has changed since its reply was written",
        "source sections have changed since their replies were written",
        "Read the section again, correct the words, then set the new hash in the file.",
    ),
    "seed-overdue": Said(
        "source page is overdue for review",
        "source pages are overdue for review",
        "Compare the page with its source, and set the day in the file.",
    ),
    "referral-unchecked": Said(
        "check of the referral's hours and numbers is due",
        "checks of the referral's hours and numbers are due",
        "Look at the pages that responses/referral.yaml names, correct what is wrong, set the day.",
    ),
    "referral-holidays": Said(
        "list of holidays has run out",
        "lists of holidays have run out",
        "Add those of the coming year to responses/referral.yaml.",
    ),
    "approval-old": Said(
        "approval is older than its words",
        "approvals are older than their words",
        "Have another person approve the words as they are now.",
    ),
    "language-missing": Said(
        "text is missing in one language",
        "texts are missing in one language",
        "Open the reply and write the missing text.",
    ),
}
"""Warnings of the check that have a sentence of their own, in the order in which they are told."""

URGENT = ("edit-moved", "referral-unchecked")


def refused(problems: Sequence[Problem], entries: Iterable[Entry]) -> Iterator[Todo]:
    """Tell what keeps new content from going live."""
    if problems:
        title = f"New content was refused: {_many(len(problems), 'mistake', 'mistakes')}"
        hint = "The last good content goes on. Until this is mended, no change goes live, also none from here."
        yield Todo("refused", title, hint, _items(problems, entries), urgent=True)


def warned(problems: Iterable[Problem], entries: Iterable[Entry]) -> Iterator[Todo]:
    """Tell what the check says of the content that is served, by kind."""
    kinds: dict[str, list[Problem]] = {id_: [] for id_ in WARNINGS}
    for problem in problems:
        if problem.id != "unapproved":
            kinds.setdefault(problem.id, []).append(problem)
    entries = tuple(entries)
    for id_, found in kinds.items():
        if found:
            said = WARNINGS.get(id_) or Said(f"note “{id_}” of the check", f"notes “{id_}” of the check", "")
            title = _many(len(found), said.one, said.many)
            yield Todo(id_, title, said.hint, _items(found, entries), id_ in URGENT)


def referral(checked: date, today: date, told: Iterable[Todo]) -> Iterator[Todo]:
    """Tell that hours and numbers of the referral should be looked at: warnings are made when content is, and days pass."""
    age = (today - checked).days
    if age > CHECKED_FOR and not any(todo.id == "referral-unchecked" for todo in told):
        said = WARNINGS["referral-unchecked"]
        item = Item("responses/referral.yaml", about=f"checked on {checked}, {age} days ago; at most {CHECKED_FOR}")
        yield Todo("referral-unchecked", f"1 {said.one}", said.hint, (item,), urgent=True)


def unapproved(entries: Iterable[Entry]) -> Iterator[Todo]:
    """Tell how many replies say words that nobody has approved."""
    if count := sum(not entry.review.get("approved_by") for entry in entries):
        title = _many(count, "reply has nobody's approval yet", "replies have nobody's approval yet")
        hint = "Open a reply and propose it, as it is or better; another person approves it."
        yield Todo("unapproved", title, hint, (Item("See the replies", url_for("staff.replies.show")),))


def waiting(drafts: Iterable[Revision], entries: Iterable[Entry], account: Account) -> Iterator[Todo]:
    """Tell whose words wait for whom."""
    by_path = {entry.path: entry for entry in entries}
    kinds: dict[str, list[Item]] = {"approve": [], "proposed": [], "own": [], "others": []}
    for draft in drafts:
        own = draft.author == account.name
        kind = ("proposed" if own else "approve") if draft.state == "proposed" else "own" if own else "others"
        kinds[kind].append(_item(draft, by_path, kind))
    said = {
        "approve": Said("proposal waits for approval", "proposals wait for approval", _who(account)),
        "proposed": Said("proposal of yours waits", "proposals of yours wait", "Another person has to approve it."),
        "own": Said("draft of yours is open", "drafts of yours are open", "Go on with it, propose it, or give it up."),
        "others": Said("draft of somebody else is open", "drafts of others are open", "They are being written on."),
    }
    for kind, items in kinds.items():
        if items:
            yield Todo(kind, _many(len(items), said[kind].one, said[kind].many), said[kind].hint, tuple(items))


def words(found: Sequence[tuple[str, int]]) -> Iterator[Todo]:
    """Tell of words that people used and the line did not know."""
    if found:
        title = _many(len(found), "word was not understood", "words were not understood")
        some = ", ".join(word for word, _ in found[:5]) + (" …" if len(found) > 5 else "")
        hint = "Some may belong to a reply, as keywords."
        yield Todo("words", title, hint, (Item(some, url_for("staff.words.show")),))


def exports(places: Mapping[str, Place]) -> Iterator[Todo]:
    """Tell of published edits that the files do not have yet, or that they have and need no more."""
    new = tuple(Item(path) for path, place in places.items() if place == "waiting")
    done = tuple(Item(path) for path, place in places.items() if place == "written")
    if new:
        title = _many(len(new), "published edit is not in the files yet", "published edits are not in the files yet")
        yield Todo("export", title, "It is served all the same. For git, run: helpline export", new)
    if done:
        title = _many(len(done), "published edit is in the files", "published edits are in the files")
        yield Todo("exported", title, "When every machine has these files, run: helpline export --done", done)


def _who(account: Account) -> str:
    return "Read it beside what is served, then decide." if account.may("approver") else "An approver has to decide."


def _many(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def _items(problems: Iterable[Problem], entries: Iterable[Entry]) -> tuple[Item, ...]:
    names = {entry.path: entry.id for entry in entries}
    return tuple(
        Item(
            f"{problem.path}:{problem.line}" if problem.line > 1 else problem.path,
            url_for("staff.replies.edit", name=names[problem.path]) if problem.path in names else "",
            problem.sentence,
        )
        for problem in problems
    )


def _item(draft: Revision, entries: Mapping[str, Entry], kind: str) -> Item:
    about = " · ".join(
        part for part in (_by(draft, kind), f"{draft.written:%b} {draft.written.day}", draft.note) if part
    )
    entry = entries.get(draft.path)
    if entry is None:
        return Item(draft.path, about=f"{about} · the reply is not there any more")
    title = title_of(entry)
    if kind == "own":
        return Item(title, url_for("staff.replies.edit", name=entry.id), about)
    return Item(title, url_for("staff.decisions.show", number=draft.id), about)


def _by(draft: Revision, kind: str) -> str:
    return "" if kind in ("own", "proposed") else f"by {draft.author}"
