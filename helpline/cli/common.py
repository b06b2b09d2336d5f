"""What several commands need: the line over the current content."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TypeAlias

from helpline.content.load import load_content
from helpline.match.matcher import Matcher
from helpline.reply.turn import Line
from helpline.settings import Raw, content_dir

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def line(args: argparse.Namespace) -> Line:
    """Return the line over `--content`, or over the folder that the settings name. Raises ContentError."""
    content, _ = load_content(folder(args))
    var = Path(os.environ.get("HELPLINE_VAR_DIR") or Raw.helpline_var_dir)
    return Line(Matcher(content, var / "cache"), os.environ.get("HELPLINE_NAME") or Raw.helpline_name)


def folder(args: argparse.Namespace) -> Path:
    """Return the content folder that the command was given."""
    return content_dir(args.content or os.environ.get("HELPLINE_CONTENT_DIR", ""))


def add_content(parser: argparse.ArgumentParser) -> None:
    """Add `--content FOLDER`."""
    parser.add_argument("--content", metavar="FOLDER", default="", help="folder with seeds/ and responses/")
