"""`helpline chat`: talk to the line in the terminal, through the code behind the webhook."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from helpline.cli.common import Commands, add_content, line
from helpline.reply.reply import Reply
from helpline.reply.state import State
from helpline.reply.turn import Message
from helpline.text.segments import size


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("chat", help="talk to the line in the terminal")
    parser.add_argument("--save", metavar="FILE", type=Path, help="write the talk as a test conversation")
    add_content(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Read messages from standard input until it ends; print replies with their cost."""
    talking, state, turns = line(args), State(), list[dict[str, Any]]()
    if sys.stdin.isatty():
        print(f"{talking.name}. Type as a texter would; an empty line is an empty text; Ctrl-D ends.")
    while (text := _asked()) is not None:
        reply = talking.turn(Message(text), state, datetime.now(UTC))
        state = reply.state
        _show(reply)
        turns.append({"text": text, "reply": reply.id, "outcome": reply.match.outcome})
    if args.save:
        args.save.write_text("".join(json.dumps(turn, ensure_ascii=False) + "\n" for turn in turns), encoding="utf-8")
        print(f"{len(turns)} turns written to {args.save}")
    return 0


def _asked() -> str | None:
    try:
        return input("> " if sys.stdin.isatty() else "")
    except EOFError:
        print()
        return None


def _show(reply: Reply) -> None:
    if reply.silent:
        print("  (no reply: the carrier answers this word, or the line has fallen silent)")
    for text in reply.texts:
        cost = size(text)
        print(
            f"  {text}\n  [{reply.id}; {cost.segments} segment{'s' * (cost.segments != 1)}, {cost.encoding}, {cost.units} units]"
        )
