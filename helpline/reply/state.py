"""The conversation so far, as far as it helps: a hint that may be lost at any time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class State:
    """What the last turns left behind. Holds ids and codes only, nothing that a person wrote.

    `menu` is the code of the menu last shown; `last` the reply last given and `part` which of its texts (`sms` or
    `more`); `offered` the choices of the last reply; `met` whether the introduction was sent; `same` how often in a
    row nothing was understood.
    """

    lang: str = ""
    menu: str = ""
    last: str = ""
    part: str = "sms"
    offered: tuple[str, ...] = ()
    met: bool = False
    same: int = 0

    def packed(self) -> list[Any]:
        """Return the state as a short list of plain values, for a cookie."""
        return [self.lang, self.menu, self.last, self.part, list(self.offered), int(self.met), self.same]


def unpacked(values: object) -> State:
    """Return the state that `packed` wrote; anything else, such as an older form, is an empty state."""
    match values:
        case [str(lang), str(menu), str(last), str(part), list(offered), int(met), int(same)]:
            if all(isinstance(item, str) for item in offered):
                return State(lang, menu, last, part, tuple(offered), bool(met), same)
    return State()
