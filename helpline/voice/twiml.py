"""A turn as TwiML for calls.

Keys and speech count in every prompt and interrupt it. Where a code may still grow (1, 13, 132), Gather waits one
second for the next key, and the silence that a caller is given is a nested pause; `timeout` alone would be both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from typing import Any
from urllib.parse import quote

from twilio.twiml.voice_response import Gather, Say, VoiceResponse

from helpline.content.model import Content
from helpline.voice.hints import hints
from helpline.voice.keys import digits_below
from helpline.voice.turn import Piece, Turn

WAIT, LONG_WAIT = 8, 30
"""Seconds of silence until the line speaks again; the long one after help was offered, and for relay operators."""

BETWEEN_KEYS = 1
RING = 30
"""Seconds that a line which a caller is put through to may ring."""

SLOW = "75%"
KEPT = 300
"""Documents of a few kilobytes that are kept."""

LONGEST = 2500
"""Characters of one Say, URL-encoded. Twilio takes 4,500, and 3,000 plain for these voices."""


class Renderer:
    """Writes turns over one content; the hints are made once for each language."""

    def __init__(self, content: Content, root: str = "/voice") -> None:
        self._content, self._root = content, root
        self._hints = {lang: hints(content, lang) for lang in content.languages}
        self._rendered = lru_cache(KEPT)(self._written)

    def render(self, turn: Turn, caller_id: str = "") -> str:
        """Return the document of a turn. `caller_id` is the line's own number, shown to whom a caller is put through.

        Calls say the same few things over and over, so the latest documents are kept.
        """
        return self._rendered(turn, caller_id if turn.then == "dial" else "")

    def _written(self, turn: Turn, caller_id: str) -> str:
        response = VoiceResponse()
        if turn.then == "listen":
            gather = self._gather(turn)
            response.append(gather)
            response.redirect(self.url(turn), method="POST")
            return str(response)
        self._speak(response, turn.pieces, turn.state.slow)
        if turn.then == "dial":
            self._dial(response, turn, caller_id)
        else:
            response.hangup()
        return str(response)

    def url(self, turn: Turn) -> str:
        """Return the path that what the caller does next is posted to."""
        return f"{self._root}/{turn.state.path}"

    def _gather(self, turn: Turn) -> Gather:
        lang, wait = turn.state.lang, LONG_WAIT if turn.patient else WAIT
        digits = digits_below(self._content, turn.state)
        gather = Gather(
            input="dtmf speech",
            action=self.url(turn),
            method="POST",
            timeout=BETWEEN_KEYS if digits > 1 else wait,
            speech_timeout="2",
            num_digits=digits,
            finish_on_key="",
            language=self._content.languages[lang].recognizer,
            hints=self._hints[lang],
            action_on_empty_result=True,
        )
        self._speak(gather, turn.pieces, turn.state.slow)
        if digits > 1:
            gather.pause(length=wait - BETWEEN_KEYS)
        return gather

    def _speak(self, inside: Any, pieces: Iterable[Piece], slow: bool) -> None:
        for lang, said in groupby(pieces, key=lambda piece: piece.lang):
            language = self._content.languages[lang]
            for part in parts(list(said)):
                say = Say(voice=language.voice, language=language.recognizer)
                for text, pause in part:
                    if pause:
                        say.break_(time=f"{round(pause * 1000)}ms")
                    if slow:
                        say.prosody(text, rate=SLOW)
                    else:
                        say.append(text)
                inside.append(say)

    def _dial(self, response: VoiceResponse, turn: Turn, caller_id: str) -> None:
        referral = self._content.referral
        line = {"first": referral.first, "second": referral.second, "crisis": referral.crisis}[turn.dial or "first"]
        dial = response.dial(
            action=self.url(turn), method="POST", caller_id=caller_id, answer_on_bridge=True, timeout=RING
        )
        dial.number(line.dial if line else referral.first.dial)


def parts(pieces: list[Piece]) -> Iterator[list[tuple[str, float]]]:
    """Yield what goes into one Say each, of pieces in one language: texts with the pause before them, joined where there is none."""
    part: list[tuple[str, float]] = []
    room = LONGEST
    for text, pause in _texts(pieces):
        if part and len(quote(text)) > room:
            yield part
            part, room = [], LONGEST
        if part and not pause:
            part[-1] = (f"{part[-1][0]} {text}", part[-1][1])
        else:
            part.append((text, pause))
        room -= len(quote(text)) + 3
    if part:
        yield part


def _texts(pieces: list[Piece]) -> Iterator[tuple[str, float]]:
    """Yield texts short enough for one Say, cut between words where an editor wrote a very long one."""
    for piece in pieces:
        text, pause = piece.text, piece.pause
        while len(quote(text)) > LONGEST:
            cut = text.rfind(" ", 0, LONGEST // 3)
            yield text[:cut].strip() if cut > 0 else text[: LONGEST // 3], pause
            text, pause = text[cut if cut > 0 else LONGEST // 3 :].strip(), 0.0
        if text:
            yield text, pause
