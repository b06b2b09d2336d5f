"""Texting an answer to a caller who asked for it, through Twilio's REST API.

A text is sent in a thread of its own, so nobody waits; what is known soon is said at once, the rest on the next turn.
Outcomes are kept under the call's id, never under a number.
"""

from __future__ import annotations

import logging
import re
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from contextvars import copy_context
from typing import Literal

from helpline.account.client import client
from helpline.settings import API

Outcome = Literal["sent", "cannot", "stopped", "failed"]

SOON = 0.8
"""Seconds that an answer waits for the outcome; Twilio itself waits 15 for the answer."""

REMEMBERED = 1000
"""Calls whose outcome waits for their next turn."""

STOPPED = frozenset([21610])
CANNOT = frozenset([21211, 21408, 21606, 21612, 21614])
"""Twilio's error codes: the person opted out; this number or country cannot get a text."""

COUNTRIES = frozenset(["", "US", "CA", "PR", "VI", "GU", "AS", "MP"])
_NUMBER = re.compile(r"\+1([2-9]\d{2})[2-9]\d{6}")
_NOT_MOBILE = frozenset(["800", "833", "844", "855", "866", "877", "888", "900"])

log = logging.getLogger("helpline")


def textable(number: str, country: str = "") -> bool:
    """Tell whether a caller id may be a mobile phone of the numbering plan we text: not hidden, not toll-free, not a machine's."""
    found = _NUMBER.fullmatch(number)
    return found is not None and found[1] not in _NOT_MOBILE and country in COUNTRIES


class Outbox:
    """Sends texts with one account. Without an account it sends nothing."""

    def __init__(self, account: str, token: str, url: str = API) -> None:
        self._account, self._token, self._url = account, token, url
        self._pool = ThreadPoolExecutor(max_workers=4, thread_name_prefix="text")
        self._waiting: OrderedDict[str, Future[Outcome]] = OrderedDict()

    @property
    def ready(self) -> bool:
        """Whether there is an account to send with."""
        return bool(self._account)

    def send(self, call: str, sender: str, to: str, texts: tuple[str, ...]) -> Outcome | None:
        """Send texts in the background; return the outcome if it is known soon, else None."""
        future = self._pool.submit(copy_context().run, self._send, sender, to, texts)
        try:
            return future.result(SOON)
        except NotYet:
            self._waiting[call] = future
            while len(self._waiting) > REMEMBERED:
                self._waiting.popitem(last=False)
            return None

    def outcome(self, call: str) -> Outcome | None:
        """Return, once, how an earlier text of a call went, if that has become known in this process."""
        future = self._waiting.get(call)
        if future is None or not future.done():
            return None
        self._waiting.pop(call, None)
        return future.result()

    def _send(self, sender: str, to: str, texts: tuple[str, ...]) -> Outcome:
        try:
            api = client(self._account, self._token, self._url)
            for text in texts:
                api.messages.create(to=to, from_=sender, body=text)
        except Exception as error:  # noqa: BLE001 - a thread of its own: whatever it was, the caller is told
            code = getattr(error, "code", None)
            log.warning("text from a call failed: %s %s", type(error).__name__, code)
            return "stopped" if code in STOPPED else "cannot" if code in CANNOT else "failed"
        return "sent"
