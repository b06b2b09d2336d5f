"""`helpline connect NUMBER`: what a Twilio number needs in order to lead to this line; `--apply` sets it."""

from __future__ import annotations

import argparse
import xml.etree.ElementTree as ET
from collections.abc import Mapping

from helpline import settings
from helpline.account.client import client
from helpline.account.numbers import Number, change, find, overridden, wanted, wanted_fallback
from helpline.cli.common import Commands
from helpline.doctor.ask import NoAnswerError, ask
from helpline.problems import HelplineError, SettingError
from helpline.settings import Settings, is_local

METHODS = ("POST", "GET")
"""How a fallback document is asked for: many static hosts refuse POST."""

_DONE = 200


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("connect", help="show or set what a Twilio number needs to lead here")
    parser.add_argument("number", metavar="NUMBER", help="a number of the account, such as +15005550006")
    parser.add_argument("--fallback", metavar="URL", help="the folder where sms.xml and voice.xml are published")
    parser.add_argument("--apply", action="store_true", help="set it; without this, it is only shown")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print `setting: now -> would be`. Exit code 1 if something stands in the way that cannot be set here."""
    found = _usable(settings.read())
    api = client(found.account_sid, found.tokens[0], found.api_url)
    number = find(api, args.number)
    needed, lacking = _needed(found.base_url, args.fallback)
    print(table(number.settings, needed))
    if args.fallback is None:
        print("The fallback stays as it is: add --fallback with the address where sms.xml and voice.xml are published.")
    for sentence in (obstacles := [*lacking, *_unable(number), *overridden(api, number)]):
        print(sentence)
    change_to = _different(number, needed)
    if not args.apply:
        print(f"{len(change_to)} to set: add --apply." if change_to else "All is set.")
        return 1 if obstacles else 0
    missed = _different(change(api, number, change_to), needed)
    print(
        f"Set; Twilio still has it otherwise: {', '.join(missed)}."
        if missed
        else "Set, and read again: all is as it should be."
    )
    return 1 if missed or obstacles else 0


def table(now: Mapping[str, str], needed: Mapping[str, str]) -> str:
    """Return a line for each setting: what it is, and what it would be if that differs."""
    width = max(map(len, needed))
    return "\n".join(
        f"{name:{width}}  {now[name] or '-'}" + (f" -> {value or '-'}" if now[name] != value else "")
        for name, value in needed.items()
        if now[name] or value
    )


def published(kind: str, folder: str) -> dict[str, str]:
    """Return the settings for the document `kind`.xml in `folder`, asked for in the first way that brings it. Raises HelplineError."""
    url = f"{folder.rstrip('/')}/{kind}.xml"
    try:
        for method in METHODS:
            answer = ask(url, {} if method == "POST" else None)
            if answer.status == _DONE and _is_twiml(answer.body):
                return wanted_fallback(kind, url, method)
    except NoAnswerError as error:
        raise HelplineError(f"{url} does not answer from here: {error}. Publish the document first.") from None
    raise HelplineError(
        f"{url} answered {answer.status} and no TwiML. Publish what `helpline fallback` writes there first."
    )


def _is_twiml(body: str) -> bool:
    try:
        return ET.fromstring(body.encode()).tag == "Response"  # noqa: S314 - the operator's own document
    except ET.ParseError:
        return False


def _needed(base_url: str, fallback: str | None) -> tuple[dict[str, str], list[str]]:
    """Return what is to be set, and sentences about fallback documents that are not there, which are left out."""
    needed, lacking = wanted(base_url), []
    for kind in ("sms", "voice") if fallback else ():
        try:
            needed |= published(kind, str(fallback))
        except HelplineError as error:
            lacking.append(str(error))
    return needed, lacking


def _different(number: Number, needed: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in needed.items() if number.settings[name] != value}


def _unable(number: Number) -> list[str]:
    kinds = (("texts", number.texts), ("calls", number.calls))
    return [f"The number cannot receive {kind}. Choose another for them." for kind, able in kinds if not able]


def _usable(found: Settings) -> Settings:
    """Return the settings if a number can be connected with them. Raises SettingError."""
    if not found.account_sid:
        raise SettingError("TWILIO_ACCOUNT_SID is not set. Set it to the Account SID that the Twilio console shows.")
    if is_local(found.base_url):
        raise SettingError(
            f"PUBLIC_BASE_URL is {found.base_url}, which Twilio cannot call. Set it to the public https address."
        )
    return found
