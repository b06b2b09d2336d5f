"""`helpline check`: every problem of the seeds and replies, at once."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

from helpline.check.rules import check, check_readable
from helpline.check.shown import Lines, as_github, as_json, as_text, summary
from helpline.cli.common import Commands, add_content, folder
from helpline.content.files import Files
from helpline.content.load import read_content
from helpline.match.matcher import Matcher
from helpline.problems import Problem
from helpline.settings import Raw


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("check", help="check seeds and replies")
    forms = parser.add_mutually_exclusive_group()
    forms.add_argument("--json", action="store_true", help="print a JSON list")
    forms.add_argument("--github", action="store_true", help="print annotations for GitHub Actions")
    parser.add_argument(
        "--notes", action="store_true", help="also what accents cost, how hard each text is, what waits"
    )
    parser.add_argument("--strict", action="store_true", help="exit code 1 for warnings too: for a release")
    add_content(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print each problem as `path:line:col level id: sentence`. Exit code 1 if there is an error; see `--strict`."""
    content = folder(args)
    every = found(content, today())
    problems = [problem for problem in every if args.notes or problem.level != "note"]
    if args.json:
        print(as_json(problems))
    elif args.github:
        print(as_github(problems, prefix(content)), end="")
    else:
        print(as_text(problems, lines_of(content)), end="")
        print(summary(every) + ("" if args.notes else " (--notes shows the notes)"))
    return exit_code(every, args.strict)


def today() -> date:
    """Return the day on which the check is made."""
    return date.today()


def exit_code(problems: Sequence[Problem], strict: bool) -> int:
    """Return 1 if there is an error, or with `strict` a warning; notes never count."""
    bad = ("error", "warning") if strict else ("error",)
    return int(any(problem.level in bad for problem in problems))


def found(content_folder: Path, day: date) -> list[Problem]:
    """Return all problems of a content folder on a day, in file order."""
    content, problems = read_content(content_folder)
    if broken := {problem.path for problem in problems if problem.level == "error"}:
        return sorted({*problems, *check_readable(content, day, broken)})
    kept = Path(os.environ.get("HELPLINE_VAR_DIR") or Raw.helpline_var_dir) / "cache"
    return sorted([*problems, *check(Matcher(content, kept), day)])


def lines_of(content_folder: Path) -> Lines:
    """Return a function that gives a file's lines."""
    files = Files(content_folder)

    @cache
    def lines(path: str) -> list[str]:
        return (files.text(content_folder / path) or "").splitlines()

    return lines


def prefix(content_folder: Path) -> str:
    """Return the way from the current folder to the content, as GitHub counts paths; nothing if it is the same."""
    way = Path(os.path.relpath(content_folder)).as_posix()
    return "" if way == "." else f"{way}/"
