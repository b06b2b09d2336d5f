"""One turn of a text conversation: a message and the state so far in, a reply and the next state out."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from helpline.content.model import Content
from helpline.match.matcher import Matcher
from helpline.match.remembered import Remembered
from helpline.match.result import Match
from helpline.reply.reply import Effect, Reply, Speaker, Speakers, told
from helpline.reply.state import State
from helpline.text.cleanup import clean

MOST = 100
"""Texts of a phone in a day, after which it is most likely a machine, and each reply costs: it gets no more than alarms do."""

TIRED = 4
"""Replies in a row that understood nothing, after which the line falls silent: the other side is a machine."""

CARRIER_STOP = frozenset(["stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"])
CARRIER_START = frozenset(["start", "yes", "unstop"])
CARRIER_HELP = frozenset(["help", "info"])
CARRIER = CARRIER_STOP | CARRIER_START | CARRIER_HELP
"""Words that, alone, Twilio answers itself; a second text from us would be wrong."""


class Message(NamedTuple):
    """A text that came in.

    `carrier` is Twilio's OptOutType (STOP, START, HELP) where it has answered already; `opted_out` whether this
    person has asked for no more texts.
    """

    text: str
    media: int = 0
    carrier: str = ""
    opted_out: bool = False


class Line:
    """The line over one content: everything that is needed to answer, and no state of its own.

    `match` is what `matcher` says, remembered for what comes again; `speakers` say it.
    """

    def __init__(self, matcher: Matcher, name: str) -> None:
        self.matcher, self.content, self.name = matcher, matcher.content, name
        self.match, self.speakers = Remembered(matcher.match), Speakers(matcher.content, name)

    def turn(self, message: Message, state: State, now: datetime) -> Reply:
        """Return the reply to `message`. `now` is an aware time, for the opening hours."""
        state = self._usable(state)
        match = self.match(message.text, "sms", state.lang)
        lang = language_asked(self.content, match, message.text) or _kept(message, state) or match.lang
        speaker = self.speakers.at(lang, now)
        reply = self._reply(speaker, match, state._replace(lang=lang), message)
        if effect := _effect(reply, message):
            reply = reply._replace(effect=effect)
        return _introduced(speaker, _counted(speaker, _hushed(reply, message), state))

    def _reply(self, speaker: Speaker, match: Match, state: State, message: Message) -> Reply:
        if match.outcome == "safety":
            return self._alarm(speaker, match, state)
        if carrier_word(message):
            return Reply("carrier", (), match, state._replace(offered=()))
        if not message.text.strip() or (match.how == "none" and not clean(message.text)):
            if "*" in message.text:
                return self._menu(speaker, match, state, "menu", "")
            return told(speaker, match, state, "photo" if message.media else "empty")
        if match.outcome == "number":
            return self._number(speaker, match, state)
        if match.outcome in ("choices", "fallback") and (chosen := named_choice(speaker, state.offered, message.text)):
            return told(speaker, match, state, chosen)
        if match.outcome == "choices":
            danger = f"{speaker.say('safety-line')} " if match.hint else ""
            text = danger + speaker.say("choices", choices=speaker.offered(match.topics))
            return Reply("choices", (text,), match, state._replace(offered=match.topics, same=0))
        if match.outcome == "fallback":
            reply = told(
                speaker, match, state._replace(menu=""), "fallback", menu=speaker.menu(), topics=speaker.menu()
            )
            return reply._replace(state=reply.state._replace(same=state.same + 1))
        if match.outcome == "command":
            asked = language_asked(self.content, match, message.text)
            return told(speaker, match, state, "language-set") if asked else self._command(speaker, match, state)
        return self._topic(speaker, match, state, match.topics[0])

    def _alarm(self, speaker: Speaker, match: Match, state: State) -> Reply:
        reply = told(speaker, match, state, match.topics[0])
        if match.also != "stop":
            return reply
        return reply._replace(texts=(f"{reply.texts[0]} {speaker.say('stopped')}",))

    def _topic(self, speaker: Speaker, match: Match, state: State, topic: str) -> Reply:
        choice = self.content.levels.get(topic)
        return told(speaker, match, state._replace(menu=choice.code) if choice else state, topic)

    def _number(self, speaker: Speaker, match: Match, state: State) -> Reply:
        number = match.topics[0].split(":")[1]
        if state.offered:
            at = len(state.offered) if number == "last" else int(number)
            if 1 <= at <= len(state.offered):
                return told(speaker, match, state, state.offered[at - 1])
        if number in ("0", "7", "9"):
            return self._command(speaker, replace(match, topics=("person" if number == "0" else "repeat",)), state)
        choice = self.content.choices.get(state.menu + number) or self.content.choices.get(number)
        if choice is None:
            return told(
                speaker,
                match,
                state._replace(menu="", last="menu"),
                "number-unknown",
                number="" if number == "last" else number,
                menu=speaker.menu(),
            )
        if choice.topic:
            return self._topic(speaker, match, state, choice.topic)
        return self._menu(speaker, match, state, "menu", choice.code)

    def _menu(self, speaker: Speaker, match: Match, state: State, entry: str, above: str) -> Reply:
        return told(
            speaker, match, state._replace(menu=above, last="menu", part="sms"), entry, menu=speaker.menu(above)
        )

    def _command(self, speaker: Speaker, match: Match, state: State) -> Reply:
        command = match.topics[0]
        last = self.content.entries.get(state.last)
        if command in ("menu", "back"):
            return self._menu(speaker, match, state, command, "")
        if command == "more" and last is not None and speaker.content.words(last.id, speaker.lang).more:
            return told(speaker, match, state, last.id, "more")
        if command == "repeat" and state.last == "menu":
            return self._menu(speaker, match, state, "menu", state.menu)
        if command == "repeat" and last is not None:
            kept = getattr(speaker.content.words(last.id, speaker.lang), state.part)
            return told(speaker, match, state, last.id, state.part if kept else "sms")
        return told(speaker, match, state, command)

    def _usable(self, state: State) -> State:
        """Drop what the content no longer has: a cookie can be older than an edit."""
        known = self.content.entries
        if state == State():
            return state
        return state._replace(
            lang=state.lang if state.lang in self.content.languages else "",
            last=state.last if state.last in known else "",
            offered=tuple(topic for topic in state.offered if topic in known),
            part=state.part if state.part in ("sms", "more") else "sms",
        )


def carrier_word(message: Message) -> bool:
    """Tell whether Twilio answers this message itself."""
    return bool(message.carrier) or message.text.strip().lower() in CARRIER


def _kept(message: Message, state: State) -> str:
    """Return the language so far where a message is of none: a number, or a word that carriers know in English only."""
    return state.lang if carrier_word(message) or not any(letter.isalpha() for letter in message.text) else ""


def _effect(reply: Reply, message: Message) -> Effect:
    """Return what a reply promises beyond its words: carrier words count too, since Twilio acts on them."""
    word = message.carrier.lower() or message.text.strip().lower()
    if reply.id == "stop" or reply.match.also == "stop" or (reply.id == "carrier" and word in CARRIER_STOP):
        return "opt-out"
    if reply.id == "start" or (reply.id == "carrier" and word in CARRIER_START):
        return "opt-in"
    return "forget" if reply.id == "forget" else ""


def _hushed(reply: Reply, message: Message) -> Reply:
    """Keep silent towards somebody who has opted out, except in an alarm or when they come back."""
    spoken = reply.match.outcome == "safety" or reply.effect in ("opt-in", "forget")
    return reply._replace(texts=()) if message.opted_out and not spoken else reply


def language_asked(content: Content, match: Match, text: str) -> str:
    """Return the language that a message asks to go on in, or nothing."""
    if match.topics[:1] != ("language",) or match.outcome != "command":
        return ""
    words = f" {clean(text)} "
    asked = [
        code for code, language in content.languages.items() if any(f" {name} " in words for name in language.asked_as)
    ]
    return asked[0] if len(asked) == 1 else ""


def named_choice(speaker: Speaker, offered: tuple[str, ...], text: str) -> str:
    """Return the offered choice that the message names in part: "the side effects one"."""
    said = set(clean(text).split())
    named = [
        topic
        for topic in offered
        if said & {w for w in clean(speaker.content.words(topic, speaker.lang).title).split() if len(w) > 3}
    ]
    return named[0] if len(named) == 1 else ""


def _counted(speaker: Speaker, reply: Reply, before: State) -> Reply:
    """Count a text of the day, and keep silent towards a machine: one that says nothing known, or never stops."""
    day = speaker.now.toordinal()
    texts = before.texts + 1 if before.day == day else 1
    reply = reply._replace(state=reply.state._replace(day=day, texts=min(texts, MOST + 2)))
    if reply.silent or reply.match.outcome == "safety" or reply.effect == "opt-out":
        return reply
    if texts > MOST:
        return reply._replace(texts=(speaker.say("enough"),) if texts == MOST + 1 else ())
    return reply._replace(texts=()) if reply.state.same > TIRED and before.same >= TIRED else reply


def _introduced(speaker: Speaker, reply: Reply) -> Reply:
    """Add the introduction that carriers ask for to the first reply to a new person, as a message of its own."""
    if reply.state.met or reply.silent or reply.match.outcome == "safety":
        return reply
    texts = reply.texts if reply.id in ("help", "stop", "start") else (*reply.texts, speaker.say("intro"))
    return reply._replace(texts=texts, state=reply.state._replace(met=True))
