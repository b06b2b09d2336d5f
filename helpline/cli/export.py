"""`helpline export`: published edits written back into `responses/`, for git."""

from __future__ import annotations

import argparse
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from helpline import settings
from helpline.cli.common import Commands, add_content, folder
from helpline.live.exporting import Place, places, write
from helpline.live.overlay import hash_of
from helpline.problems import HelplineError
from helpline.store.database import connect
from helpline.store.driver import database_url
from helpline.store.edits import EditError, Edits
from helpline.store.published import Revision

BY = "helpline export"
"""Who gave a reply back to its file, in the reply's history."""


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("export", help="write published edits into responses/, for git")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--check", action="store_true", help="write nothing; say what would be written")
    how.add_argument("--over", action="store_true", help="also write over files that were changed since")
    how.add_argument(
        "--done", action="store_true", help="every machine has the exported files: serve these from now on"
    )
    add_content(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write each edit into its file. Exit code 1 if a file moved on under its edit and was left alone."""
    found, into = settings.read(), folder(args)
    edits = Edits(connect(database_url(found.database_url, found.var_dir)))
    try:
        published = edits.overlay()
        if args.done:
            return _done(edits, into, published)
    except SQLAlchemyError as error:
        raise HelplineError(
            f"published edits cannot be read ({type(error).__name__}). Check DATABASE_URL; run `helpline db upgrade`."
        ) from None
    stands = places(into, published)
    for path, where in stands.items():
        print(f"{path}: {_exported(args, into, published[path], where)}")
    moved = [] if args.over else [path for path, where in stands.items() if where == "moved"]
    print(_summary(args, list(stands.values()), len(moved)))
    return 1 if moved else 0


def _exported(args: argparse.Namespace, into: Path, edit: Revision, where: Place) -> str:
    """Bring one edit into its file, if that is to be; return what was done, or not."""
    about = f"edit {edit.id} by {edit.author}, published by {edit.decided_by}"
    if where == "written":
        return f"the file has {about}, already"
    if where == "moved" and not args.over:
        what = "has changed" if hash_of(into, edit.path) else "was removed"
        return f"LEFT ALONE: the file {what} since {about}, was made from it. Choose on the staff pages, or use --over"
    if args.check:
        return f"would get {about}"
    try:
        write(into, edit.path, edit.text)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", "") or "it is not below responses/"
        raise HelplineError(f"{into / edit.path} cannot be written ({why}). Nothing of it was changed.") from None
    return f"written, {about}"


def _summary(args: argparse.Namespace, stands: list[Place], moved: int) -> str:
    new = len(stands) - stands.count("written") - moved
    if not stands:
        return "no edits are published; the files are what is served"
    said = f"{new} to write" if args.check else f"{new} written"
    left = f", {moved} left alone" if moved else ""
    after = ". Next: git diff, helpline check, commit, deploy; then helpline export --done" if new else ""
    return f"{said}, {stands.count('written')} in the files already{left}{after}"


def _done(edits: Edits, into: Path, published: dict[str, Revision]) -> int:
    """Let the line serve files again that are word for word their edit. An edit published meanwhile stays.

    Only whoever deploys knows that every machine has the files: one that has not would say the words before the edit.
    """
    done, begun = 0, {(draft.path, draft.parent) for draft in edits.open()}
    for path, where in places(into, published).items():
        if where != "written":
            print(f"{path}: the edit stays, since this file does not have it")
            continue
        if (path, published[path].id) in begun:
            print(f"{path}: the edit stays, since somebody is writing on from it")
            continue
        try:
            edits.publish(path, BY, "", published[path].id, hash_of(into, path), "the file has it")
        except EditError as error:
            print(f"{path}: the edit stays. {error}")
            continue
        done += 1
        print(f"{path}: the file is served")
    print(f"{done} given back to their files, {len(published) - done} edits stay")
    return 0
