"""`helpline check`: every problem of the seeds and replies, at once."""

from __future__ import annotations

import argparse
import os
from datetime import date
from pathlib import Path

from helpline.check.rules import check
from helpline.cli.common import Commands, add_content, folder
from helpline.content.load import load_content
from helpline.match.matcher import Matcher
from helpline.problems import ContentError, Problem
from helpline.settings import Raw


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("check", help="check seeds and replies")
    add_content(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print each problem as `path:line:col level id: sentence`. Exit code 1 if there is an error."""
    problems = found(folder(args))
    for problem in problems:
        print(problem)
    errors = sum(problem.level == "error" for problem in problems)
    print(f"{errors} errors, {len(problems) - errors} warnings")
    return 1 if errors else 0


def found(content_folder: Path) -> list[Problem]:
    """Return all problems of a content folder, in file order."""
    try:
        content, warnings = load_content(content_folder)
    except ContentError as error:
        return list(error.problems)
    cache = Path(os.environ.get("HELPLINE_VAR_DIR") or Raw.helpline_var_dir) / "cache"
    return sorted([*warnings, *check(Matcher(content, cache), date.today())])
