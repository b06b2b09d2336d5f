"""The Twilio account, where one is set: whether it lets us in, and whether a number of it leads here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from helpline.account.alerts import failures
from helpline.account.client import AccountError, client, explained
from helpline.account.numbers import Number, numbers, wanted
from helpline.doctor.finding import Finding
from helpline.settings import Settings

ABOUT = "Twilio account"
RECENT = timedelta(hours=1)
"""How far back failed requests count: what was mended before is not said again."""

CONNECT = "See `helpline connect`."


def account(settings: Settings) -> Iterator[Finding]:
    """Yield the state of the account and of its numbers."""
    if not settings.account_sid:
        yield Finding("?", ABOUT, "not asked, TWILIO_ACCOUNT_SID is not set. Without it callers are not offered texts.")
        return
    try:
        api = client(settings.account_sid, settings.tokens[0], settings.api_url)
        yield _state(api)
        yield _numbers(settings.base_url, numbers(api))
        yield _seen(failures(api, settings.base_url, datetime.now(UTC) - RECENT))
    except AccountError as error:
        yield Finding("to do", ABOUT, str(error))


def _state(api: Any) -> Finding:
    with explained():
        found = api.api.v2010.accounts(api.account_sid).fetch()
    if found.status != "active":
        return Finding("to do", ABOUT, f"it is {found.status}. Settle that in the Twilio console.")
    if found.type == "Trial":
        return Finding(
            "to do", ABOUT, "it is a trial, which texts only to verified numbers. Upgrade it in the console."
        )
    return Finding("ok", ABOUT, "it is active and lets us in.")


def _numbers(base_url: str, found: list[Number]) -> Finding:
    needed = wanted(base_url)
    here = [number for number in found if base_url in number.settings["sms_url"] + number.settings["voice_url"]]
    lacking = [number for number in here if any(number.settings[name] != value for name, value in needed.items())]
    silent = [number for number in here if not number.settings["sms_fallback_url"]]
    if not here:
        return Finding("to do", "numbers", f"none of {len(found)} leads to this line. {CONNECT}")
    if lacking:
        return Finding("to do", "numbers", f"{len(lacking)} of {len(here)} that lead here are set otherwise. {CONNECT}")
    if silent:
        return Finding("to do", "numbers", f"{len(silent)} of {len(here)} have no fallback for texts. {CONNECT}")
    return Finding("ok", "numbers", f"{len(here)} of {len(found)} lead to this line.")


def _seen(codes: list[str]) -> Finding:
    """Judge what Twilio saw from outside: 11200 is a request that failed, 11205 no connection, 12100 bad TwiML."""
    if codes:
        counted = ", ".join(f"{code} ({times})" for code, times in Counter(codes).most_common(5))
        said = f"Twilio noted failed requests to this line in the last hour, by code: {counted}."
        return Finding("to do", "seen from Twilio", f"{said} Look them up at https://www.twilio.com/docs/api/errors.")
    return Finding("ok", "seen from Twilio", "no failed request to this line in the last hour.")
