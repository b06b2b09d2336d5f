"""Several gunicorn masters behind nginx with one PostgreSQL: are counts exact, also while edits are published? And a new master while requests come in."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from bench.pool import messages, text_lines
from bench.publishing import ASKED, PATIENCE, Publishing
from bench.servers import PORT, Server
from helpline.store.database import connect
from helpline.store.tables import counts

POSTGRES = os.environ.get("HELPLINE_TEST_POSTGRES", "postgresql+psycopg://root@127.0.0.1:5432/test")
MASTERS, MESSAGES, REPEATED = 3, 6000, 300
Look = Callable[[bytes], None]
NOBODY: Mapping[str, Look] = MappingProxyType({})
NGINX = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log crit;
events {{ worker_connections 1024; }}
http {{
  access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  upstream line {{ {servers} }}
  server {{ listen 127.0.0.1:{port}; location / {{ proxy_pass http://line; proxy_set_header Host $host; }} }}
}}
"""


@dataclass(frozen=True)
class Outcome:
    """What came of a run: requests sent, how many were not answered with 200, messages counted of those to be counted.

    Edits `published` meanwhile, answers `mixed` of two versions, and masters that stayed `behind` the last one.
    """

    sent: int
    failed: int
    counted: int
    expected: int
    seconds: float
    published: int = 0
    mixed: int = 0
    behind: int = 0


def run() -> Outcome | None:
    """Send texts, some of them twice, through nginx to several masters, and publish edits meanwhile.

    None without nginx or PostgreSQL.
    """
    schema = _schema()
    if schema is None or shutil.which("nginx") is None:
        return None
    database = f"{POSTGRES}?options=-csearch_path%3D{schema}"
    ports = [PORT + 2 + number for number in range(MASTERS)]
    servers = [Server("line", port, workers=1, DATABASE_URL=database) for port in ports]
    pool, publishing = messages(), Publishing(database)
    lines = text_lines([ASKED if at % 4 == 0 else pool[at % len(pool)] for at in range(MESSAGES)])
    try:
        with _balancer(ports):
            publishing.begin()
            began = time.perf_counter()
            failed = post_all(PORT + 9, [*lines, *lines[:REPEATED]], dict.fromkeys(lines[::4], publishing.look))
            seconds = time.perf_counter() - began
            publishing.end()
        behind = sum(not _serves(port, publishing) for port in ports)
    finally:
        for server in servers:
            server.stop()
    counted = _counted(schema)
    return Outcome(
        MESSAGES + REPEATED,
        failed,
        counted,
        MESSAGES + MASTERS,
        seconds,
        publishing.published,
        publishing.mixed,
        behind,
    )


@contextmanager
def _balancer(ports: Sequence[int]) -> Iterator[None]:
    """Run nginx before the masters."""
    folder = Path(tempfile.mkdtemp(prefix="helpline-bench-"))
    listed = " ".join(f"server 127.0.0.1:{port};" for port in ports)
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, servers=listed, port=PORT + 9))
    balancer = subprocess.Popen(["nginx", "-c", str(folder / "nginx.conf"), "-e", "stderr"], stderr=subprocess.DEVNULL)
    try:
        time.sleep(1)
        yield
    finally:
        balancer.terminate()
        balancer.wait()


def _serves(port: int, publishing: Publishing) -> bool:
    """Tell whether a master comes to answer with the last version. Asked again and again, this counts as one text."""
    line = text_lines([ASKED])[0]
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if publishing.last in _post(port, line)[1]:
            return True
        time.sleep(0.2)
    return False


def reload() -> Outcome:
    """Start a second gunicorn on the same socket (signal USR2) and end the first, with texts coming in all the while."""
    lines, counts_of = text_lines(messages())[:200], list[tuple[int, int]]()
    over = threading.Event()

    def send() -> None:
        while not over.is_set():
            counts_of.append((len(lines), post_all(PORT + 6, lines)))

    with Server("line", PORT + 6) as server:
        workers = server.workers()
        sending = threading.Thread(target=send)
        began = time.perf_counter()
        sending.start()
        os.kill(server.process.pid, signal.SIGUSR2)
        new = _new_master(server, workers)
        os.kill(server.process.pid, signal.SIGTERM)
        server.process.wait(timeout=40)
        time.sleep(1)
        over.set()
        sending.join()
        seconds = time.perf_counter() - began
        os.kill(new, signal.SIGTERM)
    return Outcome(sum(sent for sent, _ in counts_of), sum(failed for _, failed in counts_of), 0, 0, seconds)


def post_all(port: int, lines: Sequence[str], looks: Mapping[str, Look] = NOBODY) -> int:
    """Post each request line once, over a connection of its own as Twilio does; return how many got no 200.

    `looks` are called with the answers to some of the lines.
    """

    def post(line: str) -> bool:
        status, body = _post(port, line)
        if status == 200 and line in looks:
            looks[line](body)
        return status == 200

    with ThreadPoolExecutor(8) as pool:
        return sum(not good for good in pool.map(post, lines))


def _post(port: int, line: str) -> tuple[int, bytes]:
    path, signature, _, body = line.split("\t", 3)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Twilio-Signature": signature,
        "Connection": "close",
    }
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
    try:
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException):
        return 0, b""
    finally:
        connection.close()


def _new_master(server: Server, workers: Sequence[int]) -> int:
    """Return the process id of the second master, once it has workers of its own."""
    for _ in range(600):
        for pid in set(server.workers()) - set(workers):
            children = Path(f"/proc/{pid}/task/{pid}/children")
            if children.exists() and len(children.read_text().split()) >= len(workers):
                time.sleep(1)
                return pid
        time.sleep(0.1)
    raise RuntimeError("no second master came up")


def _schema() -> str | None:
    """Return a new schema in the PostgreSQL for tests, or None if there is none."""
    name = f"b{uuid.uuid4().hex[:12]}"
    try:
        with connect(POSTGRES).begin() as connection:
            connection.execute(text(f"CREATE SCHEMA {name}"))
    except SQLAlchemyError:
        return None
    return name


def _counted(schema: str) -> int:
    with connect(POSTGRES).begin() as connection:
        connection.execute(text(f"SET search_path TO {schema}"))
        total = connection.execute(select(func.sum(counts.c.times))).scalar()
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    return int(total or 0)
