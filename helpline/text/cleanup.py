"""One clean-up for everything that is compared: what people write or say, and the keywords that staff write.

`Can’t  BREATHE!!` and `cant breathe` become the same words, so no keyword can fail on case, accents, apostrophes,
punctuation or spacing.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

LONGEST = 1600
"""Characters of a message that are read. Twilio delivers at most 1,600; the rest of a longer body is ignored."""

_APOSTROPHES = dict.fromkeys(map(ord, "'’‘`´ʼ′"))
_PLAIN = bytes(code if chr(code) in string.ascii_letters + string.digits else ord(" ") for code in range(256)).lower()
_RUN = re.compile(r"([a-z])\1\1+")
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_SEPARATE = re.compile(r"[^\W_]+|[^\w\s]", re.UNICODE)


def clean(text: str) -> str:
    """Return the words of `text` in lower case and without accents, apostrophes and punctuation, one space between them.

    Emoji stay as words of their own, since people do write with them; a letter typed three times or more counts once.
    """
    return " ".join(_words(text))


def tokens(text: str) -> tuple[str, ...]:
    """Return the cleaned words of `text` in order, then its emoji: those stand between words, not for them."""
    words = _words(text)
    if all(map(str.isalnum, words)):
        return tuple(words)
    return (*(word for word in words if word[0].isalnum()), *(word for word in words if not word[0].isalnum()))


def spelled(words: Sequence[str]) -> tuple[str, ...]:
    """Return the words without the emoji behind them, unless there is nothing else."""
    if all(map(str.isalnum, words)):
        return tuple(words)
    return tuple(word for word in words if word[0].isalnum()) or tuple(words)


def _words(text: str) -> list[str]:
    text = text[:LONGEST]
    plain = text if text.isascii() else _FOREIGN.sub(_unaccented, text)
    if plain.isascii():
        cleaned = plain.encode("ascii").translate(_PLAIN, b"'`").decode("ascii")
    else:
        found = _SEPARATE.findall(_folded(text).lower())
        cleaned = " ".join(word for word in found if word.isalnum() or _pictured(word))
    return (_RUN.sub(r"\1", cleaned) if _RUN.search(cleaned) else cleaned).split()


@lru_cache(maxsize=1024)
def _letters(sign: str) -> str:
    """Return what one sign leaves: letters without their accents, nothing of an apostrophe, a space of what is no word."""
    return "".join(c if c.isascii() or c.isalnum() or _pictured(c) else " " for c in _folded(sign))


def _unaccented(found: re.Match[str]) -> str:
    return _letters(found[0])


def _folded(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES)).translate(_APOSTROPHES)
    return "".join(c for c in folded if c.isascii() or unicodedata.category(c) not in ("Mn", "Me", "Cf", "Sk"))


def _pictured(word: str) -> bool:
    return not word.isascii() and unicodedata.category(word) == "So"
