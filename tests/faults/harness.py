"""A real line, load on it, and what came of every single request."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlencode

from lxml import etree

from helpline.request import signature, text_parameters
from tests.conftest import BASE, ROOT, TOKEN
from tests.server import COMMAND, free_port
from tests.twiml import messages

TWILIO_WAITS = 15.0
"""Seconds after which Twilio gives a reply up."""

ASKED = {
    "what are the side effects": "Side effects: ",
    "how is it given": "How it is given: ",
    "what does it cost": "1-800-4-CANCER",
    "i cant breathe": "911",
    "qwzx": "1-800-4-CANCER",
}


@dataclass
class Server:
    """A running `helpline serve`."""

    env: dict[str, str]
    port: int
    process: subprocess.Popen[bytes]
    log: Path

    def get(self, path: str, **headers: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TWILIO_WAITS)
        try:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def workers(self) -> list[int]:
        return children(self.process.pid)

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)


def children(pid: int) -> list[int]:
    with contextlib.suppress(OSError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


@contextmanager
def serving(environment: dict[str, str], folder: Path, **more: str) -> Iterator[Server]:
    """Run a line of two workers until the block ends."""
    port = int(more.get("PORT") or free_port())
    env = environment | {"DATABASE_URL": f"sqlite:///{folder}/store.db", "PORT": str(port)} | more
    log = folder / f"log-{port}"
    with log.open("ab") as stream:
        process = subprocess.Popen([*COMMAND, "serve"], env=os.environ | env, cwd=ROOT, stderr=stream)
    server = Server(env, port, process, log)
    try:
        until(lambda: answers(server), 60)
        yield server
    finally:
        if process.poll() is None:
            server.stop()


def answers(server: Server) -> bool:
    try:
        return server.get("/healthz")[0] == 200
    except OSError:
        assert server.process.poll() is None, server.log.read_text()
        return False


def until(holds: Callable[[], bool], seconds: float) -> float:
    """Wait until something holds; return how long that took."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < seconds, "it never came"
        time.sleep(0.05)
    return time.monotonic() - began


def upgrade(env: dict[str, str]) -> None:
    subprocess.run([*COMMAND, "db", "upgrade"], env=os.environ | env, cwd=ROOT, check=True, capture_output=True)


@dataclass
class Results:
    """What came of the requests: refused ones never reached the line, lost ones did and got no right reply."""

    seconds: list[float] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)
    refused: int = 0
    lost: list[str] = field(default_factory=list)

    @property
    def requests(self) -> int:
        return len(self.seconds) + len(self.lost)

    @property
    def slowest(self) -> float:
        return max(self.seconds)

    def at(self, share: float) -> float:
        """Return the seconds in which a share of the replies was there."""
        return sorted(self.seconds)[min(int(len(self.seconds) * share), len(self.seconds) - 1)]

    def gap(self) -> float:
        """Return the longest time without a reply to anybody."""
        ends = sorted(self.ends)
        return max((b - a for a, b in pairwise(ends)), default=0.0)


@contextmanager
def load(port: int, threads: int = 6, rate: float = 0.0) -> Iterator[Results]:
    """Text the line from several threads until the block ends: as fast as it answers, or at `rate` a second in all."""
    results, over = Results(), threading.Event()

    def texting(number: int) -> None:
        pause, due = (threads / rate if rate else 0.0), time.monotonic()
        asked = list(ASKED.items())
        turn = number
        while not over.is_set():
            if rate:
                due += pause
                time.sleep(max(due - time.monotonic(), 0))
            turn += 1
            ask(port, *asked[turn % len(asked)], results, number)

    pool = [threading.Thread(target=texting, args=(number,)) for number in range(threads)]
    for thread in pool:
        thread.start()
    try:
        yield results
    finally:
        over.set()
        for thread in pool:
            thread.join()


def ask(port: int, body: str, expected: str, results: Results, number: int) -> None:
    """Send one signed text over a connection of its own, as a proxy does, and hold the reply to what it has to be."""
    form = text_parameters(body, sender=f"+1500555{number:04d}")
    headers = {
        "X-Twilio-Signature": signature(TOKEN, BASE + "/sms", form),
        "Content-Type": "application/x-www-form-urlencoded",
    }
    began = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TWILIO_WAITS)
    try:
        connection.connect()
    except OSError:
        results.refused += 1
        time.sleep(0.02)
        return
    try:
        connection.request("POST", "/sms", urlencode(form), headers)
        answer = connection.getresponse()
        document = answer.read()
        if answer.status == 200 and expected in messages(document)[0]:
            results.seconds.append(time.monotonic() - began)
            results.ends.append(time.monotonic())
        else:
            results.lost.append(f"{answer.status}: {document[:200]!r}")
    except (OSError, http.client.HTTPException, etree.XMLSyntaxError, AssertionError, IndexError) as error:
        results.lost.append(f"{type(error).__name__}: {error}")
    finally:
        connection.close()
