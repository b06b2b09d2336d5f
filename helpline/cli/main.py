"""`helpline COMMAND`: parses the command line and says errors in one sentence."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module

from helpline import __version__
from helpline.problems import HelplineError

MODULES: Mapping[str, tuple[str, ...]] = {
    "serve": ("serve",),
    "chat": ("chat",),
    "call": ("call",),
    "phone": ("phone",),
    "send": ("send",),
    "check": ("check",),
    "new": ("new", "seen"),
    "schema": ("schema",),
    "match": ("match",),
    "evaluate": ("eval",),
    "fallback": ("fallback",),
    "report": ("report",),
    "export": ("export",),
    "staff": ("staff",),
    "db": ("db",),
    "doctor": ("doctor",),
    "connect": ("connect",),
}
"""The modules beside this one, each with its commands."""


def parser(command: str = "") -> argparse.ArgumentParser:
    """Return the parser of the whole command line; if `command` is one, of it alone, so that only its module is loaded."""
    top = argparse.ArgumentParser(prog="helpline", description="A helpline by text and phone about cancer treatment.")
    top.add_argument("--version", action="version", version=f"helpline {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    modules = [name for name, found in MODULES.items() if command in found] or list(MODULES)
    for name in modules:
        import_module(f"helpline.cli.{name}").add(commands)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; return the exit code: 0 done, 1 the content or the work has errors, 2 it could not be started."""
    argv = sys.argv[1:] if argv is None else argv
    args = parser(argv[0] if argv else "").parse_args(argv)
    try:
        return int(args.run(args))
    except HelplineError as error:
        print(error, file=sys.stderr)
        return 2
    except (KeyboardInterrupt, BrokenPipeError):
        return 130
