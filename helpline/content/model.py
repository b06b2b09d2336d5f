"""The frozen shapes that everything behind the loading works with."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from functools import cached_property
from typing import Literal

from helpline.text.cleanup import clean

Kind = Literal["topic", "refer", "system", "safety"]


def sha256(text: str) -> str:
    """Return the SHA-256 of a text, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Section:
    """A heading and its text. `text` is plain, `line` counts from 1 in the seed file, `parts` are its bold list items.

    A part ends where the next item of the list begins, bold or not.
    """

    id: str
    heading: str
    text: str
    line: int
    parts: Mapping[str, Section]

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the plain text, in hex: changes when the words of the source change, not when its layout does."""
        return sha256(self.text)


@dataclass(frozen=True)
class Seed:
    """A source document: its id (the file's name), its front matter, and its sections by heading. The opening comes first."""

    id: str
    meta: Mapping[str, str]
    sections: Mapping[str, Section]
    places: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Line and column of each key of the front matter."""


@dataclass(frozen=True)
class Words:
    """What is said in one language. Texts may hold places such as `{phone}`, filled when a reply is made."""

    title: str = ""
    keywords: tuple[str, ...] = ()
    sms: str = ""
    more: str = ""
    voice: str = ""
    voice_more: str = ""
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entry:
    """One reply file: a topic of a seed, a referral, a reply of the line itself, or a safety reply.

    `like` is a topic of another seed that asks the same about that seed's subject; `answers_for` are the groups whose
    names a referral answers for; `source_text` is the section as it was when the words were written, if it was kept.
    `paused` topics are not given at present: their words are those of `system/paused`.
    """

    id: str
    kind: Kind
    path: str
    words: Mapping[str, Words]
    seed: str = ""
    section: Section | None = None
    like: str = ""
    source_sha256: str = ""
    source_text: str = ""
    review: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    answers_for: tuple[str, ...] = ()
    paused: bool = False
    places: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Line and column of each value, by its keys: `en.sms`, `en.keywords.0`."""

    @property
    def spoken_only(self) -> bool:
        """Whether this exists on calls only: no language has words for a text."""
        return not any(words.sms for words in self.words.values())


@dataclass(frozen=True)
class Choice:
    """A place in the menu: its code (`32`), its titles by language, and either a topic or more choices.

    `spoken` is how a call offers it before its key, where that differs from the title: "For side effects".
    """

    code: str
    titles: Mapping[str, str]
    topic: str = ""
    choices: tuple[Choice, ...] = ()
    spoken: Mapping[str, str] = field(default_factory=dict)


def walk(choices: Iterable[Choice]) -> Iterator[Choice]:
    """Yield every choice of the tree, parents first."""
    for choice in choices:
        yield choice
        yield from walk(choice.choices)


@dataclass(frozen=True)
class PhoneLine:
    """A phone line we refer people to. Hours are local to `zone`; a line without hours is open at any time."""

    id: str
    name: Mapping[str, str]
    shown: str
    digits: str
    dial: str
    spoken: Mapping[str, str]
    zone: str = ""
    days: tuple[int, ...] = ()
    opens: time | None = None
    closes: time | None = None
    holidays: frozenset[date] = frozenset()


@dataclass(frozen=True)
class Referral:
    """Whom we refer people to: the first line, the second, a switch for days when hours do not hold, and the last check.

    `crisis` is the line that a caller in a crisis is offered to be connected to.
    """

    first: PhoneLine
    second: PhoneLine
    switch: Literal["open", "closed", "moved"]
    checked: date
    credits: Mapping[str, Mapping[str, str]]
    crisis: PhoneLine | None = None
    checked_at: tuple[int, int] = (1, 1)
    """Line and column of `checked`."""

    @property
    def lines(self) -> tuple[PhoneLine, ...]:
        """Every line that there is."""
        return (self.first, self.second, *([self.crisis] if self.crisis else []))


@dataclass(frozen=True)
class Language:
    """What belongs to a language itself: its voice and recogniser on calls, its numbers, its empty words.

    `numbers` maps words to values; `heard` are numbers a telephone recogniser mistakes, used on calls only. `yes` and
    `no` answer a question on a call; `clock_am` and `clock_pm` are `clock` for the ear, before and after noon.
    `reading` is how hard texts are measured (a name of helpline/text/grade.py), and the limit.
    """

    code: str
    name: str
    asked_as: tuple[str, ...]
    voice: str
    recognizer: str
    clock: str
    days: tuple[str, ...]
    fillers: tuple[str, ...]
    numbers: Mapping[str, int]
    heard: Mapping[str, int]
    number_words: frozenset[str]
    tapbacks: frozenset[str]
    contrast: frozenset[str]
    closings: frozenset[str]
    yes: frozenset[str] = frozenset()
    no: frozenset[str] = frozenset()
    clock_am: str = ""
    clock_pm: str = ""
    reading: tuple[str, float] | None = None


@dataclass(frozen=True)
class Phrase:
    """One line of a word list: the words of each of its parts in turn, and how many other words may stand between."""

    written: str
    parts: tuple[tuple[str, ...], ...]
    gaps: tuple[int, ...]


@dataclass(frozen=True)
class Phrases:
    """The word list of one alarm in one language: what raises it surely, what only hints at it, and what excuses either."""

    alarm: str
    lang: str
    explicit: tuple[Phrase, ...]
    ambiguous: tuple[Phrase, ...]
    unless: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Utterance:
    """An example message of a class: what a person who wanted it wrote. `lang` is `other` where we only name the language."""

    text: str
    label: str
    lang: str


@dataclass(frozen=True)
class Content:
    """Everything that was read, checked as a whole.

    `subjects` are the words that a seed answers for, with the seed; `version` is a hash over every file; `glossary`
    holds, for each name of a treatment and the like, how each language says it.
    """

    seeds: Mapping[str, Seed]
    entries: Mapping[str, Entry]
    menu: tuple[Choice, ...]
    referral: Referral
    phrases: tuple[Phrases, ...]
    utterances: tuple[Utterance, ...]
    groups: Mapping[str, tuple[str, ...]]
    vocabulary: frozenset[str]
    subjects: Mapping[str, str]
    languages: Mapping[str, Language]
    version: str
    glossary: tuple[Mapping[str, tuple[str, ...]], ...] = ()

    @cached_property
    def first_language(self) -> str:
        """The language that every reply is written in."""
        return next(iter(self.languages))

    @cached_property
    def choices(self) -> Mapping[str, Choice]:
        """Every choice of the menu by its code, parents first."""
        return {choice.code: choice for choice in walk(self.menu)}

    @cached_property
    def levels(self) -> Mapping[str, Choice]:
        """The choices that are both a topic and a level of the menu, by the topic."""
        return {choice.topic: choice for choice in self.choices.values() if choice.topic and choice.choices}

    def words(self, entry: str, lang: str) -> Words:
        """Return the words of an entry in `lang`, or in the first language where that is not written yet."""
        by_lang = self.entries[entry].words
        return by_lang.get(lang) or by_lang[self.first_language]

    def claimed(self, entry: Entry, text: str) -> bool:
        """Tell whether a text of a referral names what a seed answers for now: the referral then gives it up."""
        return claims(self.subjects, self.groups, entry, text)

    def topics(self) -> tuple[Entry, ...]:
        """Return the entries that answer from a seed."""
        return tuple(entry for entry in self.entries.values() if entry.kind == "topic")


def claims(subjects: Mapping[str, str], groups: Mapping[str, tuple[str, ...]], entry: Entry, text: str) -> bool:
    """Tell whether a text names a subject that a seed took over from the groups which `entry` answers for."""
    if not subjects or not entry.answers_for:
        return False
    padded = f" {clean(text)} "
    said = [name for name in subjects if f" {name} " in padded]
    return any(name in groups.get(group, ()) for name in said for group in entry.answers_for)
