"""Requests a second and waiting time under wrk: the line and the bare app in turn, within one run."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench.servers import Server

SCRIPT = Path(__file__).with_name("post.lua")


@dataclass(frozen=True)
class Run:
    """One run of wrk: requests a second, milliseconds at the median and the 99th percentile, and what went wrong.

    `cpu` is the microseconds of CPU time that the workers spent on a request.
    """

    rate: float
    p50: float
    p99: float
    failed: int
    cpu: float = 0.0


def run(url: str, lines: Sequence[str], seconds: int, connections: int = 24) -> Run:
    """Post the request lines in turn for some seconds. Raises RuntimeError if wrk says nothing that can be read."""
    with tempfile.NamedTemporaryFile("w", suffix=".pool", encoding="utf-8") as pool:
        pool.write("\n".join(lines))
        pool.flush()
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "15s", "-s", str(SCRIPT), url]
        done = subprocess.run(command, env=os.environ | {"POOL": pool.name}, capture_output=True, text=True, check=True)
    found = next((row.split()[1:] for row in done.stdout.splitlines() if row.startswith("RESULT")), None)
    if found is None:
        raise RuntimeError(f"wrk said: {done.stdout} {done.stderr}")
    requests, micros, p50, p99, errors, refused = map(int, found)
    return Run(requests / micros * 1e6, p50 / 1000, p99 / 1000, errors + refused)


def side_by_side(line: Server, bare: Server, lines: Sequence[str], seconds: int, number: int = 0) -> tuple[Run, Run]:
    """Return a run against each of the two; the one that goes first changes with the number of the round."""
    both = [line, bare] if number % 2 == 0 else [bare, line]
    runs = {server.url: _counted(server, lines, seconds) for server in both}
    return runs[line.url], runs[bare.url]


def _counted(server: Server, lines: Sequence[str], seconds: int) -> Run:
    before = server.cpu()
    made = run(server.url, lines, seconds)
    return replace(made, cpu=(server.cpu() - before) * 1e6 / (made.rate * seconds))
