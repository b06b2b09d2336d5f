"""`helpline phone`: how long callers wait for each topic, as a table and as a picture of the phone menu."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from helpline.cli.common import Commands, add_content, line
from helpline.voice import timing
from helpline.voice.calls import Calls
from helpline.voice.picture import menu_svg

MOMENT = datetime(2026, 11, 24, 17, tzinfo=UTC)
"""Any moment: the menu does not depend on it."""

EVERYWHERE = (
    "On every prompt: 0 a person, 6 more, 7 text me this, 8 the other language, 9 again, * the menu.",
    "Spoken at any time: a question, menu, back, repeat, more, slower, a person, Spanish, text me this, goodbye.",
    "Every way ends in a person, a number said twice, or the caller's own goodbye; silence never ends a call.",
)


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("phone", help="say how long callers wait; draw the phone menu")
    parser.add_argument("--svg", metavar="FILE", type=Path, help="write the picture of the menu")
    add_content(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the table; write the picture."""
    calls = Calls(line(args))
    print(table(calls))
    if args.svg:
        args.svg.write_text(picture(calls), encoding="utf-8")
    return 0


def table(calls: Calls) -> str:
    """Return the waits as a Markdown table, a row a topic: in each language from the answer of the call."""
    content = calls.content
    columns = {lang: timing.waits(calls, lang, MOMENT) for lang in content.languages}
    first = content.first_language
    names = [content.languages[lang].name for lang in columns]
    rows = [f"| Keys | Topic | {' | '.join(names)} |", f"|---|---|{'---:|' * len(names)}"]
    for at, wait in enumerate(columns[first]):
        title = content.words(wait.topic, first).title
        rows.append(f"| {wait.code} | {title} | " + " | ".join(f"{c[at].seconds:.1f}" for c in columns.values()) + " |")
    slowest = " | ".join(f"**{max(wait.seconds for wait in column):.1f}**" for column in columns.values())
    key = timing.first_action(calls, MOMENT)
    return "\n".join([*rows, f"| | The slowest | {slowest} |", f"| 8 | The first key that is said | {key:.1f} | |"])


def picture(calls: Calls) -> str:
    """Return the picture with the waits of the first language."""
    lang = calls.content.first_language
    found = {wait.code: wait.seconds for wait in timing.waits(calls, lang, MOMENT)}
    return menu_svg(calls.content, lang, found, EVERYWHERE)
