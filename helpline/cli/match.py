"""`helpline match`: what messages ask for, and why."""

from __future__ import annotations

import argparse
import json
import sys

from helpline.cli.common import Commands, add_content, line
from helpline.match.explain import explain
from helpline.match.matcher import Matcher
from helpline.problems import HelplineError


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("match", help="say what a message asks for, and why")
    parser.add_argument(
        "--jsonl", action="store_true", help="read JSON lines {text, channel, lang?} from standard input"
    )
    parser.add_argument("--explain", metavar="TEXT", help="say in one screen why a text gets its answer")
    parser.add_argument("--voice", action="store_true", help="the text was spoken (with --explain)")
    add_content(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Match standard input line by line, or explain one text."""
    matcher = line(args).matcher
    if args.explain is not None:
        print(explain(matcher, args.explain, "voice" if args.voice else "sms"))
    elif args.jsonl:
        for number, row in enumerate(sys.stdin, 1):
            if row.strip():
                print(json.dumps(matched(matcher, row, number), ensure_ascii=False), flush=True)
    else:
        raise HelplineError(
            'say what to match: helpline match --explain "text", or --jsonl with lines on standard input'
        )
    return 0


def matched(matcher: Matcher, row: str, number: int) -> dict[str, object]:
    """Return the output row for one input row. Raises HelplineError that names the line."""
    try:
        given = json.loads(row)
        text, channel = given["text"], given.get("channel", "sms")
    except (ValueError, KeyError, TypeError, AttributeError):
        raise HelplineError(
            f'standard input:{number}: found {row.strip()[:60]!r}; allowed is {{"text": ..., "channel": "sms" or "voice"}}'
        ) from None
    if channel not in ("sms", "voice") or not isinstance(text, str):
        raise HelplineError(
            f"standard input:{number}: channel {channel!r}; allowed is sms or voice, and text must be a text"
        )
    match = matcher.match(text, channel, given.get("lang") or "")
    return {
        "text": text,
        "outcome": match.outcome,
        "topics": list(match.topics),
        "lang": match.lang,
        "why": list(matcher.why(text, match)),
    }
