"""When a phone line that we refer to is open, on its own clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from helpline.content.model import PhoneLine


def closes_at(line: PhoneLine, now: datetime) -> datetime | None:
    """Return when the line closes today, in its own zone, if it is open at `now` (an aware time); else None."""
    if not line.zone or line.opens is None or line.closes is None:
        return None
    local = now.astimezone(ZoneInfo(line.zone))
    if (
        local.weekday() not in line.days
        or local.date() in line.holidays
        or not line.opens <= local.time() < line.closes
    ):
        return None
    return datetime.combine(local.date(), line.closes, local.tzinfo)


def opens_at(line: PhoneLine, now: datetime) -> datetime | None:
    """Return when the line opens next after `now`, in its own zone; None for a line without hours."""
    if not line.zone or line.opens is None:
        return None
    local = now.astimezone(ZoneInfo(line.zone))
    for ahead in range(366):
        day = local.date() + timedelta(days=ahead)
        opening = datetime.combine(day, line.opens, local.tzinfo)
        if day.weekday() in line.days and day not in line.holidays and opening > local:
            return opening
    return None
