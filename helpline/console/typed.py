"""What somebody had typed into a form that could not be taken: carried along, shown again, and sent again by hand."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask import current_app, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from helpline.console.origin import origin

HOME = "/staff/"
NOTHING = "staff.overview.nothing"
"""The endpoint of every path that is no page."""

PREFIX = "typed."
"""Before the names of the fields that the sign-in form carries along."""

MOST_FIELDS = 150
_PATH = re.compile(r"/staff/(?!/)[\w.~%/-]*(\?[\w.~%&=+/-]*)?", re.ASCII)

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Typed:
    """The fields of a form and the path that they were meant for. Passwords and the CSRF token are never among them."""

    path: str
    fields: Pairs = ()

    @property
    def seen(self) -> Pairs:
        """The fields that hold something, with their names in words."""
        return tuple((_words(name), value) for name, value in self.fields if value.strip())


def posted() -> Typed:
    """Return what the current request posted; nothing, where another site may have filled in the form."""
    path = checked_path(request.path)
    return Typed(path, _kept(request.form)) if origin() == "own" else Typed(path)


def carried() -> Typed:
    """Return what the sign-in form carried along."""
    pairs = ((name.removeprefix(PREFIX), value) for name, value in _pairs(request.form) if name.startswith(PREFIX))
    return Typed(checked_path(request.form.get("next", "")), _kept(MultiDict(pairs)))


def checked_path(path: str) -> str:
    """Return a path of the console, with its query; the console's first page for anything else."""
    upward = ".." in path.lower().replace("%2e", ".")
    return path if _PATH.fullmatch(path) and not upward and len(path) <= 500 else HOME


def page_of(path: str) -> str:
    """Return the path itself if it can be opened as a page, else the console's first page."""
    try:
        endpoint, _ = current_app.url_map.bind("").match(path.partition("?")[0], method="GET")
    except HTTPException:
        return HOME
    return HOME if endpoint in (NOTHING, "staff.signin.form") else path


def _kept(form: MultiDict[str, str]) -> Pairs:
    return tuple((name, value) for name, value in _pairs(form) if name != "csrf" and "password" not in name)[
        :MOST_FIELDS
    ]


def _pairs(form: MultiDict[str, str]) -> list[tuple[str, str]]:
    return list(form.items(multi=True))


def _words(name: str) -> str:
    return re.sub(r"[\W_]+", " ", name).strip().capitalize()
