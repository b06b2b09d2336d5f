"""The hours of the lines we refer to, on their own clock, and the sentence about them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Literal
from zoneinfo import ZoneInfo

import pytest

from helpline.content.hours import closes_at, opens_at
from helpline.content.model import Content, Language, PhoneLine, Words
from helpline.reply.places import standing_at
from helpline.reply.reply import Speaker
from tests.copies import Copy

NEW_YORK = ZoneInfo("America/New_York")
LINE = PhoneLine(
    id="first",
    name={"en": "Information Service", "es": "Servicio"},
    shown="1-800-4-CANCER",
    digits="1-800-422-6237",
    dial="+18004226237",
    spoken={"en": "1 800, 4 2 2, 6 2 3 7"},
    zone="America/New_York",
    days=(0, 1, 2, 3, 4),
    opens=time(9),
    closes=time(21),
    holidays=frozenset([date(2026, 11, 26), date(2026, 12, 25), date(2027, 1, 1)]),
)
DAILY = replace(LINE, days=tuple(range(7)), holidays=frozenset())
ALWAYS = PhoneLine("second", {"en": "Society"}, "1-800-227-2345", "1-800-227-2345", "+18002272345", {"en": "1 800"})
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def eastern(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=NEW_YORK)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "closes", "opens"),
    [
        pytest.param("2026-11-24 08:59:59", None, "2026-11-24 09:00", id="the last second before opening"),
        pytest.param("2026-11-24 09:00", "2026-11-24 21:00", "2026-11-25 09:00", id="opening"),
        pytest.param("2026-11-24 12:00", "2026-11-24 21:00", "2026-11-25 09:00", id="noon"),
        pytest.param("2026-11-24 20:59:59", "2026-11-24 21:00", "2026-11-25 09:00", id="the last second"),
        pytest.param("2026-11-24 21:00", None, "2026-11-25 09:00", id="closing"),
        pytest.param("2026-11-25 00:00", None, "2026-11-25 09:00", id="midnight"),
        pytest.param("2026-11-20 21:00", None, "2026-11-23 09:00", id="Friday night"),
        pytest.param("2026-11-21 12:00", None, "2026-11-23 09:00", id="Saturday"),
        pytest.param("2026-11-22 23:59", None, "2026-11-23 09:00", id="Sunday"),
        pytest.param("2026-11-25 22:00", None, "2026-11-27 09:00", id="the night before a holiday"),
        pytest.param("2026-11-26 12:00", None, "2026-11-27 09:00", id="a holiday"),
        pytest.param("2026-12-24 21:00", None, "2026-12-28 09:00", id="a holiday, then a weekend"),
        pytest.param("2026-12-31 20:00", "2026-12-31 21:00", "2027-01-04 09:00", id="the last evening of the year"),
        pytest.param("2026-12-31 23:59", None, "2027-01-04 09:00", id="the last minute of the year"),
        pytest.param("2027-01-01 00:00", None, "2027-01-04 09:00", id="the first minute of the year"),
        pytest.param("2028-02-28 21:00", None, "2028-02-29 09:00", id="a leap day"),
    ],
)
def test_open_or_closed(now: str, closes: str | None, opens: str) -> None:
    assert closes_at(LINE, eastern(now)) == (eastern(closes) if closes else None)
    assert opens_at(LINE, eastern(now)) == eastern(opens)


@pytest.mark.parametrize(
    ("now", "closes", "opens"),
    [
        pytest.param("2026-10-31 13:00", "2026-11-01 01:00", "2026-11-01 14:00", id="the last day of summer time"),
        pytest.param("2026-11-01 05:30", None, "2026-11-01 14:00", id="half past one"),
        pytest.param("2026-11-01 06:30", None, "2026-11-01 14:00", id="half past one again"),
        pytest.param("2026-11-01 13:59", None, "2026-11-01 14:00", id="nine by the clock of yesterday"),
        pytest.param("2026-11-01 14:00", "2026-11-02 02:00", "2026-11-02 14:00", id="nine"),
        pytest.param("2027-03-13 14:00", "2027-03-14 02:00", "2027-03-14 13:00", id="the last day of winter time"),
        pytest.param("2027-03-14 06:59", None, "2027-03-14 13:00", id="before the hour that is left out"),
        pytest.param("2027-03-14 07:00", None, "2027-03-14 13:00", id="after the hour that is left out"),
        pytest.param("2027-03-14 13:00", "2027-03-15 01:00", "2027-03-15 13:00", id="nine in summer time"),
    ],
)
def test_days_on_which_the_clocks_change(now: str, closes: str | None, opens: str) -> None:
    assert closes_at(DAILY, utc(now)) == (utc(closes) if closes else None)
    assert opens_at(DAILY, utc(now)) == utc(opens)


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "Pacific/Kiritimati", "America/Los_Angeles"])
def test_the_zone_of_the_moment_does_not_matter(zone: str) -> None:
    now = eastern("2026-11-24 20:30").astimezone(ZoneInfo(zone))
    closing = closes_at(LINE, now)
    assert closing == eastern("2026-11-24 21:00")
    assert closing.tzinfo == NEW_YORK


def test_a_line_without_hours_is_neither_open_nor_closed() -> None:
    assert closes_at(ALWAYS, eastern("2026-11-24 12:00")) is None
    assert opens_at(ALWAYS, eastern("2026-11-24 12:00")) is None


def test_a_line_that_never_opens_has_no_next_opening() -> None:
    assert opens_at(replace(LINE, days=()), eastern("2026-11-24 12:00")) is None


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Content:
    return Copy(tmp_path_factory.mktemp("content")).content()


@pytest.fixture(scope="module")
def told(real: Content) -> Content:
    """The content with words and lines that editors do not change."""
    said = {
        "open": Words(sms="Open until {closes}."),
        "closed": Words(sms="Closed, opens {opens}. Now: {second_name}, {second_phone}."),
        "closed-for-now": Words(sms="Closed for now. Now: {second_name}, {second_phone}."),
        "moved": Words(sms="Not known. Now: {second_phone}."),
    }
    english: Language = replace(real.languages["en"], clock="{day} {hour} Eastern", days=DAYS)
    return replace(
        real,
        entries={**real.entries, **{key: replace(real.entries[key], words={"en": w}) for key, w in said.items()}},
        referral=replace(real.referral, first=LINE, second=ALWAYS, switch="open"),
        languages={**real.languages, "en": english},
    )


def sentence(content: Content, now: str, lang: str = "en") -> str:
    return Speaker(content, "Helpline", lang, eastern(now)).hours


@pytest.mark.parametrize(
    ("switch", "now", "expected"),
    [
        ("open", "2026-11-24 12:00", "Open until Tuesday 9 PM Eastern."),
        (
            "open",
            "2026-11-24 22:00",
            "Closed, opens Wednesday 9 AM Eastern. Now: Society, 1-800-227-2345.",
        ),
        ("open", "2026-11-27 21:00", "Closed, opens Monday 9 AM Eastern. Now: Society, 1-800-227-2345."),
        (
            "closed",
            "2026-11-24 12:00",
            "Closed for now. Now: Society, 1-800-227-2345.",
        ),
        ("closed", "2026-11-24 22:00", "Closed for now. Now: Society, 1-800-227-2345."),
        ("moved", "2026-11-24 12:00", "Not known. Now: 1-800-227-2345."),
        ("moved", "2026-11-24 22:00", "Not known. Now: 1-800-227-2345."),
    ],
)
def test_the_sentence_about_the_hours(
    told: Content, switch: Literal["open", "closed", "moved"], now: str, expected: str
) -> None:
    assert sentence(replace(told, referral=replace(told.referral, switch=switch)), now) == expected


@pytest.mark.parametrize("lang", ["en", "es"])
def test_a_closed_switch_promises_no_opening(real: Content, lang: str) -> None:
    closed = replace(real, referral=replace(real.referral, switch="closed"))
    for now in (eastern("2026-11-24 12:00"), eastern("2026-11-24 22:00")):
        assert standing_at(closed, now) == ("closed-for-now", None, None)
        assert real.referral.second.shown in Speaker(closed, "Helpline", lang, now).hours
    assert "{opens}" not in "".join(
        f"{words.sms}{words.voice}" for words in real.entries["closed-for-now"].words.values()
    )


def test_hours_that_are_not_known_are_not_guessed(told: Content) -> None:
    unknown = replace(told, referral=replace(told.referral, first=ALWAYS))
    assert sentence(unknown, "2026-11-24 12:00") == "Not known. Now: 1-800-227-2345."


@pytest.mark.parametrize(
    ("closes", "expected"),
    [
        (time(0, 30), "12:30 AM"),
        (time(9), "9 AM"),
        (time(9, 5), "9:05 AM"),
        (time(12), "12 PM"),
        (time(13, 30), "1:30 PM"),
        (time(23, 59), "11:59 PM"),
    ],
)
def test_the_clock_has_twelve_hours(told: Content, closes: time, expected: str) -> None:
    first = replace(LINE, opens=time(0), closes=closes)
    content = replace(told, referral=replace(told.referral, first=first))
    assert sentence(content, "2026-11-24 00:00") == f"Open until Tuesday {expected} Eastern."


def test_a_language_without_its_own_words_is_told_in_the_first(told: Content) -> None:
    spanish = replace(told.languages["es"], clock="{day} a las {hour}", days=("lunes", "martes", *DAYS[2:]))
    content = replace(told, languages={**told.languages, "es": spanish})
    assert sentence(content, "2026-11-24 12:00", "es") == "Open until martes a las 9 PM."


def test_the_places_about_the_lines(told: Content) -> None:
    speaker = Speaker(told, "Helpline", "es", eastern("2026-11-24 12:00"))
    values = speaker.values | {"hours": speaker.hours}
    expected = {
        "name": "Helpline",
        "phone": "1-800-4-CANCER",
        "phone_digits": "1-800-422-6237",
        "phone_spoken": "1 800, 4 2 2, 6 2 3 7",
        "second_name": "Society",
        "second_phone": "1-800-227-2345",
        "second_spoken": "1 800",
    }
    assert {name: values[name] for name in expected} == expected


@pytest.mark.parametrize("which", ["first", "second"])
def test_the_numbers_of_a_real_line_are_one_number(real: Content, which: Literal["first", "second"]) -> None:
    line: PhoneLine = getattr(real.referral, which)
    keys = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")
    assert line.dial.startswith("+1")
    for written in (line.shown.translate(keys), line.digits, *line.spoken.values()):
        assert "".join(filter(str.isdigit, written)) == line.dial[1:]
