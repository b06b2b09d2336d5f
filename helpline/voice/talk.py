"""One turn of a call: from what the caller wants, and where the call is, to what is said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Literal

from helpline.content.model import Entry
from helpline.voice import person
from helpline.voice.script import Script, next_language
from helpline.voice.state import MOST_TEXTS, CallState
from helpline.voice.turn import Can, Piece, Turn
from helpline.voice.wish import Kind, Wish

PATIENCE = 3
"""Turns in a row that bring nothing, after which a person or the number is offered."""


class Talk:
    """Speaks in one language, from one place in the call."""

    def __init__(self, script: Script, state: CallState, can: Can) -> None:
        self.script, self.state, self.can, self.content = script, state, can, script.content

    def act(self, wish: Wish) -> Turn:
        """Return the turn that meets a wish."""
        ways: Mapping[Kind, Callable[[Wish], Turn]] = {
            "entry": self._entry,
            "menu": lambda w: self.menu("".join(w.about)),
            "choices": lambda w: self._choices(w.about, w.hint),
            "ask": lambda w: self._ask(w.about[0]),
            "again": lambda _: self.again(),
            "more": lambda _: self._more(),
            "back": lambda _: self.menu(self.state.menu[:-1]),
            "person": lambda _: person.to_person(self.script, self.state, self.can),
            "connect": lambda w: person.connect(
                self.script, self.state, "crisis" if "crisis" in w.about else "second", self.can
            ),
            "text": lambda _: self._text(),
            "language": lambda w: self._language("".join(w.about)),
            "slower": lambda _: self._paced("slower", True),
            "faster": lambda _: self._paced("faster", False),
            "goodbye": lambda _: Turn("goodbye", self.script.say("goodbye"), self.state, "end"),
            "number": lambda w: self._number(w.about[0]),
            "no": lambda _: self._missed("ask-again", "ask-again", "unclear-second"),
            "quiet": lambda _: self._said("quiet"),
            "stop": lambda _: self._stop(),
            "forget": lambda _: self._forget(),
            "unclear": lambda w: self.unclear(w.hint),
            "begin": lambda _: self.welcome(),
            "silence": lambda _: self.silence(),
            "ended": lambda w: person.after(self.script, self.state, w.about[0], self.can),
        }
        return ways[wish.kind](wish)

    def welcome(self) -> Turn:
        """Begin the call."""
        return Turn("welcome", self.script.say("welcome"), self.state.at("welcome", menu=""))

    def menu(self, above: str) -> Turn:
        """Offer the choices of a level."""
        choice = self.content.choices.get(above)
        if choice is not None and choice.topic:
            return self._entry(Wish("entry", (choice.topic,)))
        state = self.state.at("menu", menu=choice.code if choice else "")
        if choice is None:
            return Turn("menu", self.script.say("menu"), state)
        title = choice.titles.get(self.script.lang) or choice.titles.get(self.content.first_language, "")
        return Turn("menu", self.script.say("submenu", above=choice.code, title=title), state)

    def silence(self) -> Turn:
        """Help who said nothing: shorter each time, then a person or the number; the line stays open."""
        return self._missed("silence-first", "silence-second", "still-here")

    def unclear(self, hint: str = "") -> Turn:
        """Help who was not understood: other words than for silence, shorter each time, then a person or the number."""
        turn = self._missed("fallback", "unclear-second", "unclear-second")
        return replace(turn, pieces=(*self.script.say("safety-line"), *turn.pieces)) if hint else turn

    def again(self) -> Turn:
        """Say what was said last once more."""
        state = self.state
        ways: Mapping[str, Callable[[], Turn]] = {
            "answer": lambda: self._answer(self._about(), "voice"),
            "more": lambda: self._answer(self._about(), "voice_more"),
            "choose": lambda: self._choices(state.about),
            "ask": lambda: self._ask(state.about[0]),
            "alarm": lambda: self._alarm(self._about()),
            "person": lambda: person.told_again(self.script, state, self.can),
            "say": lambda: self._said(state.about[0]),
        }
        return ways[state.step]() if state.step in ways else self.menu(state.menu)

    def refused(self, why: Literal["cannot", "stopped", "failed"]) -> Turn:
        """Say that a text could not be sent."""
        return Turn(f"text-{why}", (*self.script.say(f"text-{why}"), *self.script.block("next-short")), self.state)

    def _about(self) -> Entry:
        return self.content.entries[self.state.about[0]]

    def _entry(self, wish: Wish) -> Turn:
        entry = self.content.entries[wish.about[0]]
        if entry.kind == "safety":
            turn = self._alarm(entry)
            return replace(turn, effect="stop") if wish.stop and self.can.stop else turn
        return self._said(entry.id) if entry.kind == "system" else self._answer(entry, "voice", wish.hint)

    def _answer(self, entry: Entry, part: str, hint: str = "") -> Turn:
        if part == "voice_more" and not self.content.words(entry.id, self.script.lang).voice_more:
            part = "voice"  # an edit took it away, or the caller went on in a language that lacks it
        choice = self.content.levels.get(entry.id)
        above = choice.code if choice else ""
        pieces = self.script.answer(entry, part, hint, choice)
        state = self.state.at("answer" if part == "voice" else "more", entry.id, menu=above or None)
        return Turn(entry.id, (*pieces, *self._onward(entry, part)), state)

    def _onward(self, entry: Entry, part: str) -> tuple[Piece, ...]:
        """Return what one can do after an answer."""
        more = self.content.words(entry.id, self.script.lang).voice_more and part == "voice"
        texting = self.can.text and self.state.texts < MOST_TEXTS
        return (
            *(self.script.say("next-more") if more else ()),
            *(self.script.say("next-text") if texting else ()),
            *self.script.say("next"),
        )

    def _alarm(self, entry: Entry) -> Turn:
        offer: tuple[Piece, ...] = ()
        if self.content.referral.crisis is not None and self.can.dial:
            offer = self.script.block("crisis-offer" if entry.id == "crisis" else "emergency-offer")
        return Turn(entry.id, (*self.script.say(entry.id), *offer), self.state.at("alarm", entry.id), patient=True)

    def _said(self, entry: str) -> Turn:
        pieces = (*self.script.say(entry), *self.script.block("next-short"))
        return Turn(entry, pieces, self.state.at("say", entry))

    def _choices(self, topics: tuple[str, ...], hint: str = "") -> Turn:
        danger = self.script.say("safety-line") if hint else ()
        return Turn("choices", (*danger, *self.script.topics("choices", topics)), self.state.at("choose", *topics))

    def _ask(self, topic: str) -> Turn:
        """Ask back what the recogniser was not sure of."""
        if topic == "goodbye":
            pieces = self.script.say("ask-goodbye")
        else:
            pieces = self.script.say("ask", title=self.script.title(topic).rstrip("?").lstrip("¿"))
        return Turn("ask", pieces, self.state.at("ask", topic))

    def _more(self) -> Turn:
        if self.state.step in ("answer", "more") and self.content.words(self._about().id, self.script.lang).voice_more:
            return self._answer(self._about(), "voice_more")
        return Turn("more", (*self.script.say("more"), *self.script.block("next-short")), self.state.at("menu"))

    def _language(self, lang: str) -> Turn:
        """Go on in another language: from the beginning if the call has just begun, else with what was said last."""
        lang = lang or next_language(self.content, self.state.lang)
        script = Script(self.content, self.script.name, lang, self.script.now)
        other = Talk(script, replace(self.state, lang=lang), self.can)
        if self.state.step == "welcome":
            return other.welcome()
        turn = other.again()
        return replace(turn, id="language-set", pieces=(*script.say("language-set"), *turn.pieces))

    def _paced(self, entry: str, slow: bool) -> Turn:
        turn = Talk(self.script, replace(self.state, slow=slow), self.can).again()
        return replace(turn, id=entry, pieces=(*self.script.say(entry), *turn.pieces))

    def _text(self) -> Turn:
        if not self.can.text:
            return self.refused("cannot")
        if self.state.texts >= MOST_TEXTS:
            return Turn("text-enough", (*self.script.say("text-enough"), *self.script.block("next-short")), self.state)
        pieces = (*self.script.say("texted"), *self.script.block("next"))
        return Turn("texted", pieces, replace(self.state, texts=self.state.texts + 1, misses=0), text=self._texted())

    def _texted(self) -> tuple[str, Literal["sms", "more"]]:
        """Return the reply that "text me this" means here."""
        if self.state.step == "person":
            return "person", "sms"
        about = self.state.about[0] if self.state.step in ("answer", "more", "alarm", "say") else "menu"
        words = self.content.words(about, self.script.lang)
        if not words.sms:
            return "menu", "sms"
        return about, "more" if self.state.step == "more" and words.more else "sms"

    def _number(self, keys: str) -> Turn:
        turn = self._missed("number-unknown", "number-unknown", "unclear-second", number=" ".join(keys))
        if turn.id != "number-unknown":
            return turn
        level = self.menu(self.state.menu)
        return replace(turn, pieces=(*turn.pieces, *level.pieces), state=replace(level.state, misses=turn.state.misses))

    def _stop(self) -> Turn:
        return replace(self._said("stop"), effect="stop") if self.can.stop else self._said("stop-how")

    def _forget(self) -> Turn:
        return replace(self._said("forget"), effect="forget") if self.can.forget else self._said("privacy")

    def _missed(self, first: str, second: str, later: str, **places: str) -> Turn:
        state = self.state.missed()
        if state.step == "alarm":
            return replace(self._alarm(self._about()), state=state)
        if state.misses < PATIENCE:
            entry = first if state.misses == 1 else second
            return Turn(entry, self.script.say(entry, **places), state)
        entry = "offer" if state.misses % PATIENCE == 0 and state.misses <= 2 * PATIENCE else later
        return Turn(entry, self.script.say(entry), state, patient=True)
