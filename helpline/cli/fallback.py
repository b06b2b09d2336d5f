"""`helpline fallback`: the static TwiML for Twilio's fallback URLs."""

from __future__ import annotations

import argparse
from pathlib import Path

from helpline.cli.common import Commands, add_content, line
from helpline.lastresort.make import documents


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("fallback", help="write the static TwiML for Twilio's fallback URLs")
    parser.add_argument(
        "folder", type=Path, nargs="?", default=Path("var/fallback"), help="where to (default: var/fallback)"
    )
    add_content(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write sms.xml and voice.xml; put them on any static host and give Twilio their addresses."""
    args.folder.mkdir(parents=True, exist_ok=True)
    for name, document in documents(line(args).content).items():
        (args.folder / name).write_text(document, encoding="utf-8")
        print(args.folder / name)
    return 0
