"""The conversation so far, as far as it helps: a hint that may be lost at any time."""

from __future__ import annotations

import re
from typing import NamedTuple

_PACKED = re.compile("([^_]*)_" * 5 + r"([01])_([0-9]{1,3})_([0-9]{1,7})_([0-9]{1,5})")


class State(NamedTuple):
    """What the last turns left behind. Holds ids and codes only, nothing that a person wrote.

    `menu` is the code of the menu last shown; `last` the reply last given and `part` which of its texts (`sms` or
    `more`); `offered` the choices of the last reply; `met` whether the introduction was sent; `same` how often in a
    row nothing was understood; `texts` how many texts came on `day`, the number of a day.
    """

    lang: str = ""
    menu: str = ""
    last: str = ""
    part: str = "sms"
    offered: tuple[str, ...] = ()
    met: bool = False
    same: int = 0
    day: int = 0
    texts: int = 0

    def packed(self) -> str:
        """Return the state as a short text, for a cookie: ids and codes, with _ between them and dots in the offer."""
        offered = ".".join(self.offered)
        numbers = f"{self.met:d}_{self.same}_{self.day}_{self.texts}"
        return f"{self.lang}_{self.menu}_{self.last}_{self.part}_{offered}_{numbers}"


def unpacked(text: str) -> State:
    """Return the state that `packed` wrote; anything else, such as an older form, is an empty state."""
    found = _PACKED.fullmatch(text)
    if found is None:
        return State()
    lang, menu, last, part, offered, met, same, day, texts = found.groups()
    topics = tuple(offered.split(".")) if offered else ()
    return State(lang, menu, last, part, topics, met == "1", int(same), int(day), int(texts))
