"""`helpline send "text"`: a signed request to a running server, and its answer."""

from __future__ import annotations

import argparse
import sys
import urllib.error
import urllib.parse
import urllib.request

from helpline import settings
from helpline.cli.common import Commands
from helpline.request import SENDER, signature, text_parameters, texts_of


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("send", help="send one signed text to a running server")
    parser.add_argument("text")
    parser.add_argument("--url", help="the server (default: HOST and PORT)")
    parser.add_argument("--from", dest="sender", default=SENDER, help="the sender's number")
    parser.add_argument("--raw", action="store_true", help="print the TwiML as it came")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Post the text as Twilio would; print the replies. Exit code 1 if the server does not answer with 200."""
    found = settings.read()
    target = (args.url or f"http://{found.host}:{found.port}").rstrip("/") + "/sms"
    form = text_parameters(args.text, args.sender)
    request = urllib.request.Request(  # noqa: S310 - the operator's own server
        target,
        urllib.parse.urlencode(form).encode(),
        {
            "X-Twilio-Signature": signature(found.tokens[0], found.base_url + "/sms", form),
            "User-Agent": "TwilioProxy/1.1",
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=15) as answer:  # noqa: S310 - as above
            document = answer.read().decode()
    except urllib.error.HTTPError as error:
        print(
            f"{target} answered {error.code}. 403 means that TWILIO_AUTH_TOKEN or PUBLIC_BASE_URL differ from the server's.",
            file=sys.stderr,
        )
        return 1
    except OSError as error:
        print(f"{target} cannot be reached ({error}). Start it with `make run`.", file=sys.stderr)
        return 1
    print(document if args.raw else "\n\n".join(texts_of(document)) or "(no reply)")
    return 0
