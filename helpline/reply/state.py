"""The conversation so far, as far as it helps: a hint that may be lost at any time."""

from __future__ import annotations

from typing import NamedTuple


class State(NamedTuple):
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

    def packed(self) -> str:
        """Return the state as a short text, for a cookie: ids and codes, with _ between them and dots in the offer."""
        offered = ".".join(self.offered)
        return f"{self.lang}_{self.menu}_{self.last}_{self.part}_{offered}_{self.met:d}_{self.same}"


def unpacked(text: str) -> State:
    """Return the state that `packed` wrote; anything else, such as an older form, is an empty state."""
    match text.split("_"):
        case [lang, menu, last, part, offered, "0" | "1" as met, same] if (
            same.isascii() and same.isdecimal() and len(same) < 4
        ):
            return State(lang, menu, last, part, tuple(offered.split(".")) if offered else (), met == "1", int(same))
    return State()
