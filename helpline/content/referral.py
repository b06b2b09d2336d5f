"""`responses/referral.yaml`: the phone lines we refer to, and their hours.

referral-hours: hours with a part missing, or that end before they begin.
GOOD: zone, days, opens and closes, or none of them. BAD: `opens` alone, `closes: "09:00"` with `opens: "21:00"`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, time
from zoneinfo import ZoneInfo

from helpline.content.model import PhoneLine, Referral
from helpline.content.reading import NOTHING, Reader
from helpline.content.yamlfile import Node

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HOURS = ("zone", "days", "opens", "closes")
REFERRAL = ("switch", "checked", "sources", "credits", "first", "second", "crisis")
REFERRAL_NEEDS = ("switch", "checked", "first", "second", "credits")
LINE_NEEDS = ("name", "shown", "digits", "dial", "spoken")
LINE = ("name", "shown", "digits", "dial", "spoken", "zone", "days", "opens", "closes", "holidays")


def read_referral(node: Node, reader: Reader, languages: Iterable[str]) -> Referral:
    """Read both lines, the switch and the date of the last check."""
    languages = tuple(languages)
    fields = reader.block(node, REFERRAL, REFERRAL_NEEDS)
    switch = reader.text(fields.get("switch", NOTHING))
    if switch not in ("open", "closed", "moved"):
        reader.fault(fields.get("switch", node), "value", f"found {switch!r}; allowed is open, closed or moved.")
    checked = fields.get("checked", node)
    credit = fields.get("credits", Node(1, 1))
    return Referral(
        _line("first", fields.get("first", NOTHING), reader, languages),
        _line("second", fields.get("second", NOTHING), reader, languages),
        "closed" if switch == "closed" else "moved" if switch == "moved" else "open",
        reader.parsed(fields.get("checked", NOTHING), date.fromisoformat, "a date such as 2026-11-23", date.min),
        {name: _named(value, reader, languages) for name, value in reader.block(credit, credit.fields).items()},
        _line("crisis", fields["crisis"], reader, languages) if "crisis" in fields else None,
        (checked.line, checked.col),
    )


def _named(node: Node, reader: Reader, languages: tuple[str, ...]) -> dict[str, str]:
    if node.text is not None:
        return dict.fromkeys(languages, node.text)
    return reader.by_language(node, languages, reader.text)


def _line(name: str, node: Node, reader: Reader, languages: tuple[str, ...]) -> PhoneLine:
    fields = reader.block(node, LINE, LINE_NEEDS)
    day = fields.get("days", NOTHING)
    none: list[int] = []
    days = tuple(reader.parsed(day, _day_numbers, f"some of {' '.join(_DAYS)}", none))
    hour = {
        key: reader.parsed(fields[key], _hour, "a time such as 09:00", None)
        for key in ("opens", "closes")
        if key in fields
    }
    _check_hours(fields, hour, node, reader)
    zone = reader.parsed(fields.get("zone", NOTHING), _zone, "a time zone such as America/New_York", "")
    holidays = reader.items(fields.get("holidays", NOTHING))
    return PhoneLine(
        name,
        _named(fields.get("name", NOTHING), reader, languages),
        reader.text(fields.get("shown", NOTHING)),
        reader.text(fields.get("digits", NOTHING)),
        reader.text(fields.get("dial", NOTHING)),
        _named(fields.get("spoken", NOTHING), reader, languages),
        zone,
        days,
        hour.get("opens"),
        hour.get("closes"),
        frozenset(reader.parsed(item, date.fromisoformat, "a date such as 2026-12-25", date.min) for item in holidays),
    )


def _check_hours(fields: Mapping[str, Node], hour: Mapping[str, time | None], node: Node, reader: Reader) -> None:
    given = [key for key in (*_HOURS, "holidays") if key in fields]
    missing = [key for key in _HOURS if key not in fields]
    if given and missing:
        reader.fault(
            node,
            "referral-hours",
            f"there is '{given[0]}' and no {', '.join(missing)}. Give {', '.join(_HOURS)}, or none of them for a line open at any hour.",
        )
    opens, closes = hour.get("opens"), hour.get("closes")
    if opens and closes and closes <= opens:
        found = f"closes at {closes:%H:%M}, and opens at {opens:%H:%M}"
        reader.fault(fields["closes"], "referral-hours", f"{found}. Give a later time; midnight is 23:59.")


def _hour(text: str) -> time:
    hour = time.fromisoformat(text)
    if hour.tzinfo is not None:
        raise ValueError(text)
    return hour


def _day_numbers(text: str) -> list[int]:
    return [_DAYS.index(word) for word in text.split()]


def _zone(name: str) -> str:
    if name:
        try:
            ZoneInfo(name)
        except (OSError, KeyError) as error:
            raise ValueError(name) from error
    return name
