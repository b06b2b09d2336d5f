"""`/staff/try`: what a message gets now and with a draft, and why. Nothing that is typed there is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, request
from werkzeug.wrappers import Response as AnyResponse

from helpline.console import here
from helpline.console.guard import staff_only
from helpline.console.pages import page
from helpline.console.titles import title_of
from helpline.content.model import Content
from helpline.match.explain import explain
from helpline.match.matcher import Channel
from helpline.match.result import Match
from helpline.problems import Problem
from helpline.reply.state import State
from helpline.reply.turn import Line, Message
from helpline.store.published import Revision
from helpline.text.segments import Size, size
from helpline.voice.calls import Calls
from helpline.voice.heard import Heard
from helpline.voice.state import CallState
from helpline.voice.turn import Can

routes = Blueprint("trying", __name__, url_prefix="/try")

LONGEST = 1600
"""Characters of a message: the most that Twilio delivers."""

HOW = {
    "exact": "It is a keyword, an example or a number, alone or among words that say nothing.",
    "near": "It is a keyword with a slip of the thumb.",
    "phrase": "It has a phrase of the fixed lists.",
    "likely": "Its words speak clearly for this reply.",
    "several": "Its words speak for several replies, so the person chooses.",
    "none": "Nothing in it speaks clearly enough for any reply.",
}


@dataclass(frozen=True)
class Tried:
    """What was typed and chosen."""

    text: str = ""
    channel: Channel = "sms"
    lang: str = ""
    draft: int = 0


@dataclass(frozen=True)
class Result:
    """What a message gets from one content: the reply's id and title, the texts (or what is said), and why."""

    label: str
    id: str
    title: str
    texts: tuple[tuple[str, Size | None], ...]
    lang: str
    how: str
    why: str
    path: str
    errors: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Draft:
    """A draft or a proposal to try with."""

    id: int
    label: str
    path: str
    text: str


@routes.get("", strict_slashes=False)
@staff_only()
def show() -> AnyResponse:
    """Show the form."""
    asked = request.args.get("draft", "")
    return _page(Tried(draft=_number(asked)))


@routes.post("", strict_slashes=False)
@staff_only()
def send() -> AnyResponse:
    """Show what the message gets. It comes in a form's body, so that no address and no log has it."""
    form, languages = request.form, here.desk().content.languages
    channel: Channel = "voice" if form.get("channel") == "voice" else "sms"
    lang = form.get("lang", "") if form.get("lang", "") in languages else ""
    tried = Tried(form.get("text", "")[:LONGEST], channel, lang, _number(form.get("draft", "")))
    if not tried.text.strip():
        return _page(tried, fault="Type a message to try.")
    return _page(tried, results=list(_results(tried)))


def _results(tried: Tried) -> list[Result]:
    desk = here.desk()
    line = desk.live.line
    results = [_result("Now", line, tried)] if line else []
    draft = next((each for each in _drafts() if each.id == tried.draft), None)
    if draft:
        judged, _, _ = desk.judge(draft.path, draft.text)
        label = f"With {draft.label}"
        if judged.line:
            results.append(_result(label, judged.line, tried, judged.errors))
        else:
            results.append(Result(label, "", "", (), "", "", "", "", judged.errors))
    return results


def _result(label: str, line: Line, tried: Tried, errors: Sequence[Problem] = ()) -> Result:
    said, texts, lang = _called(line, tried) if tried.channel == "voice" else _texted(line, tried)
    match = line.matcher.match(tried.text, tried.channel, tried.lang)
    entry = line.content.entries.get(said)
    why = explain(line.matcher, tried.text, tried.channel, tried.lang)
    path = entry.path if entry else ""
    return Result(label, said, title_of(entry) if entry else said, texts, lang, _how(match), why, path, tuple(errors))


def _how(match: Match) -> str:
    words = f" ({', '.join(match.why)})" if match.why and match.how in ("exact", "near", "phrase") else ""
    return HOW[match.how].removesuffix(".") + words + "."


def _texted(line: Line, tried: Tried) -> tuple[str, tuple[tuple[str, Size | None], ...], str]:
    reply = line.turn(Message(tried.text), State(lang=tried.lang, met=True), here.staff().now())
    return reply.id, tuple((text, size(text)) for text in reply.texts), reply.state.lang


def _called(line: Line, tried: Tried) -> tuple[str, tuple[tuple[str, Size | None], ...], str]:
    state = CallState(tried.lang or line.content.first_language)
    turn = Calls(line).turn(Heard("speech", tried.text), state, here.staff().now(), Can(text=True))
    return turn.id, tuple((piece.text, None) for piece in turn.pieces), turn.state.lang


def _drafts() -> list[Draft]:
    """Return all open drafts: the person's own first, then proposals, then what others are writing."""
    content, own = here.desk().content, here.account().name
    found = sorted(here.desk().edits.open(), key=lambda draft: (draft.author != own, draft.state != "proposed"))
    titles = _titles(content)
    return [Draft(each.id, _label(each, own, titles), each.path, each.text) for each in found if each.path in titles]


def _titles(content: Content) -> dict[str, str]:
    return {entry.path: title_of(entry) for entry in content.entries.values()}


def _label(draft: Revision, own: str, titles: dict[str, str]) -> str:
    kind = "proposal" if draft.state == "proposed" else "draft"
    return f"{'my' if draft.author == own else draft.author + '’s'} {kind} of {titles[draft.path]}"


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _page(tried: Tried, results: Sequence[Result] = (), fault: str = "") -> AnyResponse:
    names = {code: language.name for code, language in here.desk().content.languages.items()}
    values = {"tried": tried, "results": results, "drafts": _drafts(), "names": names}
    return page("trying.html", 422 if fault else 200, fault=fault, longest=LONGEST, **values)
