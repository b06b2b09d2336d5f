"""gunicorn's settings that are code: log lines, the metrics of each worker, and time for a balancer before a stop.

gunicorn reads the names of this module that are settings of its own.
"""

from __future__ import annotations

import os
import signal
import threading
from typing import Any

from gunicorn.glogging import Logger

from helpline import settings
from helpline.web import logs, metricfiles, stopping

_found = settings.read()
_folder = metricfiles.folder()
# Here, because this is read before the app, and with it the metrics, is imported.
if _folder and not metricfiles.prepared(_folder, os.getpid()):
    del os.environ[metricfiles.VARIABLE]


class ServerLog(Logger):  # type: ignore[misc]
    """gunicorn's log, written the way the line's own is."""

    def setup(self, cfg: Any) -> None:
        """Hand gunicorn's lines to the line's handler."""
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True
        logs.configure(_found.log)


logger_class = ServerLog


def when_ready(server: Any) -> None:
    """Have a stop begin with /readyz saying 503, and go on answering as long as HELPLINE_DRAIN_SECONDS says."""

    def stop(sig: int, _: object) -> None:
        again, seconds = stopping.stopping(), _found.drain
        stopping.stop()
        if again or not seconds:
            server.SIG_QUEUE.put_nowait(sig)
        else:
            timer = threading.Timer(seconds, server.SIG_QUEUE.put_nowait, [sig])
            timer.daemon = True
            timer.start()

    signal.signal(signal.SIGTERM, stop)


def post_fork(_: Any, __: Any) -> None:
    """Get a new worker ready to count, where that is read."""
    if _found.metrics_token:
        from helpline.web import metrics

        metrics.began()


def post_worker_init(worker: Any) -> None:
    """Have a new worker know who has opted out before its first request."""
    from helpline.web import health

    health.begin(worker.wsgi)


def child_exit(_: Any, worker: Any) -> None:
    """Keep what a worker that is gone has counted."""
    if _folder:
        metricfiles.folded(_folder, worker.pid)
