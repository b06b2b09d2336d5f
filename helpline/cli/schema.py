"""`helpline schema`: the JSON schema by which editors complete and check the files of responses/."""

from __future__ import annotations

import argparse

from helpline.cli.common import Commands, add_content, folder
from helpline.content.load import read_content
from helpline.content.schema import schema_text


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("schema", help="print the JSON schema of reply files, for editors")
    add_content(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the schema for the languages of the content."""
    content, _ = read_content(folder(args))
    print(schema_text(content.languages), end="")
    return 0
