"""Why the page's phone got its answer: what was read, which words decided, what came second, what would change it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from helpline.match.explain import change
from helpline.match.matcher import Channel, Matcher
from helpline.match.result import Match
from helpline.match.scoring import FALLBACK
from helpline.reply.reply import Reply
from helpline.reply.state import State
from helpline.reply.turn import Line, Message
from helpline.text.cleanup import tokens
from helpline.voice.calls import Calls
from helpline.voice.heard import read_form
from helpline.voice.state import read_path
from helpline.voice.turn import Can
from helpline.web.phone_request import Asked

HOW = {
    "exact": "The message is a keyword, an example or a number.",
    "near": "The message is a keyword with a slip in it.",
    "phrase": "The message holds a phrase of a fixed list.",
    "likely": "One reply led clearly over the others.",
    "several": "No reply led clearly, so the line asks.",
    "none": "Nothing fitted well enough to answer.",
}
KEYS = "To change it: the keys are given in responses/menu.yaml."
WORDS, ROWS = 6, 4


def why(line: Line, asked: Asked, state: State, opted_out: bool, now: datetime) -> dict[str, Any]:
    """Return what decided a request: of a text with `state` in its cookie, or of a call with its place in the path."""
    if asked.path != "/sms":
        return _called(line, asked, now)
    text = asked.parameters.get("Body", "")
    reply = line.turn(Message(text, opted_out=opted_out), state, now)
    match = line.matcher.match(text, "sms", state.lang)
    found = _answered(line, reply.id, reply.state.lang) | _matched(line.matcher, match, text, "sms")
    return found | {"how": f"{found['how']} {_silence(reply, opted_out)}".strip()}


def _silence(reply: Reply, opted_out: bool) -> str:
    """Return why nothing is sent, where nothing is."""
    if not reply.silent:
        return ""
    if reply.id == "carrier":
        return "Twilio answers this word itself."
    return (
        "Nothing is sent: this phone has opted out." if opted_out else "Nothing is sent: the other side is a machine."
    )


def _called(line: Line, asked: Asked, now: datetime) -> dict[str, Any]:
    calls = Calls(line)
    state, heard = read_path(asked.place, line.content), read_form(asked.parameters)
    turn = calls.turn(heard, state, now, Can(True, True, True, True)) if state else calls.start(now)
    made = _answered(line, turn.id, turn.state.lang)
    if state is None:
        return made | {"how": "The call begins.", "outcome": "call"}
    if heard.dial:
        return made | {"how": f"The call to a person has ended: {heard.dial}.", "outcome": "call"}
    if heard.kind == "silence":
        return made | {"how": "Nothing was said and no key was pressed.", "outcome": "silence"}
    if heard.kind == "keys":
        menu = state.menu or "top"
        return made | {"read": heard.text, "how": f"Keys, in the menu {menu}.", "outcome": "keys", "change": KEYS}
    match = line.matcher.match(heard.text, "voice", state.lang)
    sure = "" if heard.sure else " The recogniser was not sure, so a topic is asked back."
    found = _matched(line.matcher, match, heard.text, "voice")
    return made | found | {"how": found["how"] + sure}


def _answered(line: Line, reply: str, lang: str) -> dict[str, Any]:
    """Return what was said: the id of the reply, its title and its file."""
    entry, language = line.content.entries.get(reply), line.content.languages.get(lang)
    title = line.content.words(reply, lang).title if entry else ""
    return {
        "reply": reply,
        "title": title,
        "file": entry.path if entry else "",
        "language": language.name if language else "",
    }


def _matched(matcher: Matcher, match: Match, text: str, channel: Channel) -> dict[str, Any]:
    """Return why `text` was matched so; words with what each speaks for the best reply, and the replies that came next."""
    words = tokens(text)
    weighed = match.how in ("likely", "several", "none")
    ranked = matcher.scoring.ranked(words)[:ROWS] if weighed and words else []
    share = matcher.scoring.familiarity(words) if channel == "voice" else 1.0
    counted = [(label, score * share) for label, score in ranked]
    best = ranked[0][0] if ranked else ""
    return {
        "read": " ".join(words),
        "outcome": match.outcome,
        "topics": list(match.topics),
        "how": HOW[match.how],
        "decided": _decided(matcher.scoring.shares(words, best)) if best else [],
        "because": [] if weighed else list(match.why),
        "ranked": [
            {"reply": label, "title": _title(matcher, label, match.lang), "score": round(score, 2)}
            for label, score in counted
        ],
        "hint": match.hint,
        "also": match.also,
        "change": KEYS if match.outcome == "number" else change(matcher, match.how, counted, channel),
    } | ({"title": offered} if (offered := _offered(matcher, match)) else {})


def _decided(shares: list[tuple[str, float]]) -> list[tuple[str, float]]:
    """Return what spoke most for the best reply; a piece of a word only where the word itself did not."""
    spoke = [(feature, round(share, 2)) for feature, share in shares if share > 0]
    whole = [feature for feature, _ in spoke if feature[0] != "~"]
    return [
        (feature, share)
        for feature, share in spoke
        if feature[0] != "~" or not any(feature.strip("~<>") in word for word in whole)
    ][:WORDS]


def _offered(matcher: Matcher, match: Match) -> str:
    """Return the titles of the choices that a match leads to."""
    topics = match.topics if match.outcome == "choices" else ()
    return ", ".join(_title(matcher, topic, match.lang) for topic in topics)


def _title(matcher: Matcher, label: str, lang: str) -> str:
    return "Something else" if label == FALLBACK else matcher.content.words(label, lang).title or label
