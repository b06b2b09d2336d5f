"""`make bench`: measures everything and writes the figures and pictures of `docs/performance.md`. Takes some minutes."""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import sys
from datetime import UTC, datetime

from bench import load, message, paper, plots, scale
from bench.message import spread
from bench.page import ranged, table, verdict, write
from bench.pool import ROOT, call_lines, different, messages, text_lines
from bench.servers import PORT, Server
from helpline.content.load import load_content
from helpline.match.matcher import Matcher
from helpline.reply.state import State
from helpline.reply.turn import Line, Message
from helpline.text.segments import size

BARE = "bench.bare:create_app()"
NEW, AGAIN, CALLS = "`/sms`, each text new", "`/sms`, texts that come again", "`/voice`"
DOCS = ROOT / "docs"
Both = tuple[list[load.Run], list[load.Run]]


def main() -> None:
    """Measure part after part; say on stderr which one is under way."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few and short rounds, to try the measurements themselves")
    quick = parser.parse_args().quick
    if shutil.which("wrk") is None:
        raise SystemExit("wrk is not installed. Install it (Debian: apt-get install wrk) and run this again.")
    runs = _under_load(2 if quick else 7, 1 if quick else 3)
    figures = [
        _machine(), _load_figures(runs), _start_figures(2 if quick else 5),
        _message_figures(message.SIZES[:3] if quick else message.SIZES), _content_figures(), _scale_figures(),
        _paper_figures(statistics.median(run.cpu for run in runs[NEW][0])),
    ]  # fmt: skip
    write(DOCS / "performance.md", "\n\n".join(figures))


def _tell(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


def _machine() -> str:
    cores, busy = os.cpu_count(), os.getloadavg()[2]
    return (
        f"Measured on {datetime.now(UTC):%Y-%m-%d} with Python {platform.python_version()} on {cores} cores, "
        f"load average {busy:.1f} in the last quarter of an hour. Medians, and in brackets the range over the rounds."
    )


def _under_load(rounds: int, seconds: int) -> dict[str, Both]:
    runs: dict[str, Both] = {}
    kinds = {
        NEW: text_lines(different(60_000)),
        AGAIN: text_lines(messages()),
        CALLS: call_lines(messages("voice")),
    }
    with Server("line", PORT) as line, Server(BARE, PORT + 1) as bare:
        for kind, lines in kinds.items():
            _tell(f"{kind}: {rounds} rounds")
            load.side_by_side(line, bare, lines[-2000:], 1)
            parts = [lines[at::rounds] if kind == NEW else lines for at in range(rounds)]
            pairs = [load.side_by_side(line, bare, part, seconds, at) for at, part in enumerate(parts)]
            runs[kind] = ([run for run, _ in pairs], [run for _, run in pairs])
    return runs


def _load_figures(runs: dict[str, Both]) -> str:
    rows = []
    for path, (line, bare) in runs.items():
        for name, made in (("line", line), ("bare app", bare)):
            values = [spread([getattr(run, key) for run in made]) for key in ("rate", "p50", "p99", "cpu")]
            cells = [ranged(value, form) for value, form in zip(values, (",.0f", ".1f", ".1f", ",.0f"), strict=True)]
            rows.append([f"{path}: {name}", *cells, str(sum(run.failed for run in made))])
        rate = spread([a.rate / b.rate for a, b in zip(line, bare, strict=True)])
        slow = spread([a.p99 / b.p99 for a, b in zip(line, bare, strict=True)])
        aims = [
            f"{ranged(rate, '.2f')}; {verdict(rate[1], 0.85, least=True)}",
            "",
            f"{ranged(slow, '.2f')}; {verdict(slow[1], 1.3)}",
        ]
        cpu = spread([a.cpu / b.cpu for a, b in zip(line, bare, strict=True)])
        rows.append([f"{path}: ratio", *aims, ranged(cpu, ".2f"), ""])
    groups = {
        path.replace("`", ""): {
            "line": spread([run.rate for run in made[0]]),
            "bare": spread([run.rate for run in made[1]]),
        }
        for path, made in runs.items()
    }
    (DOCS / "performance-load.svg").write_text(
        plots.bars("Requests a second under gunicorn", "a second", groups), encoding="utf-8"
    )
    head = ["", "requests/s", "median ms", "p99 ms", "CPU µs a request", "failed"]
    return f"### Under load\n\n{table(head, rows)}\n\n![Requests a second](performance-load.svg)"


def _start_figures(rounds: int) -> str:
    _tell("start and memory")
    ready: dict[str, list[float]] = {"line": [], BARE: []}
    memory: dict[str, list[float]] = {"line": [], BARE: []}
    for _ in range(rounds):
        for app in ready:
            with Server(app, PORT + 2) as server:
                ready[app].append(server.ready)
                load.run(server.url, text_lines(messages()), 2)
                memory[app].append(server.memory())
    rows = []
    for name, values, form in (("start to first answer, s", ready, ".2f"), ("memory per worker, MiB", memory, ".0f")):
        line, bare = spread(values["line"]), spread(values[BARE])
        ratio = line[1] / bare[1]
        rows.append([name, ranged(line, form), ranged(bare, form), f"{ratio:.2f}", verdict(ratio, 1.5)])
    return f"### Start and memory\n\n{table(['', 'line', 'bare app', 'ratio', 'aim'], rows)}"


def _message_figures(sizes: tuple[int, ...]) -> str:
    _tell("one message, by topics and by part")
    found, parts = message.by_topics(sizes), message.by_part()
    first, last = found[sizes[0]][0][1], found[sizes[-1]][0][1]
    rows = [
        [f"{size:,}", ranged(value), f"{value[1] / first:.1f}", f"{learning:.1f}"]
        for size, (value, learning) in found.items()
    ]
    points = {size: value for size, (value, _) in found.items()}
    (DOCS / "performance-topics.svg").write_text(plots.curve("Match and reply, µs a message", points), encoding="utf-8")
    embedded = message.embedding()
    by_model = (
        f"takes {embedded:,.0f} µs, {embedded / parts['match'][1]:.0f} times a match"
        if embedded
        else "was not compared: it is not installed here"
    )
    names = {
        "match": "match",
        "turn": "match and reply",
        "line": "a whole request without the server",
        "again": "the same with a text that came before",
        "bare": "the bare app's, for comparison",
    }
    own = [[name, ranged(parts[key])] for key, name in names.items()]
    return (
        f"### One message\n\n{table(['generated topics', 'match and reply, µs', 'times 16', 'learnt in s'], rows)}\n\n"
        f"At {sizes[0]} topics: {verdict(first, 300, ' µs')}. {sizes[-1]:,} against {sizes[0]}: {verdict(last / first, 5, ' times')}.\n\n"
        "![Time of a message by number of topics](performance-topics.svg)\n\n"
        f"With the line's own content and the messages of `tests/eval`:\n\n{table(['', 'µs'], own)}\n\n"
        f"Match and reply: {verdict(parts['turn'][1], 300, ' µs')}. Embedding a message with all-MiniLM-L6-v2 {by_model}."
    )  # fmt: skip


def _content_figures() -> str:
    _tell("1,600 topics: load and check")
    times = message.content_times()
    rows = [[name, ranged(value, ".1f"), verdict(value[1], 3)] for name, value in times.items()]
    return f"### 1,600 topics\n\n{table(['', 's', 'aim'], rows)}\n\n`load` is until the first message can be answered; `check` is load and all rules."


def _scale_figures() -> str:
    _tell("a new master under load")
    fresh = scale.reload()
    out = f"### Changes and several machines\n\nA second gunicorn took over (signal USR2) while {fresh.sent:,} texts came in: {fresh.failed} failed."
    _tell("several masters, one PostgreSQL")
    found = scale.run()
    if found is None:
        return f"{out} There was no nginx or no PostgreSQL here, so several masters were not tried."
    return (
        f"{out}\n\n{scale.MASTERS} gunicorn masters behind nginx with one PostgreSQL: {found.sent:,} texts, {scale.REPEATED} of them sent twice, "
        f"{found.failed} failed. Counted, with a last text to each master: {found.counted:,}; to be counted: {found.expected:,}. "
        f"Meanwhile {found.published} edits were published: {found.mixed} replies were of two versions, "
        f"{found.behind} masters did not come to serve the last one."
    )


def _paper_figures(cpu: float) -> str:
    line = Line(Matcher(load_content(ROOT)[0], ROOT / "var/cache"), "Cancer Helpline")
    now = datetime.now(UTC)
    replies = [line.turn(Message(text), State(met=True), now).texts for text in messages()]
    segments = paper.mean_segments([sum(size(text).segments for text in texts) for texts in replies])
    head = ["", "texts in the busiest hour", "texts/s", "cores", "segments/s", "what sends them"]
    behind = paper.hours_behind(1_000_000, segments)
    return (
        f"### On paper\n\n{cpu:,.0f} µs of a core for a text, {segments:.1f} segments for its reply, cores kept {paper.BUSY:.0%} busy:\n\n"
        f"{table(head, paper.table(cpu, segments))}\n\nAn hour of the campaign is {behind:.1f} hours of sending for one short code."
    )


if __name__ == "__main__":
    main()
