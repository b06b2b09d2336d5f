"""What Prometheus reads at `/metrics`, added up over all workers. Labels are ids of the content, never words or numbers."""

from __future__ import annotations

import hmac
import os
from functools import cache

from flask import Blueprint, Response, current_app, request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.multiprocess import MultiProcessCollector

from helpline.settings import Settings
from helpline.web import metricfiles
from helpline.web.meter import Meter, Noted

routes = Blueprint("metrics", __name__)
own = CollectorRegistry()

REPLIES = Counter(
    "helpline_replies", "Texts and call turns answered.", ["channel", "lang", "outcome", "topic"], registry=own
)
RESPONSES = Counter("helpline_responses", "HTTP responses.", ["route", "status"], registry=own)
SECONDS = Histogram(
    "helpline_reply_seconds",
    "Seconds from a webhook's request to its reply, inside the worker.",
    ["channel"],
    buckets=(0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=own,
)
ERRORS = Counter("helpline_errors", "What failed inside, by what it was doing and the kind of error.", ["doing", "error"], registry=own)  # fmt: skip
MISSED = Counter("helpline_missed_counts", "Counts given up because the database was away too long.", registry=own)
AWAY = Gauge(
    "helpline_store_unreachable_workers",
    "Workers that do not reach the database.",
    multiprocess_mode="livesum",
    registry=own,
)
CONTENT = Gauge("helpline_content_workers", "Workers that answer from a version of the content.", ["version"], multiprocess_mode="livesum", registry=own)  # fmt: skip

_versions: dict[int, str] = {}
_off: set[int] = set()


def began() -> None:
    """Get this process ready to count; without room for its files it counts nothing, and answers all the same."""
    folder = metricfiles.folder()
    if folder and not metricfiles.prepared(folder, os.getpid()):
        _off.add(os.getpid())


def counting() -> bool:
    """Tell whether this process counts."""
    return os.getpid() not in _off


_response, _reply, _seconds = cache(RESPONSES.labels), cache(REPLIES.labels), cache(SECONDS.labels)


def answered(route: str, status: str, noted: Noted | None, seconds: float) -> None:
    """Count a response, and the reply in it."""
    if not counting():
        return
    _response(route, status).inc()
    if noted:
        _reply(*noted).inc()
        _seconds(noted[0]).observe(seconds)


def failed(doing: str, kind: str) -> None:
    """Count what failed inside."""
    if counting():
        ERRORS.labels(doing, kind).inc()


def serving(version: str) -> None:
    """Note the version of the content that this process answers from, '' for none."""
    process = os.getpid()
    if not counting() or _versions.get(process) == version:
        return
    if process in _versions:
        CONTENT.labels(_versions[process]).set(0)
    CONTENT.labels(version).set(1)
    _versions[process] = version


def store_told(event: str) -> None:
    """Note what the store tells: 'missed' for a count given up, 'reachable' or 'unreachable' for the database."""
    if not counting():
        return
    if event == "missed":
        MISSED.inc()
    else:
        AWAY.set(1 if event == "unreachable" else 0)


METER = Meter(answered, failed, serving, store_told)


@routes.get("/metrics")
def read() -> Response:
    """Return the metrics to whoever has the token."""
    settings: Settings = current_app.config["SETTINGS"]
    given = request.headers.get("Authorization", "").encode()
    if not hmac.compare_digest(given, f"Bearer {settings.metrics_token}".encode()):
        return Response(status=401, headers={"WWW-Authenticate": "Bearer"})
    return Response(_page(), content_type=CONTENT_TYPE_LATEST)


def _page() -> bytes:
    """Return all workers' metrics. A worker's file can go while it is read, which the second try does not meet again."""
    folder = metricfiles.folder()
    if folder is None:
        return generate_latest(own)
    for last in (False, True):
        try:
            registry = CollectorRegistry()
            MultiProcessCollector(registry, str(folder))
            return generate_latest(registry)
        except FileNotFoundError:
            if last:
                raise
    raise AssertionError
