"""`helpline call`: the phone menu in the terminal, through the code behind the webhook."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from helpline.cli.common import Commands, add_content, line
from helpline.voice import aloud
from helpline.voice.calls import Calls
from helpline.voice.heard import KEYS, Heard
from helpline.voice.keys import digits_below
from helpline.voice.state import CallState
from helpline.voice.turn import Can, Turn

HELP = "Keys, or words as said; an empty line is silence; ~words were heard badly; h hangs up."
ENDS = ("busy", "no-answer", "failed", "canceled")
UNSURE = 0.3


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("call", help="call the line in the terminal")
    parser.add_argument("--save", metavar="FOLDER", type=Path, help="write what is said as WAV files (espeak-ng)")
    parser.add_argument("--play", action="store_true", help="say it aloud (espeak-ng)")
    parser.add_argument("--at", metavar="TIME", help="pretend that it is this time: 2026-11-26T12:00-05:00")
    add_content(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Read keys and words from standard input until the call ends; print what is said."""
    if args.save or args.play:
        aloud.needed()
    calls = Calls(line(args))
    if sys.stdin.isatty():
        print(f"{calls.line.name}. {HELP}")
    for number, turn in enumerate(_turns(calls, _moment(args.at))):
        _show(turn, calls)
        if args.save:
            args.save.mkdir(parents=True, exist_ok=True)
            path = args.save / f"{number:02}-{turn.id}.wav"
            print(f"  [{path}: {aloud.save(turn, calls.content, path):.1f} s]")
        if args.play:
            aloud.play(turn, calls.content)
    return 0


def _turns(calls: Calls, moment: datetime | None) -> Iterator[Turn]:
    turn = calls.start(moment or datetime.now(UTC))
    yield turn
    while turn.then != "end" and (given := _asked(turn)) is not None:
        for heard in _heard(given, turn, calls):
            turn = calls.turn(heard, turn.state, moment or datetime.now(UTC), Can(text=True, stop=True, forget=True))
        yield turn


def _heard(given: str, turn: Turn, calls: Calls) -> Iterator[Heard]:
    """Yield what Twilio would post for a line that was typed: keys only as many at once as the prompt takes."""
    text = given.strip()
    if turn.then == "dial":
        yield Heard("silence", dial=text if text in ENDS else "completed")
    elif text and set(text) <= KEYS:
        yield from _keys(text, turn.state, calls)
    elif text:
        yield Heard("speech", text.lstrip("~"), UNSURE if text.startswith("~") else 1.0)
    else:
        yield Heard("silence")


def _keys(keys: str, state: CallState, calls: Calls) -> Iterator[Heard]:
    most = digits_below(calls.content, state)
    return (Heard("keys", keys[at : at + most]) for at in range(0, len(keys), most))


def _asked(turn: Turn) -> str | None:
    prompt = "how it ends (busy, no-answer, failed, or Enter for a talk)> " if turn.then == "dial" else "> "
    try:
        given = input(prompt if sys.stdin.isatty() else "")
    except EOFError:
        print()
        return None
    return None if given.strip() == "h" else given


def _show(turn: Turn, calls: Calls) -> None:
    for piece in turn.pieces:
        print(f"  {piece.text}" + (f"  ({piece.lang})" if piece.lang != turn.state.lang else ""))
    referral = calls.content.referral
    notes = [turn.id, *(["slowly"] if turn.state.slow else [])]
    if turn.then == "dial":
        number = {"first": referral.first, "second": referral.second, "crisis": referral.crisis}[turn.dial or "first"]
        notes.append(f"rings {number.dial if number else ''}")
    if turn.text:
        notes += ["texts:", *calls.texts(turn, datetime.now(UTC))]
    if turn.then == "end":
        notes.append("hangs up")
    print(f"  [{'; '.join(notes)}]")


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None
