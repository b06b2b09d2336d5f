"""What was found: a line that is in order, something to do, or something that cannot be told from here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "to do", "?"]


@dataclass(frozen=True)
class Finding:
    """One line. `sentence` says what was seen; where there is something to do, also what. Never a secret or a number."""

    state: State
    about: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.state:5}  {self.about}: {self.sentence}"
