"""Starting `helpline serve` as it really runs, on a free port, and stopping it again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO

from tests.conftest import ROOT

COMMAND = [sys.executable, "-m", "helpline"]


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def serving(environment: Mapping[str, str], port: int = 0, workers: int = 2) -> Iterator[str]:
    """Yield the address of a running line with these settings."""
    port = port or free_port()
    env = os.environ | environment | {"PORT": str(port), "WEB_CONCURRENCY": str(workers)}
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen([*COMMAND, "serve"], env=env, cwd=ROOT, stderr=log)
        url = f"http://127.0.0.1:{port}"
        try:
            _wait(process, url, log)
            yield url
        finally:
            process.send_signal(signal.SIGTERM)
            code = process.wait(timeout=30)
    assert code == 0


def _wait(process: subprocess.Popen[bytes], url: str, log: IO[bytes]) -> None:
    """Wait until the line answers. Its log goes into a file: a pipe that nobody reads would stop it one day."""
    for _ in range(600):
        try:
            urllib.request.urlopen(url + "/healthz", timeout=1).close()
            return
        except OSError:
            log.seek(0)
            assert process.poll() is None, log.read().decode()
            time.sleep(0.1)
