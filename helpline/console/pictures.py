"""The last weeks in pictures: what was asked, what was not understood, and how people came."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta

from helpline.console.charts import Chart, Series, columns, counted, lines
from helpline.match.danger import ALARMS
from helpline.store.reports import SMALL, Asked, shown, small

ASKING = ("answer", "choices", "referral", "fallback")
"""Outcomes of messages that asked for something in words: what was not understood is a share of these."""

CHANNELS = {"sms": "Texts", "voice": "Calls"}

_ALARMS = ("alarms", "Alarms", "Texts and turns of calls that got the emergency or the crisis reply, by week.")
_CAME = ("channels", "Texts and calls", "Texts, and turns of calls, by week.")
_SPOKE = ("languages", "Languages", "Texts and turns of calls, by week.")


def since(today: date, weeks: int) -> date:
    """Return the first day of the last so many weeks, today among them."""
    return today - timedelta(days=7 * weeks - 1)


def pictures(
    rows: Sequence[Asked], today: date, weeks: int, titles: Mapping[str, str], names: Mapping[str, str]
) -> list[Chart]:
    """Return the charts. `titles` are the replies' titles by id, `names` the languages' names by code."""
    begins = [since(today, weeks) + timedelta(days=7 * at) for at in range(weeks)]
    alarms = {name: titles.get(name) or name.capitalize() for name in ALARMS}
    return [
        _topics(rows, titles),
        _unknown(rows, begins),
        _weekly(_ALARMS, rows, begins, alarms, lambda row: row.topic if row.outcome == "safety" else ""),
        _days(rows, today, weeks),
        _weekly(_CAME, rows, begins, CHANNELS, lambda row: row.channel),
        _weekly(_SPOKE, rows, begins, names, lambda row: row.lang),
    ]


def _topics(rows: Iterable[Asked], titles: Mapping[str, str]) -> Chart:
    asked = Counter[str]()
    for row in rows:
        if row.topic in titles and row.outcome != "safety":
            asked[titles[row.topic]] += row.times
    found = sorted(asked.items(), key=lambda item: (small(item[1]), -item[1] if not small(item[1]) else 0, item[0]))
    few = sum(small(times) for _, times in found)
    summary = (
        f"What people were told most: {found[0][0]}." if found and not small(found[0][1]) else "Nothing often yet."
    )
    if few:
        summary += f" {few} more {'was' if few == 1 else 'were'} given under {SMALL} times."
    return lines("topics", "Answers and referrals", summary, "Times given", found)


def _unknown(rows: Iterable[Asked], begins: Sequence[date]) -> Chart:
    asked, missed = [0] * len(begins), [0] * len(begins)
    for row in rows:
        if row.outcome in ASKING:
            at = (row.day - begins[0]).days // 7
            asked[at] += row.times
            missed[at] += row.times * (row.outcome == "fallback")
    shares = tuple(_share(part, whole) for part, whole in zip(missed, asked, strict=True))
    whole, part = sum(asked), sum(missed)
    summary = "Nothing was asked." if not whole else "Too few messages to say."
    if not small(part) and not small(whole) and whole:
        summary = f"Of what was asked in words, {round(100 * part / whole)}% was not understood and got the referral."
    elif small(part) and whole >= SMALL:
        summary = f"Of what was asked in words, {shown(part)} messages were not understood."
    return columns(
        "unknown", "Not understood", summary, _labels(begins), [Series("Share", shares)], "%", _every(begins)
    )


def _share(part: int, whole: int) -> float | None:
    """Return per cent. A share of few messages, or by few, is not shown."""
    if small(part) or small(whole):
        return None
    return 100 * part / whole if whole else 0.0


def _days(rows: Iterable[Asked], today: date, weeks: int) -> Chart:
    days = [since(today, weeks) + timedelta(days=at) for at in range(7 * weeks)]
    times = Counter[date]()
    for row in rows:
        times[row.day] += row.times
    series = Series("Messages", tuple(counted(times[day]) for day in days))
    busiest, most = max(((day, times[day]) for day in days), key=lambda item: item[1])
    summary = (
        f"The most on one day: {shown(most)}, on {_short(busiest)}." if most >= SMALL else f"Never {SMALL} on one day."
    )
    return columns("days", "Messages a day", summary, [_short(day) for day in days], [series], every=7 if weeks < 8 else 14)  # fmt: skip


def _weekly(
    about: tuple[str, str, str],
    rows: Iterable[Asked],
    begins: Sequence[date],
    names: Mapping[str, str],
    kind: Callable[[Asked], str],
) -> Chart:
    """Return the weeks side by side, a colour for each of `names`; `kind` says to which a row belongs, if to any."""
    times = Counter[tuple[str, int]]()
    for row in rows:
        times[kind(row), (row.day - begins[0]).days // 7] += row.times
    series = [Series(name, tuple(counted(times[key, at]) for at in range(len(begins)))) for key, name in names.items()]
    return columns(*about, _labels(begins), series, every=_every(begins))


def _labels(begins: Sequence[date]) -> list[str]:
    return [_short(day) for day in begins]


def _every(begins: Sequence[date]) -> int:
    return 1 if len(begins) <= 4 else 2


def _short(day: date) -> str:
    return f"{day:%b} {day.day}"
