"""A phone number of the account: what is set on it, what this line needs there, and what else may have a say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from helpline.account.client import AccountError, explained

MOST = 1000
"""Numbers of an account that are looked through at most: one page of the API."""

SERVICES = 50
"""Messaging Services that are looked through at most, one request each."""


@dataclass(frozen=True)
class Number:
    """A number of the account: its SID, its settings by their names in the API ('' where nothing is set), and what it can do."""

    sid: str
    settings: Mapping[str, str]
    texts: bool
    calls: bool


def wanted(base_url: str) -> dict[str, str]:
    """Return what a number needs in order to hand texts and calls to the line at `base_url`.

    Once a call is over Twilio reports that to `status_callback`; the line answers it, says nothing and counts nothing.
    An application on the number would come before its addresses, so there must be none.
    """
    return {
        "sms_url": f"{base_url}/sms",
        "sms_method": "POST",
        "sms_application_sid": "",
        "voice_url": f"{base_url}/voice",
        "voice_method": "POST",
        "voice_application_sid": "",
        "status_callback": f"{base_url}/voice",
        "status_callback_method": "POST",
    }


def wanted_fallback(kind: str, url: str, method: str) -> dict[str, str]:
    """Return what a number needs for its fallback, `kind` sms or voice: the address of the document and how to ask for it."""
    return {f"{kind}_fallback_url": url, f"{kind}_fallback_method": method}


def find(client: Any, phone_number: str) -> Number:
    """Return the number, picked out here so that it stands in no URL. Raises AccountError if the account has no such number."""
    found = [item for item in _items(client) if item.phone_number == phone_number]
    if not found:
        raise AccountError("this account has no such number. Write it as in the Twilio console, such as +15005550006.")
    return _number(found[0])


def numbers(client: Any) -> list[Number]:
    """Return the numbers of the account."""
    return [_number(item) for item in _items(client)]


def _items(client: Any) -> list[Any]:
    with explained():
        return list(client.incoming_phone_numbers.list(limit=MOST, page_size=MOST))


def change(client: Any, number: Number, settings: Mapping[str, str]) -> Number:
    """Set `settings` on a number; return the number as Twilio has it afterwards, read again."""
    with explained():
        client.incoming_phone_numbers(number.sid).update(**settings)
        return _number(client.incoming_phone_numbers(number.sid).fetch())


def overridden(client: Any, number: Number) -> list[str]:
    """Return sentences about what comes before the addresses of the number: a trunk, a fax mode, a Messaging Service."""
    sentences = []
    if number.settings["trunk_sid"]:
        sentences.append(
            "Calls go to a SIP trunk, not to voice_url. Take the number off the trunk in the Twilio console."
        )
    if number.settings["voice_receive_mode"] == "fax":
        sentences.append("The number receives faxes, not calls. Set it to Voice in the Twilio console.")
    try:
        sentences.extend(_services(client, number))
    except AccountError as error:
        sentences.append(f"Whether a Messaging Service has the number cannot be told: {error}")
    return sentences


def _services(client: Any, number: Number) -> Iterator[str]:
    with explained():
        services = client.messaging.v1.services.list(limit=SERVICES)
    for service in services:
        if _has(client, service.sid, number.sid) and not service.use_inbound_webhook_on_number:
            goes = f"go to {service.inbound_request_url} instead" if service.inbound_request_url else "are dropped"
            yield (
                f"The number belongs to the Messaging Service {service.sid}: its texts {goes}. "
                'Choose "Defer to sender\'s webhook" under the Integration of that service.'
            )


def _has(client: Any, service: str, number: str) -> bool:
    """Tell whether a Messaging Service has a number: Twilio answers 404 where it has not."""
    from twilio.base.exceptions import TwilioRestException

    with explained():
        try:
            client.messaging.v1.services(service).phone_numbers(number).fetch()
        except TwilioRestException as error:
            if error.status != 404:
                raise
            return False
    return True


_SHOWN = (
    "sms_url", "sms_method", "sms_application_sid", "sms_fallback_url", "sms_fallback_method", "voice_url",
    "voice_method", "voice_application_sid", "voice_fallback_url", "voice_fallback_method", "status_callback",
    "status_callback_method", "trunk_sid", "voice_receive_mode",
)  # fmt: skip


def _number(item: Any) -> Number:
    able = item.capabilities or {}
    settings = {name: str(getattr(item, name) or "") for name in _SHOWN}
    return Number(item.sid, settings, bool(able.get("sms")), bool(able.get("voice")))
