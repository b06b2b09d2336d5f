"""Starting the line and the bare app under gunicorn, in the same way, each on a port of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from bench.pool import ENVIRONMENT, ROOT
from helpline import settings
from helpline.cli.serve import arguments, gunicorn

PORT = int(os.environ.get("BENCH_PORT", "8260"))
"""The first of ten ports that are used."""


class Server:
    """A gunicorn with its workers. `ready` is how many seconds it took until the first answer."""

    def __init__(self, app: str, port: int, workers: int = 2, **more: str) -> None:
        self.port, self.url = port, f"http://127.0.0.1:{port}"
        own = ENVIRONMENT | {"PORT": str(port), "WEB_CONCURRENCY": str(workers), "HELPLINE_CONTENT_DIR": str(ROOT)}
        own |= {"HELPLINE_VAR_DIR": str(ROOT / "var"), "DATABASE_URL": f"sqlite:///{_folder()}/{port}.db"} | more
        command = [sys.executable, "-m", "helpline", "serve"]
        if app != "line":
            command = [sys.executable, *gunicorn(), app, *_same(arguments(settings.read(own)))]
        else:
            subprocess.run(
                [sys.executable, "-m", "helpline", "db", "upgrade"],
                env=os.environ | own, cwd=ROOT, check=True, capture_output=True,
            )  # fmt: skip
        began = time.perf_counter()
        self.process = subprocess.Popen(command, env=os.environ | own, cwd=ROOT, stderr=subprocess.DEVNULL)
        self._wait()
        self.ready = time.perf_counter() - began

    def _wait(self) -> None:
        """Return once a request is answered, be it with 403. Raises RuntimeError after a minute."""
        for _ in range(6000):
            try:
                urllib.request.urlopen(f"{self.url}/sms", b"", timeout=10).close()
                return
            except urllib.error.HTTPError as answer:
                answer.close()
                return
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.01)
        raise RuntimeError(f"nothing answers at {self.url}")

    def workers(self) -> list[int]:
        """Return the process ids of the workers."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in path.read_text().split()]

    def cpu(self) -> float:
        """Return the CPU seconds that the workers have used, those included that were replaced after so many requests."""
        stats = [_stat(pid)[11:13] for pid in self.workers()] + [_stat(self.process.pid)[13:15]]
        return sum(int(ticks) for stat in stats for ticks in stat) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        """Return what a worker takes, in MiB: its own pages and its share of those it has in common, the master's added."""
        kilobytes = sum(_proportional(pid) for pid in [self.process.pid, *self.workers()])
        return kilobytes / 1024 / len(self.workers())

    def stop(self) -> None:
        """End it, and wait until it has."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=40)

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def _same(given: list[str]) -> list[str]:
    """Return the line's arguments for another app: all but its own name and hooks."""
    at = given.index("--config")
    return [*given[1:at], *given[at + 2 :]]


def _stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _proportional(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def _folder() -> str:
    return tempfile.mkdtemp(prefix="helpline-bench-")
