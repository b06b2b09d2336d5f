"""Where a call is: ids and codes only, small enough to travel in the path of the next action.

The path is `<lang>/<pace><texts>/<menu>/<step>/<about>/<misses>`, such as `en/plain0/13/answer/vaccines/0`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from helpline.content.model import Content

STEPS = ("welcome", "menu", "answer", "more", "choose", "ask", "alarm", "person", "say", "dialled")
"""What was said last; `dialled` means that a call to somebody was put through."""

MOST_MISSES = 9
MOST_TEXTS = 3
"""Texts that one call may send."""

_PATH = re.compile(
    r"([a-z]{2,3})/(plain|slow)([0-9])/(top|[1-5]{1,9})/([a-z]+)/(-|[a-z0-9-]+(?:\.[a-z0-9-]+){0,4})/([0-9])"
)


@dataclass(frozen=True)
class CallState:
    """A place in a call.

    `menu` is the code of the menu last offered, `step` what was said last and `about` the replies it was about (one, or
    those offered by key), `misses` how many turns in a row brought nothing, `texts` how many texts were sent.
    """

    lang: str
    slow: bool = False
    texts: int = 0
    menu: str = ""
    step: str = "welcome"
    about: tuple[str, ...] = ()
    misses: int = 0

    @property
    def path(self) -> str:
        """Return the state as a path without slashes at its ends."""
        pace = f"{'slow' if self.slow else 'plain'}{self.texts}"
        return f"{self.lang}/{pace}/{self.menu or 'top'}/{self.step}/{'.'.join(self.about) or '-'}/{self.misses}"

    def at(self, step: str, *about: str, menu: str | None = None) -> CallState:
        """Return the state after something was said that counts as progress."""
        return replace(self, step=step, about=about, misses=0, menu=self.menu if menu is None else menu)

    def missed(self) -> CallState:
        """Return the state after a turn that brought nothing."""
        return replace(self, misses=min(self.misses + 1, MOST_MISSES))


def read_path(path: str, content: Content) -> CallState | None:
    """Return the state that `path` holds, or None if this content has no such place: the call then starts again."""
    if (found := _PATH.fullmatch(path)) is None:
        return None
    lang, pace, texts, menu, step, about, misses = found.groups()
    names = () if about == "-" else tuple(about.split("."))
    known = {"first", "second", "crisis"} if step == "dialled" else content.entries.keys()
    if (
        lang not in content.languages
        or (menu != "top" and menu not in content.choices)
        or step not in STEPS
        or not known >= set(names)
    ):
        return None
    if not names and step not in ("welcome", "menu", "person"):
        return None
    return CallState(
        lang, pace == "slow", min(int(texts), MOST_TEXTS), "" if menu == "top" else menu, step, names, int(misses)
    )
