"""What the page at `/` may ask for: one request to this line's own webhooks, from a number that nobody has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from helpline.problems import HelplineError
from helpline.request import call_parameters, text_parameters

LONGEST = 1600
"""Characters of one parameter: a text may have no more at Twilio."""

_PATH = re.compile(r"/sms|/voice(?:/[a-z0-9]+(?:[.-][a-z0-9]+)*|/-){0,8}")
_NUMBER = re.compile(r"\+1[2-7]\d{2}55501\d{2}")
_SID = re.compile(r"CA[0-9a-f]{32}")
_COOKIE = re.compile(r"[A-Za-z0-9._~-]{1,2000}")
_PARAMETERS = frozenset(
    ["Body", "Digits", "FinishedOnKey", "SpeechResult", "Confidence", "CallStatus", "DialCallStatus"]
)


class RefusedError(HelplineError):
    """The page asked for something that it may not ask for."""


@dataclass(frozen=True)
class Asked:
    """One request for a webhook. `stopped` tells that the carrier lets no text through to this phone."""

    path: str
    number: str
    sid: str
    parameters: Mapping[str, str]
    cookies: Mapping[str, str]
    stopped: bool

    @property
    def place(self) -> str:
        """The place in a call that the path names; empty at its beginning."""
        return self.path.removeprefix("/voice").strip("/")

    def form(self) -> dict[str, str]:
        """Return the form as Twilio would post it, a text with a new id each time."""
        more = dict(self.parameters)
        if self.path == "/sms":
            return text_parameters(more.pop("Body", ""), self.number, **more)
        return call_parameters(self.number, CallSid=self.sid, **more)

    @property
    def cookie_header(self) -> str:
        """The value of the Cookie header."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())


def read_asked(body: object) -> Asked:
    """Return what a JSON body asks for. Raises RefusedError with what was found and what is allowed."""
    if not isinstance(body, dict):
        raise RefusedError(
            "The body is not a JSON object. Allowed is one with path, number, sid, parameters and cookies."
        )
    return Asked(
        _matching(body, "path", _PATH, "/sms, /voice or an action of a call"),
        _matching(body, "number", _NUMBER, "a fictitious number such as +12125550123"),
        _matching(body, "sid", _SID, "CA and 32 digits or letters a to f"),
        _texts(body, "parameters", _PARAMETERS),
        {name: value for name, value in _texts(body, "cookies", None).items() if _COOKIE.fullmatch(value)},
        body.get("stopped") is True,
    )


def _matching(body: Mapping[str, object], name: str, allowed: re.Pattern[str], example: str) -> str:
    value = body.get(name, "")
    if not isinstance(value, str) or not allowed.fullmatch(value):
        raise RefusedError(f"{name} is {str(value)[:60]!r}; allowed is {example}.")
    return value


def _texts(body: Mapping[str, object], name: str, allowed: frozenset[str] | None) -> dict[str, str]:
    values = body.get(name, {})
    if not isinstance(values, dict) or len(values) > len(_PARAMETERS):
        raise RefusedError(f"{name} is not an object of at most {len(_PARAMETERS)} texts.")
    for key, value in values.items():
        if allowed is not None and key not in allowed:
            raise RefusedError(f"{name} holds {key[:30]!r}; allowed are {', '.join(sorted(allowed))}.")
        if not re.fullmatch(r"[A-Za-z]{1,30}", key) or not isinstance(value, str) or len(value) > LONGEST:
            raise RefusedError(f"{name}.{key[:30]} is not a text of at most {LONGEST} characters.")
    return values
