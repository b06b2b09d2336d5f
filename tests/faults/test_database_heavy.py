"""The database slow, cut off, restarted, locked, full, read-only and corrupt under load: no reply differs, no count is lost."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from helpline.store.database import connect
from helpline.store.tables import counts
from tests.conftest import ROOT
from tests.faults.conftest import Figures
from tests.faults.harness import Results, Server, load, serving, until, upgrade
from tests.server import free_port
from tests.test_database_lost import Wire

pytestmark = pytest.mark.heavy

RATE = 60.0
"""Texts a second."""


def reachable(server: Server) -> bool:
    return bool(json.loads(server.get("/healthz")[1])["store"] == "ok")


def all_reachable(server: Server) -> bool:
    """Ask often enough that each of the two workers has most likely answered."""
    return all(reachable(server) for _ in range(12))


def through(
    server: Server, fault: Callable[[], None], mend: Callable[[], None], seconds: float = 4, killed: int = 0
) -> tuple[Results, str]:
    """Load a line, break something for some seconds after it was noticed, mend it; say how long each took."""
    with load(server.port, rate=RATE) as results:
        time.sleep(2)
        fault()
        noticed = until(lambda: not reachable(server), 40)
        time.sleep(seconds)
        mend()
        back = until(lambda: all_reachable(server), 60)
        time.sleep(3)
    assert len(results.lost) <= killed * 8, results.lost
    assert results.refused == 0
    assert server.get("/readyz")[0] == 200
    return results, f"noticed in {noticed:.1f} s, written again {back:.1f} s after"


def counted(url: str) -> int:
    engine = connect(url)
    with engine.connect() as connection:
        total: int = sum(row.times for row in connection.execute(select(counts)))
    engine.dispose()
    return total


class Slow(Wire):
    """A wire on which every answer takes `delay` seconds."""

    delay = 0.0

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:  # type: ignore[override]
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                time.sleep(self.delay)
                sink.sendall(data)
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


class Cluster:
    """A PostgreSQL of our own, that can be restarted without disturbing anybody."""

    def __init__(self, binaries: Path, folder: Path) -> None:
        self.binaries, self.data, self.port = binaries, folder / "data", free_port()
        self.user = "postgres" if os.getuid() == 0 else None
        folder.chmod(0o755)
        self.data.mkdir()
        if self.user:
            shutil.chown(self.data, self.user)
        self.run("initdb", "--auth=trust", "--username=helpline", "--no-sync")
        self.control("start")
        self.url = f"postgresql+psycopg://helpline@127.0.0.1:{self.port}/postgres"

    def run(self, program: str, *args: str) -> None:
        command = [str(self.binaries / program), "-D", str(self.data), *args]
        subprocess.run(command, user=self.user, cwd=self.data, check=True, stdout=subprocess.DEVNULL)

    def control(self, *what: str) -> None:
        options = f"-p {self.port} -k {self.data} -c listen_addresses=127.0.0.1 -c fsync=off"
        self.run("pg_ctl", "-w", "-l", str(self.data / "log"), "-o", options, *what)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        pytest.skip("no PostgreSQL programs in /usr/lib/postgresql")
    for parent in (tmp_path, *tmp_path.parents):
        if parent != Path("/tmp") and os.getuid() == 0 and parent.owner() == "root" and parent != Path("/"):  # noqa: S108
            parent.chmod(parent.stat().st_mode | 0o011)
    made = Cluster(found[-1].parent, tmp_path)
    upgrade({"TWILIO_AUTH_TOKEN": "t" * 32, "HELPLINE_SECRET_KEY": "k" * 40, "DATABASE_URL": made.url})
    yield made
    with contextlib.suppress(subprocess.CalledProcessError):
        made.control("stop", "-m", "immediate")


def test_postgresql_restarted_under_load(
    cluster: Cluster, environment: dict[str, str], tmp_path: Path, figures: Figures
) -> None:
    with serving(environment, tmp_path, DATABASE_URL=cluster.url) as server:
        results, took = through(server, lambda: cluster.control("stop", "-m", "fast"), lambda: cluster.control("start"))
        again, took_again = through(
            server, lambda: cluster.control("stop", "-m", "immediate"), lambda: cluster.control("start")
        )
    assert counted(cluster.url) == results.requests + again.requests
    figures("PostgreSQL stopped and started", results, took + "; every count written")
    figures("PostgreSQL crashed (immediate) and started", again, took_again + "; every count written")


def test_postgresql_down_at_the_start(
    cluster: Cluster, environment: dict[str, str], tmp_path: Path, figures: Figures
) -> None:
    cluster.control("stop", "-m", "fast")
    with (
        serving(environment, tmp_path, DATABASE_URL=cluster.url) as server,
        load(server.port, rate=RATE) as results,
    ):
        time.sleep(4)
        assert not reachable(server)
        cluster.control("start")
        back = until(lambda: all_reachable(server), 60)
    assert results.lost == []
    assert counted(cluster.url) == results.requests
    figures("PostgreSQL down at the start", results, f"written {back:.1f} s after it came; every count written")


@pytest.mark.parametrize("what", ["every answer takes 10 s", "cut off"])
def test_postgresql_far_away(
    what: str, cluster: Cluster, environment: dict[str, str], tmp_path: Path, figures: Figures
) -> None:
    wire = Slow("127.0.0.1", cluster.port)
    url = cluster.url.replace(str(cluster.port), str(wire.port))

    def delay(seconds: float) -> None:
        wire.delay = seconds

    slow = what != "cut off"
    with serving(environment, tmp_path, DATABASE_URL=url) as server:
        results, took = through(
            server,
            (lambda: delay(10.0)) if slow else wire.cut,
            (lambda: delay(0.0)) if slow else wire.mend,
        )
    assert counted(cluster.url) == results.requests
    wire.cut()
    figures(f"PostgreSQL: {what}", results, took + "; every count written")


def test_sqlite_locked(environment: dict[str, str], tmp_path: Path, figures: Figures) -> None:
    url = f"sqlite:///{tmp_path}/store.db"
    upgrade(environment | {"DATABASE_URL": url})
    holder = sqlite3.connect(tmp_path / "store.db", isolation_level=None, timeout=10, check_same_thread=False)
    with serving(environment, tmp_path) as server:
        results, took = through(server, lambda: lock(holder), lambda: lock(holder, "ROLLBACK"), seconds=8)
    holder.close()
    assert counted(url) == results.requests
    figures("SQLite locked by another for over 10 s", results, took + "; every count written")


def lock(holder: sqlite3.Connection, what: str = "BEGIN EXCLUSIVE") -> None:
    holder.execute(what)


def test_sqlite_turned_to_garbage(environment: dict[str, str], tmp_path: Path, figures: Figures) -> None:
    upgrade(environment | {"DATABASE_URL": f"sqlite:///{tmp_path}/store.db"})
    file = tmp_path / "store.db"

    def spoil() -> None:
        for path in tmp_path.glob("store.db-*"):
            path.unlink()
        file.write_bytes(os.urandom(20_000))

    def replace() -> None:
        for path in tmp_path.glob("store.db*"):
            path.unlink()
        upgrade(environment | {"DATABASE_URL": f"sqlite:///{tmp_path}/store.db"})

    with serving(environment, tmp_path) as server:
        results, took = through(server, spoil, replace)
    figures("SQLite file overwritten with garbage", results, took + " by a new file; the old counts are lost")


@contextlib.contextmanager
def disk(folder: Path) -> Iterator[Path]:
    """Mount a small disk of its own."""
    folder.mkdir()
    done = subprocess.run(
        ["/bin/mount", "-t", "tmpfs", "-o", "size=128m", "tmpfs", str(folder)], check=False, capture_output=True
    )
    if done.returncode:
        pytest.skip("a disk can be mounted by root only")
    try:
        yield folder
    finally:
        subprocess.run(["/bin/umount", "-l", str(folder)], check=True)


def test_the_disk_full(environment: dict[str, str], tmp_path: Path, figures: Figures) -> None:
    with disk(tmp_path / "disk") as small:
        shutil.copytree(ROOT / "var/cache", small / "cache")
        url = f"sqlite:///{small}/store.db"
        own = {"DATABASE_URL": url, "HELPLINE_VAR_DIR": str(small), "HELPLINE_METRICS_TOKEN": "m" * 20}
        upgrade(environment | own)
        with serving(environment, tmp_path, **own) as server:
            results, took = through(server, lambda: fill(server, small), (small / "filler").unlink, killed=1)
            assert server.get("/metrics", Authorization="Bearer " + "m" * 20)[0] == 200
        missing = results.requests - counted(url)
    figures("disk full, and a worker killed meanwhile", results, f"{took}; {missing} counts lost with the worker")


def fill(server: Server, folder: Path) -> None:
    with contextlib.suppress(OSError), (folder / "filler").open("wb", buffering=0) as filler:
        for size in (1 << 16, 1 << 12, 1):
            with contextlib.suppress(OSError):
                while True:
                    filler.write(bytes(size))
    until(lambda: not reachable(server), 30)
    victim = server.workers()[0]
    os.kill(victim, signal.SIGKILL)
    until(lambda: len(set(server.workers()) - {victim}) == 2, 20)


def test_the_disk_read_only(environment: dict[str, str], tmp_path: Path, figures: Figures) -> None:
    with disk(tmp_path / "disk") as small:
        url = f"sqlite:///{small}/store.db"
        upgrade(environment | {"DATABASE_URL": url})

        def remount(how: str) -> None:
            command = ["/bin/mount", "-o", f"remount,{how}", str(small)]
            until(lambda: subprocess.run(command, check=False, capture_output=True).returncode == 0, 30)

        with serving(environment, tmp_path, DATABASE_URL=url) as server:
            results, took = through(server, lambda: remount("ro"), lambda: remount("rw"))
        assert counted(url) == results.requests
    figures("disk read-only in the middle", results, took + "; every count written")


def test_a_read_only_disk_from_the_start(environment: dict[str, str], tmp_path: Path, figures: Figures) -> None:
    with disk(tmp_path / "disk") as small:
        shutil.copytree(ROOT / "var/cache", small / "cache")
        subprocess.run(["/bin/mount", "-o", "remount,ro", str(small)], check=True)
        own = {"DATABASE_URL": "", "HELPLINE_VAR_DIR": str(small), "HELPLINE_METRICS_TOKEN": "m" * 20}
        with serving(environment, tmp_path, **own) as server:
            with load(server.port, rate=RATE) as results:
                time.sleep(5)
            assert not reachable(server)
    assert results.lost == []
    figures("disk read-only from the start", results, "counts are kept in memory and lost at the end")
