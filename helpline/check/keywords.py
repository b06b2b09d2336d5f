"""Rules for what people write: keywords and examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from helpline.check.found import at
from helpline.check.scope import Scope
from helpline.content.model import Content, Entry
from helpline.match.keywords import Keywords
from helpline.match.matcher import EXACT_ONLY, Matcher
from helpline.match.numbers import read_number
from helpline.problems import Problem
from helpline.reply.turn import CARRIER_HELP, CARRIER_START, CARRIER_STOP
from helpline.text.cleanup import clean, tokens

_CARRIER = CARRIER_STOP | CARRIER_START | CARRIER_HELP


def keywords(scope: Scope) -> Iterator[Problem]:
    """keyword-empty, keyword-twice, keyword-carrier, keyword-number: keywords that never match, or match wrongly.

    Case, accents, apostrophes and punctuation are cleaned away before anything is compared.

    GOOD: `- rash`. BAD: `- "!!"` (nothing is left after clean-up), `- rash` in two files, `- stop` outside stop.yaml,
    `- "2"` (a number is a choice of the menu).
    """
    owners = _owners(scope)
    for entry, key, keyword in _each(scope):
        if found := _unusable(entry, keyword, owners, scope.content):
            yield at(entry, key, *found)


def _each(scope: Scope) -> Iterator[tuple[Entry, str, str]]:
    """Yield each keyword with its reply and its place, but not those that the reply gives up for a seed."""
    for entry in scope.entries:
        for lang, words in entry.words.items():
            for number, keyword in enumerate(words.keywords):
                if not scope.content.claimed(entry, keyword):
                    yield entry, f"{lang}.keywords.{number}", keyword


def _owners(scope: Scope) -> dict[str, Entry]:
    """Return the first reply that has each cleaned keyword. A reply that is being written comes after the others."""
    owners: dict[str, Entry] = {}
    content, looked = scope.content, {entry.id for entry in scope.entries}
    for entry in sorted(content.entries.values(), key=lambda entry: entry.id in looked):
        for words in entry.words.values():
            for keyword in words.keywords:
                if not content.claimed(entry, keyword):
                    owners.setdefault(clean(keyword), entry)
    return owners


def _unusable(entry: Entry, keyword: str, owners: Mapping[str, Entry], content: Content) -> tuple[str, str] | None:
    """Return rule and sentence for a keyword that cannot do its work."""
    cleaned = clean(keyword)
    if not cleaned:
        return "keyword-empty", f"nothing is left of {keyword!r} after clean-up. Use letters or digits."
    if (first := owners[cleaned]).id != entry.id:
        return "keyword-twice", f"'{keyword}' also belongs to {first.path}. Keep it in one of them."
    if cleaned in _CARRIER and entry.id not in (*EXACT_ONLY, "help"):
        carrier = f"'{keyword}' alone is answered by the phone company, so it never arrives"
        return "keyword-carrier", f"{carrier}. Use another word."
    if read_number(tokens(keyword), content.languages.values(), spoken=False) is not None:
        return "keyword-number", f"'{keyword}' is read as a number of the menu first. Use another word."
    return None


def shadows(scope: Scope) -> Iterator[Problem]:
    """keyword-shadow: a keyword that takes from another reply what that reply's keyword would get among empty words.

    Empty words ("about", "tell me") are cut from a message's edges, so `rash` gets "about rash" by itself.

    GOOD: `- rash` here, `- side effects` there. BAD: `- rash` here, and `- about rash` in another file.
    """
    owners = _owners(scope)
    found = Keywords(scope.content, ())
    for entry, key, keyword in _each(scope):
        for core in found.inner(tokens(keyword)):
            if core in owners and owners[core].id != entry.id:
                sentence = f"'{keyword}' takes messages from '{core}' in {owners[core].path}. Keep one of the two."
                yield at(entry, key, "keyword-shadow", sentence, "warning")
                break


def dangerous(scope: Scope, matcher: Matcher) -> Iterator[Problem]:
    """keyword-safety: a keyword that the safety phrases take first, so that it never gets this reply.

    GOOD: `- breathing exercises`. BAD: `- chest pain` under side-effects: it raises the emergency reply.
    """
    for entry in scope.entries:
        for lang, words in entry.words.items():
            for number, keyword in enumerate(words.keywords):
                found = matcher.danger.find(tokens(keyword))
                alarm = next((f.alarm for f in found if f.strength == "explicit" and f.alarm != entry.id), "")
                if alarm:
                    sentence = f"'{keyword}' raises {alarm} first, so it never gets this reply. Remove it here."
                    yield at(entry, f"{lang}.keywords.{number}", "keyword-safety", sentence)


def examples(scope: Scope, matcher: Matcher) -> Iterator[Problem]:
    """example-lost: an example no longer gets its reply.

    GOOD: every text under `examples` gets this file's reply. BAD: another reply's keyword has taken it.
    """
    for entry in scope.entries:
        for lang, words in entry.words.items():
            for number, example in enumerate(words.examples):
                if scope.content.claimed(entry, example):
                    continue
                match = matcher.match(example)
                if match.topics[:1] != (entry.id,) or match.outcome == "choices":
                    got = f"{match.outcome} {', '.join(match.topics)}".strip()
                    yield at(
                        entry,
                        f"{lang}.examples.{number}",
                        "example-lost",
                        f"{example!r} gets {got}, not '{entry.id}'. Add a keyword here, or this text to {entry.id}.{lang}.txt.",
                    )
