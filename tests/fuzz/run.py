"""The long run: 150,000 bad messages through the real app. `make fuzz`; `python -m tests.fuzz.run --messages 5000` is short.

What breaks a rule is printed with the seed of its batch, which `--batch SEED` runs again alone, and written to
`var/fuzz-failures.jsonl`; the slowest of a long run are kept in `tests/fuzz/worst.jsonl`, which the tests try again.
"""

from __future__ import annotations

import argparse
import gc
import heapq
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
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
KEPT, BATCH, SHOWN = 4, 2000, 5
SECONDS = 0.5
"""CPU time that one message may take. The worst found takes a third of it."""

LONG = 100_000
"""Messages from which a run is long enough to say which are the slowest."""


@dataclass
class Part:
    """What came of some messages: how many, the slowest, what was wrong, and the time of every tenth."""

    count: int = 0
    slow: list[tuple[float, str]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    def add(self, other: Part) -> None:
        """Take in what came of some more."""
        self.count += other.count
        self.slow = heapq.nlargest(KEPT, [*self.slow, *other.slow])
        self.wrong += other.wrong
        self.times += other.times


_state: dict[str, tuple[Judge, Line]] = {}


def main() -> int:
    """Run; return 1 if any rule was broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=150_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--batch", type=int, help="the seed of one batch, to run it again")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args()
    jobs = [(given.batch, BATCH)] if given.batch is not None else _jobs(given.messages, given.seed)
    print(f"{given.messages:,} messages in {len(jobs)} batches, seed {given.seed}, {given.processes} processes")
    FAILURES.parent.mkdir(exist_ok=True)
    FAILURES.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(prefix="helpline-fuzz-") as folder:
        done, seconds = _all(jobs, given.processes, Path(folder))
    _report(done, seconds)
    if given.messages >= LONG and given.batch is None:
        WORST.write_text("".join(line + "\n" for _, line in done.slow), encoding="utf-8")
    return 1 if done.wrong else 0


def _jobs(messages: int, seed: int) -> list[tuple[int, int]]:
    """Return the seed and the size of each batch."""
    sizes = [min(BATCH, messages - at) for at in range(0, messages, BATCH)]
    return [(seed * 1_000_003 + number, size) for number, size in enumerate(sizes)]


def _all(jobs: list[tuple[int, int]], processes: int, folder: Path) -> tuple[Part, float]:
    began, done = time.monotonic(), Part()
    for part in _parts(jobs, processes, folder):
        done.add(part)
        with FAILURES.open("a", encoding="utf-8") as failures:
            failures.writelines(part.wrong)
        rate = done.count / (time.monotonic() - began)
        print(f"\r{done.count:>9,} messages, {rate:,.0f} a second, {len(done.wrong)} wrong, slowest {done.slow[0][0] * 1000:.1f} ms ", end="", flush=True)  # fmt: skip
    print()
    return done, time.monotonic() - began


def _parts(jobs: list[tuple[int, int]], processes: int, folder: Path) -> Iterator[Part]:
    with Pool(processes, _start, (folder,)) as pool:
        yield from pool.imap_unordered(_part, jobs)


def _report(done: Part, seconds: float) -> None:
    times = sorted(done.times)
    shares = ", ".join(f"{share:.1%} {times[int(len(times) * share)] * 1000:.2f} ms" for share in (0.5, 0.99, 0.999))
    mean = sum(times) / len(times) * 1000
    print(f"CPU time of a message: mean {mean:.2f} ms, {shares}, slowest {done.slow[0][0] * 1000:.1f} ms; {seconds:.0f} s in all")  # fmt: skip
    for line in done.wrong[:SHOWN]:
        print(line[:600], file=sys.stderr)


def _start(folder: Path) -> None:
    own = folder / str(os.getpid())
    own.mkdir()
    migrate.upgrade(connect(f"sqlite:///{own}/store.db"))
    line = Line(Matcher(load_content(ROOT)[0], ROOT / "var/cache"), "Cancer Helpline")
    _state["it"] = (Judge.over(line, own, SECONDS), line)
    gc.collect()
    gc.freeze()


def _part(job: tuple[int, int]) -> Part:
    """Try one batch."""
    seed, size = job
    judge, line = _state["it"]
    maker, part = Maker(line.content, seed), Part(size)
    for number in range(size):
        request = maker.request()
        why, took = judge.judged(request)
        if why:
            part.wrong.append(f"batch {seed} message {number}: {why}\t{request.kept()}\n")
        if len(part.slow) < KEPT or took > part.slow[-1][0]:
            part.slow = heapq.nlargest(KEPT, [*part.slow, (took, request.kept())])
        if number % 10 == 0:
            part.times.append(took)
    return part


if __name__ == "__main__":
    raise SystemExit(main())
