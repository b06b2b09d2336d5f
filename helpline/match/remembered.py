"""What messages were matched to, for those that come again and again: "1", "menu", "side effects".

A message is kept as a hash under a key of this process, never in its words, and a long one, which nobody writes twice,
not at all.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from hashlib import blake2b
from typing import Literal

from helpline.match.result import Match

MOST = 4096
"""Messages that are kept: about a megabyte. When there are more, all are forgotten, and the usual ones soon come again."""

LONGEST = 60
"""Characters of a message that is kept."""

Channel = Literal["sms", "voice"]


class Remembered:
    """Calls `match` once for a message, a channel and a language, as long as it remembers."""

    def __init__(self, match: Callable[[str, Channel, str], Match]) -> None:
        self._match, self._key = match, os.urandom(16)
        self._kept: dict[tuple[bytes, Channel, str], Match] = {}

    def __call__(self, text: str, channel: Channel, lang: str) -> Match:
        """Return what `text` asks for, without `why`, which holds words of the message."""
        if len(text) > LONGEST:
            return self._plain(text, channel, lang)
        said = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16, key=self._key).digest()
        if (found := self._kept.get((said, channel, lang))) is None:
            found = self._plain(text, channel, lang)
            if len(self._kept) >= MOST:
                self._kept.clear()
            self._kept[said, channel, lang] = found
        return found

    def _plain(self, text: str, channel: Channel, lang: str) -> Match:
        found = self._match(text, channel, lang)
        return replace(found, why=()) if found.why else found
