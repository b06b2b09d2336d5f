"""Fifty times the usual load, slow and half-open clients, and content destroyed under a running line."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.faults.conftest import Figures
from tests.faults.harness import Server, load, serving, until, upgrade

pytestmark = pytest.mark.heavy

USUAL = 4.0
"""Texts a second in the busiest hour of a national line: 14,400 in that hour."""

SLOW = 300
"""Clients of each slow kind at once."""


@pytest.fixture
def server(environment: dict[str, str], tmp_path: Path) -> Iterator[Server]:
    upgrade(environment | {"DATABASE_URL": f"sqlite:///{tmp_path}/store.db"})
    with serving(environment, tmp_path, HELPLINE_METRICS_TOKEN="m" * 20) as made:
        yield made


def test_fifty_times_the_usual_load(server: Server, figures: Figures) -> None:
    with load(server.port, rate=USUAL) as usual:
        time.sleep(10)
    with load(server.port, threads=24, rate=USUAL * 50) as results:
        time.sleep(20)
    with load(server.port, threads=64) as most:
        time.sleep(10)
    for found in (usual, results, most):
        assert found.lost == []
        assert found.refused == 0
    figures("the usual load: 4 texts a second", usual)
    late = f"{results.at(0.99) * 1000:.0f} ms for 99 of 100; {results.requests / 20:.0f} a second were answered"
    figures("50 times the usual load: 200 a second", results, late)
    figures("as many as 64 clients can send", most, f"{most.requests / 10:.0f} a second were answered")


PARTS = {
    "nothing": b"",
    "half a head": b"POST /sms HTTP/1.1\r\nHost: line.example.org\r\nX-Twilio-Sig",
    "half a body": b"POST /sms HTTP/1.1\r\nHost: line.example.org\r\nContent-Length: 900\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\nBody=side",
    "an open chunk": b"POST /sms HTTP/1.1\r\nHost: line.example.org\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nBo",
}


def test_slow_and_half_open_clients(server: Server, figures: Figures) -> None:
    slow = []
    for part in PARTS.values():
        for _ in range(SLOW // 4):
            client = socket.create_connection(("127.0.0.1", server.port), timeout=30)
            client.sendall(part)
            slow.append(client)
    with load(server.port, rate=40) as results:
        for _ in range(8):
            time.sleep(1)
            for client in slow[len(slow) // 4 :: 7]:
                trickle(client)
        closed = until(lambda: all(gone(client) for client in slow), 30) + 8
    for client in slow:
        client.close()
    assert results.lost == []
    assert results.refused == 0
    figures(f"{SLOW} half-open and slow clients", results, f"the last of them closed after {closed:.0f} s")


def trickle(client: socket.socket) -> None:
    """Send one more byte, as an attacker does who wants to keep a thread."""
    try:
        client.send(b"x")
    except OSError:
        return


def gone(client: socket.socket) -> bool:
    """Tell whether the line has closed a connection."""
    client.setblocking(False)
    try:
        return client.recv(4096) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def test_a_client_that_is_gone_before_its_reply(server: Server, figures: Figures) -> None:
    with load(server.port, rate=40) as results:
        for _ in range(300):
            with socket.create_connection(("127.0.0.1", server.port)) as client:
                client.sendall(b"POST /sms HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nBody")
        time.sleep(3)
    assert results.lost == []
    assert results.refused == 0
    assert "Traceback" not in server.log.read_text()
    figures("300 clients gone before their reply", results)


def test_content_destroyed_under_a_running_line(environment: dict[str, str], tmp_path: Path, figures: Figures) -> None:
    folder = tmp_path / "content"
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    shutil.copytree(ROOT / "responses", folder / "responses")
    topic = folder / "responses/immunotherapy/side-effects.yaml"
    whole = topic.read_bytes()
    own = {"HELPLINE_CONTENT_DIR": str(folder)}
    with serving(environment, tmp_path, **own) as server, load(server.port, rate=40) as results:
        for spoilt in (whole[: len(whole) // 2], os.urandom(5000), b""):
            topic.write_bytes(spoilt)
            time.sleep(7)
        os.truncate(topic, 100 * 1024 * 1024)
        time.sleep(7)
        shutil.rmtree(folder / "responses")
        time.sleep(7)
        victim = server.workers()[0]
        os.kill(victim, signal.SIGKILL)
        until(lambda: len(set(server.workers()) - {victim}) == 2, 20)
        time.sleep(3)
    assert len(results.lost) <= 8, "no more than what the killed worker had in its threads"
    assert results.refused == 0
    figures(
        "content cut, garbage, empty, 100 MB, deleted; then a worker killed", results, "replies as before throughout"
    )


def test_an_invalid_request_is_refused_and_logged_without_its_words(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as client:
        client.sendall(b"ZANZIBAR canary\r\n\r\n")
        assert client.recv(100).startswith(b"HTTP/1.1 400")
    until(lambda: "no valid HTTP" in server.log.read_text(), 10)
    assert not re.search("ZANZIBAR|canary|127.0.0.1:[0-9]+ ", server.log.read_text().split("\n", 1)[1])
