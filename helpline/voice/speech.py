"""What spoken words mean: an alarm before anything else, then answers to a question, commands, topics."""

from __future__ import annotations

from helpline.content.model import Content, Language
from helpline.match.result import Match
from helpline.reply.reply import Speaker
from helpline.reply.turn import Line, language_asked, named_choice
from helpline.text.cleanup import clean
from helpline.voice.heard import Heard
from helpline.voice.keys import agreed, read_keys
from helpline.voice.state import CallState
from helpline.voice.wish import COMMANDS, Wish, named, wish

ASKED_BACK = frozenset(["entry", "goodbye"])
NOT_RISKED = frozenset(["stop", "forget"])
"""What is not done on words that the recogniser was not sure of."""


class Ear:
    """Understands speech over the content of a line."""

    def __init__(self, line: Line) -> None:
        self._match, self._content = line.match, line.content
        self._own = {
            clean(keyword): entry.id
            for entry in self._content.entries.values()
            if entry.spoken_only
            for words in entry.words.values()
            for keyword in words.keywords
        }

    def understand(self, heard: Heard, state: CallState, speaker: Speaker) -> Wish:
        """Return what the caller wants who said `heard` in `state`."""
        match = self._match(heard.text, "voice", state.lang)
        if match.outcome == "safety":
            return Wish("entry", match.topics[:1], stop=match.also == "stop")
        found = self._answered(heard.text, state) or self._commanded(heard.text, state.lang)
        found = found or self._matched(match, heard.text, state, speaker)
        return found if heard.sure else _doubted(found, state, self._content)

    def _answered(self, text: str, state: CallState) -> Wish | None:
        """Return what a yes or a no means where something was asked."""
        language, said = self._content.languages[state.lang], clean(text)
        if _core(said, language) in language.yes or said in language.yes:
            return agreed(self._content, state)
        return wish("no") if state.step in ("ask", "choose") and said in language.no else None

    def _commanded(self, text: str, lang: str) -> Wish | None:
        said = clean(text)
        name = self._own.get(said) or self._own.get(_core(said, self._content.languages[lang]), "")
        return wish(COMMANDS[name]) if name in COMMANDS else None

    def _matched(self, match: Match, text: str, state: CallState, speaker: Speaker) -> Wish:
        if match.outcome == "number":
            return self._number(match.topics[0].partition(":")[2], state)
        offered = state.about if state.step == "choose" and match.outcome in ("choices", "fallback") else ()
        if chosen := named_choice(speaker, offered, text):
            return named(chosen)
        if match.outcome == "choices":
            return Wish("choices", match.topics, match.hint)
        if match.outcome == "command":
            return self._command(match, text)
        if match.outcome == "fallback" or not match.topics:
            return Wish("unclear", (), match.hint)
        return Wish("entry", match.topics[:1], match.hint)

    def _number(self, number: str, state: CallState) -> Wish:
        if number == "last":
            return named(state.about[-1]) if state.step == "choose" else wish("unclear")
        return read_keys(self._content, number, state)

    def _command(self, match: Match, text: str) -> Wish:
        name = match.topics[0]
        if asked := language_asked(self._content, match, text):
            return wish("language", asked)
        if name == "stop":
            return wish("stop" if match.how == "phrase" or len(clean(text).split()) > 2 else "quiet")
        return named(name)


def _core(said: str, language: Language) -> str:
    """Return the words without the empty ones at their edges: "could you go slower please"."""
    words = said.split()
    while len(words) > 1 and words[-1] in language.fillers:
        words.pop()
    while len(words) > 1 and words[0] in language.fillers:
        words.pop(0)
    return " ".join(words)


def _doubted(found: Wish, state: CallState, content: Content) -> Wish:
    """Return what to do about words that the recogniser was not sure of. Who says a topic twice means it."""
    name = "goodbye" if found.kind == "goodbye" else "".join(found.about[:1])
    if found.kind in NOT_RISKED:
        return wish("unclear")
    if found.kind not in ASKED_BACK or (state.step == "ask" and state.about == (name,)):
        return found
    asked = found.kind == "goodbye" or content.entries[name].kind in ("topic", "refer")
    return Wish("ask", (name,), found.hint) if asked else found
