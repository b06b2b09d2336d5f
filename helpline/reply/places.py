"""Filling the places in a text: `{phone}`, `{menu}`, `{code:vaccines}` and the like."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime

from helpline.content.hours import closes_at, opens_at
from helpline.content.model import Content

PLACES = frozenset(
    [
        "name",
        "phone",
        "phone_digits",
        "phone_spoken",
        "hours",
        "menu",
        "topics",
        "choices",
        "number",
        "credit",
        "title",
        "text",
        "referral",
        "opens",
        "closes",
        "second_name",
        "second_phone",
        "second_spoken",
        "languages",
        "first_name",
    ]
)
"""Every place that a text may hold, besides `{code:TOPIC}`."""

OWN: Mapping[str, frozenset[str]] = {
    "choices": frozenset(["choices"]),
    "closes": frozenset(["open"]),
    "credit": frozenset(["referral"]),
    "number": frozenset(["choice", "number-unknown"]),
    "opens": frozenset(["closed"]),
    "referral": frozenset(["answer"]),
    "text": frozenset(["answer"]),
    "title": frozenset(["answer", "ask", "choice", "submenu"]),
}
"""Places that only some replies fill: where they stand in another, nothing fills them."""

PLACE = re.compile(r"\{([a-z_]+)(?::([a-z0-9-]+))?\}")


def fill(text: str, values: Mapping[str, str], code: Callable[[str], str]) -> str:
    """Return `text` with its places filled. An unknown place stays as it is; the check refuses it long before."""

    def one(match: re.Match[str]) -> str:
        name, topic = match[1], match[2]
        if name == "code" and topic:
            return code(topic)
        return values.get(name, match[0])

    return " ".join(PLACE.sub(one, text).split())


def standing(content: Content, lang: str, name: str) -> dict[str, str]:
    """Return the places that do not depend on the reply: names and numbers."""
    first, second = content.referral.first, content.referral.second
    default = content.first_language
    return {
        "name": name,
        "phone": first.shown,
        "phone_digits": first.digits,
        "first_name": first.name.get(lang, first.name.get(default, "")),
        "phone_spoken": first.spoken.get(lang, first.spoken.get(default, "")),
        "second_name": second.name.get(lang, second.name.get(default, "")),
        "second_phone": second.shown,
        "second_spoken": second.spoken.get(lang, second.spoken.get(default, "")),
    }


def hours(content: Content, lang: str, now: datetime, values: Mapping[str, str]) -> str:
    """Return the sentence about the first line's hours at `now`: open until, closed until, closed for now, or not known."""
    key, closing, opening = standing_at(content, now)
    named = dict(values)
    named["closes"] = _clock(content, lang, closing) if closing else ""
    named["opens"] = _clock(content, lang, opening) if opening else ""
    return fill(content.words(key, lang).sms, named, str)


def standing_at(content: Content, now: datetime) -> tuple[str, datetime | None, datetime | None]:
    """Return the reply that says whether the first line is open now, when it closes, and when it opens.

    It is `open`, `closed`, `closed-for-now` (by the switch, so the hours promise nothing) or `moved` (hours not known).
    """
    referral = content.referral
    closing, opening = closes_at(referral.first, now), opens_at(referral.first, now)
    if referral.switch == "moved" or (closing is None and opening is None):
        return "moved", closing, opening
    if referral.switch == "closed":
        return "closed-for-now", None, None
    return "open" if closing is not None else "closed", closing, opening


def _clock(content: Content, lang: str, moment: datetime) -> str:
    language = content.languages[lang]
    hour = f"{(moment.hour - 1) % 12 + 1}{f':{moment.minute:02d}' if moment.minute else ''} {'AM' if moment.hour < 12 else 'PM'}"
    return fill(language.clock, {"day": language.days[moment.weekday()], "hour": hour}, str)


def code_of(content: Content, topic: str) -> str:
    """Return the menu code of a topic, or its id where the menu does not have it."""
    return next((choice.code for choice in content.choices.values() if choice.topic == topic), topic)


def menu_line(content: Content, lang: str, above: str = "") -> str:
    """Return the choices of one menu level: "1 About the treatment, 2 Side effects."."""
    parent = content.choices.get(above)
    choices = parent.choices if parent else content.menu
    titles = (f"{c.code} {c.titles.get(lang) or c.titles.get(content.first_language, '')}" for c in choices)
    line = ", ".join(titles)
    return line if line.endswith("?") else line + "."
