"""The long run: 150,000 bad messages through the real app. `make fuzz`; `python -m tests.fuzz.run --messages 5000` is short.

What breaks a rule is printed and written to `var/fuzz-failures.jsonl`; the slowest of a long run are kept in
`tests/fuzz/worst.jsonl`, which the tests try again.
"""

from __future__ import annotations

import argparse
import heapq
import sys
import tempfile
import time
from collections.abc import Iterator
from multiprocessing import Pool
from pathlib import Path

from helpline.content.load import load_content
from helpline.match.matcher import Matcher
from helpline.reply.turn import Line
from helpline.store import migrate
from helpline.store.database import connect
from tests.conftest import ROOT
from tests.fuzz.hostile import Maker
from tests.fuzz.judge import Judge

WORST = ROOT / "tests/fuzz/worst.jsonl"
FAILURES = ROOT / "var/fuzz-failures.jsonl"
KEPT, BATCH = 12, 2000
SECONDS = 0.5
"""CPU time that one message may take. The worst found takes a tenth of it."""

LONG = 100_000
"""Messages from which a run is long enough to say which are the slowest."""

Part = tuple[int, list[tuple[float, str]], list[str], list[float]]

_state: dict[str, tuple[Judge, Line]] = {}


def main() -> int:
    """Run; return 1 if any rule was broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=150_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    began, done = time.monotonic(), 0
    FAILURES.parent.mkdir(exist_ok=True)
    FAILURES.unlink(missing_ok=True)
    worst: list[tuple[float, str]] = []
    broken: list[str] = []
    times: list[float] = []
    for count, slow, wrong, sample in _parts(given.messages, given.seed, given.processes):
        done += count
        worst = heapq.nlargest(KEPT, [*worst, *slow])
        broken += wrong
        with FAILURES.open("a", encoding="utf-8") as failures:
            failures.writelines(wrong)
        times += sample
        rate = done / (time.monotonic() - began)
        print(f"\r{done:>9,} messages, {rate:,.0f} a second, {len(broken)} wrong, slowest {worst[0][0] * 1000:.1f} ms ", end="", flush=True)  # fmt: skip
    print()
    times.sort()
    shares = ", ".join(f"{share:.1%} {times[int(len(times) * share)] * 1000:.2f} ms" for share in (0.5, 0.99, 0.999))
    print(
        f"CPU time of a message: {shares}, slowest {worst[0][0] * 1000:.1f} ms; {time.monotonic() - began:.0f} s in all"
    )
    if given.messages >= LONG:
        WORST.write_text("".join(line + "\n" for _, line in worst), encoding="utf-8")
    for line in broken[:5]:
        print(line[:600], file=sys.stderr)
    return 1 if broken else 0


def _parts(messages: int, seed: int, processes: int) -> Iterator[Part]:
    sizes = [min(BATCH, messages - at) for at in range(0, messages, BATCH)]
    jobs = [(seed * 1_000_003 + number, size) for number, size in enumerate(sizes)]
    with Pool(processes, _start) as pool:
        yield from pool.imap_unordered(_part, jobs)


def _start() -> None:
    folder = Path(tempfile.mkdtemp(prefix="helpline-fuzz-"))
    migrate.upgrade(connect(f"sqlite:///{folder}/store.db"))
    line = Line(Matcher(load_content(ROOT)[0], ROOT / "var/cache"), "Cancer Helpline")
    _state["it"] = (Judge.over(line, folder, SECONDS), line)


def _part(job: tuple[int, int]) -> Part:
    """Try one batch; return how many, the slowest, what was wrong, and the time of every tenth."""
    seed, size = job
    judge, line = _state["it"]
    maker = Maker(line.content, seed)
    slow: list[tuple[float, str]] = []
    wrong: list[str] = []
    times: list[float] = []
    for number in range(size):
        request = maker.request()
        why, took = judge.judged(request)
        if why:
            wrong.append(f"{why}\t{request.kept()}\n")
        if len(slow) < KEPT or took > slow[-1][0]:
            slow = heapq.nlargest(KEPT, [*slow, (took, request.kept())])
        if number % 10 == 0:
            times.append(took)
    return size, slow, wrong, times


if __name__ == "__main__":
    raise SystemExit(main())
