"""The clock, which opening hours are judged by, beside that of Twilio's API."""

from __future__ import annotations

from datetime import UTC, datetime

from helpline.doctor.ask import NoAnswerError, ask
from helpline.doctor.finding import Finding
from helpline.settings import Settings

MOST = 60
"""Seconds that the clock may be off: opening hours are said by the minute."""


def clock(settings: Settings) -> Finding:
    """Compare with the date that Twilio's API puts on any answer; it needs no account."""
    try:
        theirs = ask(f"{settings.api_url}/2010-04-01").date
    except NoAnswerError as error:
        return Finding("?", "clock", f"nothing to compare with, {settings.api_url} does not answer from here: {error}.")
    if theirs is None:
        return Finding("?", "clock", f"nothing to compare with, {settings.api_url} does not say its time.")
    return judged(round((datetime.now(UTC) - theirs).total_seconds()))


def judged(ahead: int) -> Finding:
    """Judge how many seconds this clock is ahead."""
    if abs(ahead) > MOST:
        way = "ahead of" if ahead > 0 else "behind"
        return Finding("to do", "clock", f"{abs(ahead)} seconds {way} Twilio's. Switch on time synchronisation (NTP).")
    return Finding("ok", "clock", f"within {MOST} seconds of Twilio's.")
