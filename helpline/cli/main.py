"""`helpline COMMAND`: parses the command line and says errors in one sentence."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from helpline import __version__
from helpline.cli import (
    call,
    chat,
    check,
    connect,
    db,
    doctor,
    evaluate,
    export,
    fallback,
    match,
    new,
    phone,
    report,
    schema,
    send,
    serve,
    staff,
)
from helpline.problems import HelplineError

COMMANDS = (
    serve,
    chat,
    call,
    phone,
    send,
    check,
    new,
    schema,
    match,
    evaluate,
    fallback,
    report,
    export,
    staff,
    db,
    doctor,
    connect,
)


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    top = argparse.ArgumentParser(prog="helpline", description="A helpline by text and phone about cancer treatment.")
    top.add_argument("--version", action="version", version=f"helpline {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in COMMANDS:
        module.add(commands)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; return the exit code: 0 done, 1 the content or the work has errors, 2 it could not be started."""
    args = parser().parse_args(argv)
    try:
        return int(args.run(args))
    except HelplineError as error:
        print(error, file=sys.stderr)
        return 2
    except (KeyboardInterrupt, BrokenPipeError):
        return 130
