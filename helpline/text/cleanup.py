"""One clean-up for everything that is compared: what people write or say, and the keywords that staff write.

`Can’t  BREATHE!!` and `cant breathe` become the same words, so no keyword can fail on case, accents, apostrophes,
punctuation or spacing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

LONGEST = 1600
"""Characters of a message that are read. Twilio delivers at most 1,600; the rest of a longer body is ignored."""

_APOSTROPHES = dict.fromkeys(map(ord, "'’‘`´ʼ′"))
_RUN = re.compile(r"([a-z])\1{2,}")
_PLAIN = re.compile(r"[a-z0-9]+")
_SEPARATE = re.compile(r"[^\W_]+|[^\w\s]", re.UNICODE)


def clean(text: str) -> str:
    """Return the words of `text` in lower case and without accents, apostrophes and punctuation, one space between them.

    Emoji stay as words of their own, since people do write with them; a letter typed three times or more counts once.
    """
    text = text[:LONGEST]
    if text.isascii():
        return _RUN.sub(r"\1", " ".join(_PLAIN.findall(text.translate(_APOSTROPHES).lower())))
    folded = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES)).translate(_APOSTROPHES).lower()
    words = (word for word in _SEPARATE.findall(_unmark(folded)) if word.isalnum() or _pictured(word))
    return _RUN.sub(r"\1", " ".join(words))


def tokens(text: str) -> tuple[str, ...]:
    """Return the cleaned words of `text` in order, then its emoji: those stand between words, not for them."""
    words = clean(text).split()
    return (*(word for word in words if word[0].isalnum()), *(word for word in words if not word[0].isalnum()))


def spelled(words: Sequence[str]) -> tuple[str, ...]:
    """Return the words without the emoji behind them, unless there is nothing else."""
    return tuple(word for word in words if word[0].isalnum()) or tuple(words)


def _unmark(text: str) -> str:
    return "".join(c for c in text if c.isascii() or unicodedata.category(c) not in ("Mn", "Me", "Cf", "Sk"))


def _pictured(word: str) -> bool:
    return not word.isascii() and unicodedata.category(word) == "So"
