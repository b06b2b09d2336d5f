"""Workers killed, stops and restarts, under load."""

from __future__ import annotations

import contextlib
import http.client
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from helpline.store.database import connect
from helpline.store.tables import counts
from tests.faults.conftest import Figures
from tests.faults.harness import Server, children, load, serving, until, upgrade
from tests.server import free_port

pytestmark = pytest.mark.heavy


@pytest.fixture
def server(environment: dict[str, str], tmp_path: Path) -> Iterator[Server]:
    upgrade(environment | {"DATABASE_URL": f"sqlite:///{tmp_path}/store.db"})
    with serving(environment, tmp_path, HELPLINE_METRICS_TOKEN="m" * 20) as made:
        yield made


def counted(server: Server) -> int:
    engine = connect(server.env["DATABASE_URL"])
    with engine.connect() as connection:
        total: int = sum(row.times for row in connection.execute(select(counts)))
    engine.dispose()
    return total


def test_a_worker_killed_under_load(server: Server, figures: Figures) -> None:
    took, kills = [], 3
    with load(server.port) as results:
        time.sleep(3)
        for _ in range(kills):
            victim = server.workers()[0]
            os.kill(victim, signal.SIGKILL)
            took.append(until(lambda gone=victim: len(set(server.workers()) - {gone}) == 2, 20))  # type: ignore[misc]
            time.sleep(2)
    assert len(results.lost) <= kills * 8, "no more than what the killed worker had in its eight threads"
    assert results.refused == 0
    server.stop()
    missing = results.requests - counted(server)
    well = f"{max(took):.1f} s to two workers; nobody refused; {missing} counts lost with the workers"
    figures("a worker killed (-9), three times", results, well)


def test_a_graceful_stop_under_load(server: Server, figures: Figures) -> None:
    with load(server.port) as results:
        time.sleep(4)
        began = time.monotonic()
        assert server.stop() == 0
        took = time.monotonic() - began
    assert results.lost == []
    assert counted(server) == results.requests
    figures("graceful stop", results, f"stopped in {took:.1f} s; every count written")


def test_new_workers_one_after_another(server: Server, figures: Figures) -> None:
    before = set(server.workers())
    with load(server.port) as results:
        time.sleep(2)
        server.process.send_signal(signal.SIGHUP)
        took = until(lambda: len(set(server.workers()) - before) == 2 and not set(server.workers()) & before, 40)
        time.sleep(2)
    assert results.lost == []
    assert results.refused == 0
    assert server.stop() == 0
    assert counted(server) == results.requests
    figures("all workers replaced (HUP)", results, f"{took:.1f} s to new workers; nobody refused")


def test_a_new_version_takes_over_the_port(server: Server, figures: Figures) -> None:
    with load(server.port) as results:
        time.sleep(2)
        workers = set(server.workers())
        server.process.send_signal(signal.SIGUSR2)
        until(lambda: bool(set(server.workers()) - workers), 20)
        (successor,) = set(server.workers()) - workers
        took = until(lambda: len(children(successor)) == 2, 60)
        time.sleep(1)
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(timeout=60) == 0
        time.sleep(2)
    os.kill(successor, signal.SIGTERM)
    until(lambda: not Path(f"/proc/{successor}/cmdline").exists() or not children(successor), 30)
    assert results.lost == []
    assert results.refused == 0
    figures(
        "new version on the same port (USR2, then TERM)", results, f"{took:.1f} s until it answered; nobody refused"
    )


NGINX = """
daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
events {{ worker_connections 512; }}
http {{
  access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  upstream line {{ server 127.0.0.1:{first} max_fails=0; server 127.0.0.1:{second} max_fails=0; }}
  server {{ listen 127.0.0.1:{port}; location / {{ proxy_pass http://line; proxy_next_upstream error timeout; }} }}
}}
"""


@contextlib.contextmanager
def proxy(folder: Path, first: int, second: int) -> Iterator[int]:
    port = free_port()
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, first=first, second=second, port=port))
    process = subprocess.Popen([shutil.which("nginx") or "", "-c", str(folder / "nginx.conf"), "-p", str(folder)])
    try:
        until(lambda: reached(port), 20)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def reached(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    with contextlib.suppress(OSError), contextlib.closing(connection):
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    return False


@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")
def test_two_machines_behind_a_proxy_restarted_in_turn(
    environment: dict[str, str], tmp_path: Path, figures: Figures
) -> None:
    upgrade(environment | {"DATABASE_URL": f"sqlite:///{tmp_path}/store.db"})
    own: dict[str, str] = {"WEB_CONCURRENCY": "1", "HELPLINE_DRAIN_SECONDS": "2"}
    with (
        serving(environment, tmp_path, **own) as first,
        serving(environment, tmp_path, **own) as second,
        proxy(tmp_path, first.port, second.port) as port,
    ):
        with load(port) as results:
            time.sleep(2)
            unready = []
            for machine in (first, second):
                machine.process.send_signal(signal.SIGTERM)
                until(lambda one=machine: one.get("/readyz")[0] == 503, 2)  # type: ignore[misc]
                unready.append(machine.get("/healthz")[0])
                assert machine.process.wait(timeout=60) == 0
                if machine is first:
                    again = serving(environment, tmp_path, PORT=str(first.port), **own)
                    again.__enter__()
                    time.sleep(2)
            time.sleep(2)
        again.__exit__(None, None, None)
    assert unready == [200, 200], "they went on answering while they said that they will stop"
    assert results.lost == []
    assert results.refused == 0
    figures("two machines behind nginx restarted in turn", results, "nobody refused")
