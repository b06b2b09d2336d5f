"""What the weights look at in a message: its words, its word pairs, and the four-letter pieces of longer words.

The pieces let a misspelt or inflected word still count ("inhibters", "inhibidores"). Names that mean the same to us
are first replaced by their group, so a drug that nobody has asked about yet is understood like its relatives.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

PIECE = 4
START, END = "^", "$"
"""What stands for the ends of a message in its pairs."""

_SHORT = 3


def features(words: Sequence[str]) -> set[str]:
    """Return the features of cleaned words: `w`, `w v` (with `^` and `$` at the ends), `~piec`. Groups begin with `=`."""
    return {*words, *pairs(words), *(piece for word in words for piece in word_pieces(word))}


def pairs(words: Sequence[str]) -> list[str]:
    """Return each two words in a row, and the ends of the message; emoji stand between words, not for them."""
    return [f"{a} {b}" for a, b in pairwise([START, *(word for word in words if not pictured(word)), END])]


def pictured(word: str) -> bool:
    """Tell whether a word is an emoji."""
    return not (word[0].isalnum() or word[0] == "=")


def word_pieces(word: str) -> list[str]:
    """Return the pieces that a word counts by."""
    return pieces(word) if counts_by_pieces(word) else []


def counts_by_pieces(word: str) -> bool:
    """Tell whether pieces of a word count: they do not of a short one, nor of a group's name."""
    return len(word) > _SHORT and word[0] != "="


def pieces(word: str) -> list[str]:
    """Return the four-letter pieces of a word with its ends marked."""
    whole = f"<{word}>"
    return ["~" + whole[i : i + PIECE] for i in range(len(whole) - PIECE + 1)]


class Groups:
    """Word groups: longest names first, each replaced by `=group`."""

    def __init__(self, groups: Mapping[str, Iterable[str]]) -> None:
        self.names = {name: f"={group}" for group, names in groups.items() for name in names}
        self.first: dict[str, tuple[int, ...]] = {}
        for name in self.names:
            head, length = name.split()[0], name.count(" ") + 1
            self.first[head] = tuple(sorted({*self.first.get(head, ()), length}, reverse=True))

    def replace(self, words: Sequence[str]) -> Sequence[str]:
        """Return the words with each name of a group replaced by the group: the very same where there is none."""
        if self.first.keys().isdisjoint(words):
            return words
        out: list[str] = []
        at = 0
        while at < len(words):
            for length in self.first.get(words[at], ()):
                group = self.names.get(" ".join(words[at : at + length]))
                if group is not None:
                    out.append(group)
                    at += length
                    break
            else:
                out.append(words[at])
                at += 1
        return out
