"""`helpline serve`: the line under gunicorn."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from helpline import settings
from helpline.web import metricfiles

if TYPE_CHECKING:
    from helpline.cli.common import Commands

THREADS = 8
SECONDS = 30
"""A worker that is stuck this long is replaced; Twilio itself gives up after 15."""

CONNECTIONS = 500
"""Open connections a worker, within the 1,024 open files that most systems allow; further ones wait in the kernel's line."""


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("serve", help="run the line under gunicorn")
    parser.set_defaults(run=run)


def run(_: argparse.Namespace) -> int:
    """Check the settings, then become gunicorn."""
    found = settings.read()
    print(f"{found.name}: http://{found.host}:{found.port}  (content: {found.content_dir})", file=sys.stderr)
    if found.local:
        upgrade(found)
        print(f"Runs on this machine only, with a token and a secret of its own in {found.var_dir}/.", file=sys.stderr)
    if found.metrics_token:
        share_metrics(found.var_dir / "metrics" / str(found.port))
    sys.stderr.flush()
    os.execv(sys.executable, [sys.executable, *gunicorn(), *arguments(found)])  # noqa: S606 - our own interpreter
    return 0


def gunicorn() -> list[str]:
    """Return what makes Python gunicorn: its script, since a gunicorn that was started as a module can not replace itself."""
    script = Path(sys.executable).with_name("gunicorn")
    return [str(script)] if script.exists() else ["-m", "gunicorn"]


def upgrade(found: settings.Settings) -> None:
    """Bring the local database up to date; a database that cannot be used costs counts, and not the line."""
    from sqlalchemy.exc import SQLAlchemyError  # here, because a line that is not local starts without it

    from helpline.store import migrate
    from helpline.store.database import connect
    from helpline.store.driver import database_url

    try:
        migrate.upgrade(connect(database_url(found.database_url, found.var_dir)))
    except (SQLAlchemyError, OSError) as error:
        print(f"The database cannot be used ({type(error).__name__}); replies go on, counts wait.", file=sys.stderr)


def share_metrics(folder: Path) -> None:
    """Have gunicorn's workers add up their metrics in `folder`, if files can be made there."""
    if metricfiles.cleared(folder):
        os.environ[metricfiles.VARIABLE] = str(folder.resolve())
    else:
        print(f"No files can be made in {folder}, so each worker shows metrics of its own only.", file=sys.stderr)


def arguments(found: settings.Settings) -> list[str]:
    """Return gunicorn's arguments; the content is loaded once, before the workers are forked."""
    return [
        "helpline.web.app:from_environment()",
        *("--config", "python:helpline.cli.hooks"),
        *("--bind", f"{found.host}:{found.port}"),
        *("--worker-class", "helpline.cli.worker.Worker", "--threads", str(THREADS), "--workers", str(found.workers)),
        *("--worker-connections", str(CONNECTIONS), "--backlog", "2048"),
        *("--limit-request-fields", "60", "--limit-request-field_size", "4094"),
        *("--timeout", str(SECONDS), "--graceful-timeout", "20", "--keep-alive", "5"),
        *("--max-requests", "50000", "--max-requests-jitter", "5000"),
        "--preload",
        "--no-control-socket",
        *("--log-level", "warning"),
    ]
