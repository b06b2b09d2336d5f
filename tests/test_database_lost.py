"""The database goes away in the middle of traffic and comes back: the replies do not change and no count is lost."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import threading
import time
import urllib.request

import pytest
from sqlalchemy import select, text

from helpline.store.database import connect
from helpline.store.tables import counts
from tests.conftest import POSTGRES, ROOT, needs_postgres
from tests.server import COMMAND, free_port
from tests.test_server import post


class Wire:
    """A way to a TCP server that can be cut and mended."""

    def __init__(self, host: str, port: int) -> None:
        self.target = (host, port)
        self.port = free_port()
        self._open: list[socket.socket] = []
        self._listener: socket.socket | None = None
        self.mend()

    def mend(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def cut(self) -> None:
        for end in (self._listener, *self._open):
            if end is not None:
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
                end.close()
        self._open.clear()
        self._listener = None

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            far = socket.create_connection(self.target)
            if self._listener is not listener:
                near.close()
                far.close()
                return
            self._open += [near, far]
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=self._pump, args=(source, sink), daemon=True).start()

    @staticmethod
    def _pump(source: socket.socket, sink: socket.socket) -> None:
        try:
            while data := source.recv(65536):
                sink.sendall(data)
        except OSError:
            pass
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@needs_postgres
def test_replies_do_not_change_when_the_database_is_lost(environment: dict[str, str], schema: str) -> None:
    where = connect(POSTGRES).url
    wire = Wire(where.host or "127.0.0.1", where.port or 5432)
    url = where.set(host="127.0.0.1", port=wire.port, query={"options": f"-csearch_path={schema}"}).render_as_string(
        hide_password=False
    )
    port = free_port()
    env = os.environ | environment | {"DATABASE_URL": url, "PORT": str(port), "WEB_CONCURRENCY": "1"}
    subprocess.run([*COMMAND, "db", "upgrade"], env=env, cwd=ROOT, check=True, capture_output=True)
    process = subprocess.Popen([*COMMAND, "serve"], env=env, cwd=ROOT, stderr=subprocess.DEVNULL)
    line = f"http://127.0.0.1:{port}"
    try:
        answers = _waited(line)
        answers += [post(line, "side effects") for _ in range(20)]
        wire.cut()
        slowest = 0.0
        for _ in range(150):
            if len(answers) >= 60 and _health(line) == "unreachable":
                break
            began = time.monotonic()
            answers.append(post(line, "side effects"))
            slowest = max(slowest, time.monotonic() - began)
            time.sleep(0.1)
        else:
            pytest.fail("the line never noticed that its database is gone")
        wire.mend()
        time.sleep(5)
        answers += [post(line, "side effects") for _ in range(20)]
        assert len(set(answers)) == 1, "every reply is the same"
        assert slowest < 2, "nobody waited for the database"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)
    reader = connect(POSTGRES)
    with reader.connect() as connection:
        connection.execute(text(f"SET search_path TO {schema}"))
        assert sum(row.times for row in connection.execute(select(counts))) == len(answers)
    reader.dispose()
    wire.cut()


def _waited(line: str) -> list[tuple[int, bytes]]:
    for _ in range(300):
        try:
            _health(line)
            return []
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not start")


def _health(line: str) -> str:
    with urllib.request.urlopen(line + "/healthz", timeout=2) as answer:
        return "unreachable" if b"unreachable" in answer.read() else "ok"
