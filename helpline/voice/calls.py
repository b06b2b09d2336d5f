"""The phone line over one content: a call's state and what was heard in, a turn out."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Literal

from helpline.reply.turn import Line
from helpline.voice.heard import Heard
from helpline.voice.keys import read_keys
from helpline.voice.script import Script
from helpline.voice.speech import Ear
from helpline.voice.state import CallState
from helpline.voice.talk import Talk
from helpline.voice.turn import Can, Turn
from helpline.voice.wish import Wish, wish

KEPT = 1000
"""Turns that are kept at most."""

Refusal = Literal["cannot", "stopped", "failed"]


class Calls:
    """Answers calls with the content and the matcher of `line`.

    Holds no call. The turns of the last minute are kept, since callers hear the same few; the hours may change with the next.
    """

    def __init__(self, line: Line) -> None:
        self.line, self.content = line, line.content
        self._ear = Ear(line)
        self._minute = datetime.min
        self._turns: dict[tuple[Wish, CallState, Can], Turn] = {}

    def start(self, now: datetime) -> Turn:
        """Return the first turn of a call."""
        return self._turn(wish("begin"), CallState(self.content.first_language), now, Can())

    def turn(self, heard: Heard, state: CallState, now: datetime, can: Can) -> Turn:
        """Return the turn that follows what was heard. `now` is an aware time, for the opening hours."""
        return self._turn(self._wish(heard, state, now), state, now, can)

    def _wish(self, heard: Heard, state: CallState, now: datetime) -> Wish:
        if state.step == "dialled":
            return wish("ended", heard.dial)
        if heard.kind == "silence":
            return wish("silence")
        if heard.kind == "keys":
            return read_keys(self.content, heard.text, state)
        return self._ear.understand(heard, state, self.line.speakers.at(state.lang, now))

    def _turn(self, wished: Wish, state: CallState, now: datetime, can: Can) -> Turn:
        minute = now.replace(second=0, microsecond=0)
        if minute != self._minute or len(self._turns) >= KEPT:
            self._minute, self._turns = minute, {}
        turns = self._turns
        if (turn := turns.get((wished, state, can))) is None:
            turn = turns[wished, state, can] = self._talk(state, minute, can).act(wished)
        return turn

    def texts(self, turn: Turn, now: datetime) -> tuple[str, ...]:
        """Return the texts that `turn` sends: the answer, and with the first of a call what this line is."""
        if turn.text is None:
            return ()
        speaker = self.line.speakers.at(turn.state.lang, now)
        answer = speaker.answer(self.content.entries[turn.text[0]], turn.text[1])
        return (answer, speaker.say("intro")) if turn.state.texts == 1 else (answer,)

    def refused(self, turn: Turn, why: Refusal, now: datetime) -> Turn:
        """Return the turn that is said in place of `turn` where its text was refused at once."""
        state = replace(turn.state, texts=max(turn.state.texts - 1, 0))
        return self._talk(state, now, Can()).refused(why)

    def after_refusal(self, turn: Turn, why: Refusal, now: datetime) -> Turn:
        """Return `turn` with the news before it that an earlier text could not be sent."""
        script = self._talk(turn.state, now, Can()).script
        return replace(turn, pieces=(*script.say(f"text-{why}"), *turn.pieces))

    def outcome(self, turn: Turn) -> str:
        """Return what a turn counts as: the outcomes of texts, and `silence`."""
        if turn.id.startswith("silence") or turn.id == "still-here":
            return "silence"
        if turn.id in ("fallback", "unclear-second", "ask-again"):
            return "fallback"
        kinds = {"topic": "answer", "refer": "referral", "safety": "safety"}
        entry = self.content.entries.get(turn.id)
        return "choices" if turn.id in ("choices", "ask") else kinds.get(entry.kind if entry else "", "command")

    def _talk(self, state: CallState, now: datetime, can: Can) -> Talk:
        return Talk(Script(self.content, self.line.name, state.lang, now), state, can)
