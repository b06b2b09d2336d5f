"""`helpline serve`: the line under gunicorn."""

from __future__ import annotations

import argparse
import os
import sys

from helpline import settings
from helpline.cli.common import Commands
from helpline.content.load import load_content
from helpline.match.features import Groups
from helpline.match.learn import cached, learnt
from helpline.problems import ContentError
from helpline.store import migrate
from helpline.store.database import connect, database_url

THREADS = 8
SECONDS = 30
"""A worker that is stuck this long is replaced; Twilio itself gives up after 15."""


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("serve", help="run the line under gunicorn")
    parser.set_defaults(run=run)


def run(_: argparse.Namespace) -> int:
    """Check the settings, then become gunicorn."""
    found = settings.read()
    print(f"{found.name}: http://{found.host}:{found.port}  (content: {found.content_dir})", file=sys.stderr)
    if found.local:
        migrate.upgrade(connect(database_url(found.database_url, found.var_dir)))
        print(f"Runs on this machine only, with a token and a secret of its own in {found.var_dir}/.", file=sys.stderr)
    learn(found)
    sys.stderr.flush()
    # At a signal USR2 gunicorn starts itself anew by its file's path; its folder, which has an `http` too, must not come first.
    os.environ["PYTHONSAFEPATH"] = "1"
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", *arguments(found)])  # noqa: S606 - our own interpreter
    return 0


def learn(found: settings.Settings) -> None:
    """Learn from the example messages if that is still to do: here, so that gunicorn starts without the memory it takes."""
    try:
        content, _ = load_content(found.content_dir)
    except ContentError:
        return
    groups = Groups(content.groups)
    if not cached(content, groups, found.var_dir / "cache").exists():
        learnt(content, groups, found.var_dir / "cache")


def arguments(found: settings.Settings) -> list[str]:
    """Return gunicorn's arguments: threads for slow clients, content loaded once before the workers are forked."""
    return [
        "helpline.web.app:from_environment()",
        *("--bind", f"{found.host}:{found.port}"),
        *("--worker-class", "gthread", "--threads", str(THREADS), "--workers", str(found.workers)),
        *("--timeout", str(SECONDS), "--graceful-timeout", "20", "--keep-alive", "5"),
        *("--max-requests", "50000", "--max-requests-jitter", "5000"),
        "--preload",
        "--no-control-socket",
        *("--log-level", "warning"),
    ]
