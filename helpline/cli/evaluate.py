"""`helpline eval FILE...`: how often the line is right, over labelled messages."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from helpline.cli.common import Commands, add_content, line
from helpline.match.evaluate import ALARMS, Row, Scored, Tally, by_part, tally, verdict
from helpline.match.matcher import Matcher
from helpline.problems import HelplineError

_LONG = 200


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("eval", help="score matching on files of labelled messages")
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="JSON lines: text, gold, channel, lang, source"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--errors", action="store_true", help="print every message that was not answered right")
    add_content(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Score every file; print a table, or JSON."""
    matcher = line(args).matcher
    scored = [item for path in args.files for item in score(matcher, list(rows(path)), show=not args.json)]
    groups = {
        f"{part} {lang or '-'} {channel}": tally(items) for (part, lang, channel), items in by_part(scored).items()
    }
    whole = tally(scored)
    if args.json:
        print(json.dumps({name: _plain(item) for name, item in {**groups, "all": whole}.items()}, indent=1))
        return 0
    print(table({**groups, "all": whole}))
    print(topics(whole))
    if args.errors:
        for item in scored:
            if item.verdict != "right":
                print(
                    f"{item.verdict:8} gold {','.join(item.row.gold)}; got {item.match.outcome} {','.join(item.match.topics)}: {item.row.text}"
                )
    return 0


def rows(path: Path) -> Iterator[Row]:
    """Yield the labelled messages of a file. Raises HelplineError with file and line."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise HelplineError(f"{path}: cannot be read ({error})") from None
    for number, text in enumerate(lines, 1):
        if not text.strip():
            continue
        try:
            row = json.loads(text)
            source = row.get("source", "") if row.get("channel") == "voice" else ""
            part = f"{path.stem}{'/' + source if source in ('clean', 'hand', 'asr-open', 'asr-hints') else ''}"
            part += "/unintelligible" if row.get("unintelligible") else ""
            yield Row(row["text"], tuple(row["gold"]), row.get("channel", "sms"), row.get("lang") or "", part)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise HelplineError(
                f'{path}:{number}: found {text[:60]!r}; allowed is {{"text": ..., "gold": [...]}}'
            ) from None


def score(matcher: Matcher, labelled: list[Row], show: bool) -> Iterator[Scored]:
    """Match each row, with a progress bar on a long input in a terminal."""
    bar = show and len(labelled) >= _LONG and sys.stderr.isatty()
    for at, row in enumerate(labelled, 1):
        match = matcher.match(row.text, "voice" if row.channel == "voice" else "sms")
        yield Scored(row, match, verdict(row, match))
        if bar and (at % 20 == 0 or at == len(labelled)):
            done = 30 * at // len(labelled)
            print(
                f"\r{row.part[:20]:20} [{'#' * done}{'.' * (30 - done)}] {at}/{len(labelled)}",
                end="\n" if at == len(labelled) else "",
                file=sys.stderr,
            )


def table(tallies: dict[str, Tally]) -> str:
    """Return the figures of each part as a table."""
    wide = max(len(name) for name in tallies)
    out = [
        f"{'':{wide}}  count  right  right+offered  fallback  wrong  false answers  emergency    crisis       stop         (recall, false alarms)"
    ]
    for name, item in tallies.items():
        alarms = "  ".join(
            f"{_percent(item.recall(alarm)):>6} {item.false_alarms(alarm):>3}" + "  " for alarm in ALARMS
        )
        out.append(
            f"{name:{wide}}  {item.total:5}  {item.share('right'):5.1%}  {item.share('right', 'offered'):13.1%}  {item.share('fallback', 'missed'):8.1%}"
            f"  {item.share('wrong'):5.1%}  {item.false_answers:13}  {alarms}"
        )
    return "\n".join(out)


def topics(whole: Tally) -> str:
    """Return a line for each topic, and the commonest confusions."""
    out = ["", "by topic (first label)"]
    for topic, counts in sorted(whole.topics.items()):
        out.append(
            f"  {topic:24} {sum(counts.values()):4}  "
            + "  ".join(f"{name} {count}" for name, count in counts.most_common())
        )
    out += ["", "worst confusions"] if whole.confusions else []
    out += [f"  {count:3}  {gold} taken for {got}" for (gold, got), count in whole.confusions.most_common(10)]
    return "\n".join(out)


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{value:.1%}"


def _plain(item: Tally) -> dict[str, object]:
    shares = {name: round(item.share(name), 4) for name in ("right", "offered", "fallback", "missed", "wrong")}
    alarms = {alarm: {"recall": item.recall(alarm), "false": item.false_alarms(alarm)} for alarm in ALARMS}
    confusions: Iterable[tuple[tuple[str, str], int]] = item.confusions.most_common(20)
    return {
        "count": item.total, **shares, "false_answers": item.false_answers, "alarms": alarms,
        "topics": {topic: dict(counts) for topic, counts in sorted(item.topics.items())},
        "confusions": [{"gold": gold, "got": got, "count": count} for (gold, got), count in confusions],
    }  # fmt: skip
