"""gunicorn's threaded worker, made hard to tire out: a client gets a thread only once its request is there in whole.

gunicorn's own gives a thread to a connection as soon as it is open, and then waits in it for bytes without an end:
sixteen slow clients would stop a line of two workers. Here the loop that watches all connections collects the bytes.
It builds on the inside of the version that is pinned; tests/faults holds both together.
"""

from __future__ import annotations

import contextlib
import re
import selectors
import socket
import struct
import time
from functools import partial
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

SECONDS = 10
"""In which a request has to be there in whole, and an answer to be taken."""

HEAD, BODY = 32 * 1024, 64 * 1024
"""Bytes of a head and of a body; what is larger is refused when it is parsed."""

_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,9})[ \t]*(?=\r\n|$)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:", re.IGNORECASE)


def whole(got: bytes) -> bool:
    """Tell whether these bytes are a whole request, or enough of one to refuse it."""
    head, end, body = got.partition(b"\r\n\r\n")
    if not end:
        return len(got) > HEAD
    if _CHUNKED.search(head):
        return body.endswith(b"0\r\n\r\n") or len(body) > BODY
    length = _LENGTH.search(head)
    return length is None or int(length[1]) > BODY or len(body) >= int(length[1])


class Connection(TConn):  # type: ignore[misc]
    """A connection and the bytes that it has sent so far."""

    got = b""

    def init(self) -> None:
        """Begin to parse with the bytes that are there."""
        super().init()
        got, self.got = self.got, b""
        self.parser.unreader.unread(got)


class Worker(ThreadWorker):  # type: ignore[misc]
    """The worker. Its loop reads requests; its threads answer them."""

    def accept(self, listener: Any) -> bool:
        """Take a connection and wait for its request; tell whether there was one to take."""
        try:
            client, address = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return False
        client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", SECONDS, 0))
        self.nr_conns += 1
        self._await(Connection(self.cfg, client, address, listener.getsockname()))
        return True

    def on_client_socket_readable(self, conn: Connection, client: Any) -> None:
        """Await the next request of a connection that was kept alive."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self._await(conn)

    def on_pending_socket_readable(self, conn: Connection, client: Any) -> None:
        """Take what a client has sent; hand the request to a thread once it is there in whole."""
        data = b""
        with contextlib.suppress(OSError):
            data = client.recv(HEAD)
        conn.got += data
        if data and not whole(conn.got):
            return
        self.poller.unregister(client)
        self.pending_conns.remove(conn)
        if data:
            conn.data_ready = True
            self.enqueue_req(conn)
        else:
            self.nr_conns -= 1
            conn.close()

    def set_accept_enabled(self, enabled: bool) -> None:
        """Take connections or not. A worker that stops takes those who already stand in line, and then closes the door."""
        super().set_accept_enabled(enabled)
        if not self.alive:
            for listener in self.sockets:
                while self.nr_conns < self.worker_connections and self.accept(listener):
                    pass
                listener.close()

    def _await(self, conn: Connection) -> None:
        conn.sock.setblocking(False)
        conn.timeout = time.monotonic() + SECONDS
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.on_pending_socket_readable, conn))
