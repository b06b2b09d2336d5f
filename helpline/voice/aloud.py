"""Speaking a turn of a call with espeak-ng, where it is installed: into a WAV file, or to the loudspeaker."""

from __future__ import annotations

import io
import shutil
import subprocess
import wave
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from pathlib import Path

from helpline.content.model import Content
from helpline.problems import HelplineError
from helpline.voice.timing import WORDS_A_MINUTE
from helpline.voice.turn import Piece, Turn
from helpline.voice.twiml import parts

SLOW = 0.75
_RATE = 22050
_HEAD = 44
"""Bytes before the sound in a WAV file."""


def needed() -> str:
    """Return the path of espeak-ng. Raises HelplineError if it is not installed."""
    if (found := shutil.which("espeak-ng")) is None:
        raise HelplineError(
            "espeak-ng is not installed. Install it (apt-get install espeak-ng), or leave the option out."
        )
    return found


def save(turn: Turn, content: Content, path: Path) -> float:
    """Write what a turn says as a WAV file; return its seconds."""
    sound = wav(turn.pieces, content, turn.state.slow)
    path.write_bytes(sound)
    return (len(sound) - _HEAD) / 2 / _RATE


def wav(pieces: Iterable[Piece], content: Content, slow: bool = False) -> bytes:
    """Return pieces, as espeak-ng says them, as a WAV file."""
    frames = b"".join(
        bytes(2 * int(_RATE * pause)) + _spoken(text, recognizer, slow)
        for recognizer, text, pause in _texts(pieces, content)
    )
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE)
        file.writeframes(frames)
    return made.getvalue()


def play(turn: Turn, content: Content) -> None:
    """Say a turn through the loudspeaker."""
    for recognizer, text, _ in _texts(turn.pieces, content):
        subprocess.run([*_command(recognizer, turn.state.slow), text], check=False)  # noqa: S603


def _texts(pieces: Iterable[Piece], content: Content) -> Iterator[tuple[str, str, float]]:
    """Yield (recogniser's language, text, pause before it), joined as in the TwiML."""
    for lang, group in groupby(pieces, key=lambda piece: piece.lang):
        for part in parts(list(group)):
            yield from ((content.languages[lang].recognizer, text, pause) for text, pause in part)


def _spoken(text: str, recognizer: str, slow: bool) -> bytes:
    """Return the frames of a text; espeak-ng's stream has no length in its header, so all that is there is read."""
    made = subprocess.run([*_command(recognizer, slow), "--stdout", text], capture_output=True, check=True)  # noqa: S603
    with wave.open(io.BytesIO(made.stdout), "rb") as file:
        return file.readframes(len(made.stdout) // 2)


def _command(recognizer: str, slow: bool) -> list[str]:
    rate = round(WORDS_A_MINUTE * (SLOW if slow else 1))
    return [needed(), "-v", _voice(recognizer), "-s", str(rate)]


@cache
def _voice(recognizer: str) -> str:
    """Return espeak-ng's voice for a language such as es-US: of that region if there is one, else of the language."""
    lang = recognizer.partition("-")[0]
    listed = subprocess.run([needed(), f"--voices={lang}"], capture_output=True, check=True, text=True).stdout.split()  # noqa: S603
    return next((name for name in (recognizer.lower(), f"{lang}-419", lang) if name in listed), lang)
