"""Starting `helpline serve` as it really runs, on a free port, and stopping it again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

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
    process = subprocess.Popen([*COMMAND, "serve"], env=env, cwd=ROOT, stderr=subprocess.PIPE)
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(url + "/healthz", timeout=1).close()
                break
            except OSError:
                assert process.poll() is None, process.stderr.read().decode() if process.stderr else ""
                time.sleep(0.1)
        yield url
    finally:
        process.send_signal(signal.SIGTERM)
        code = process.wait(timeout=30)
        if process.stderr:
            process.stderr.close()
    assert code == 0
