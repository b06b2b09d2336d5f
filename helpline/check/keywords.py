"""Rules for what people write: keywords and examples."""

from __future__ import annotations

from collections.abc import Iterator

from helpline.check.found import at
from helpline.content.model import Entry
from helpline.match.matcher import EXACT_ONLY, TEXT_ALIASES, Matcher
from helpline.problems import Problem
from helpline.reply.turn import CARRIER_HELP, CARRIER_START, CARRIER_STOP
from helpline.text.cleanup import clean, tokens


def keywords(matcher: Matcher) -> Iterator[Problem]:
    """keyword-empty, keyword-twice, keyword-carrier: keywords that can never be matched, or would be matched wrongly.

    GOOD: `- rash`. BAD: `- "!!"` (nothing is left after clean-up), `- rash` in two files, `- stop` outside stop.yaml.
    """
    owners: dict[str, Entry] = {}
    for entry in matcher.content.entries.values():
        for lang, words in entry.words.items():
            for number, keyword in enumerate(words.keywords):
                key, cleaned = f"{lang}.keywords.{number}", clean(keyword)
                if not cleaned:
                    yield at(
                        entry,
                        key,
                        "keyword-empty",
                        f"nothing is left of {keyword!r} after clean-up. Use letters or digits.",
                    )
                elif matcher.content.claimed(entry, keyword):
                    continue
                elif (first := owners.setdefault(cleaned, entry)) is not entry:
                    yield at(
                        entry,
                        key,
                        "keyword-twice",
                        f"'{keyword}' also belongs to {first.path}. Keep it in one of them.",
                    )
                elif cleaned in CARRIER_STOP | CARRIER_START | CARRIER_HELP and entry.id not in (*EXACT_ONLY, "help"):
                    yield at(
                        entry,
                        key,
                        "keyword-carrier",
                        f"'{keyword}' alone is answered by the phone company, so it never arrives. Use another word.",
                    )


def dangerous(matcher: Matcher) -> Iterator[Problem]:
    """keyword-safety: a keyword that the safety phrases take first, so that it never gets this reply.

    GOOD: `- breathing exercises`. BAD: `- chest pain` under side-effects: it raises the emergency reply.
    """
    for entry in matcher.content.entries.values():
        for lang, words in entry.words.items():
            for number, keyword in enumerate(words.keywords):
                found = matcher.danger.find(tokens(keyword))
                alarm = next((f.alarm for f in found if f.strength == "explicit" and f.alarm != entry.id), "")
                if alarm:
                    sentence = f"'{keyword}' raises {alarm} first, so it never gets this reply. Remove it here."
                    yield at(entry, f"{lang}.keywords.{number}", "keyword-safety", sentence)


def examples(matcher: Matcher) -> Iterator[Problem]:
    """example-lost: an example no longer gets its reply.

    GOOD: every text under `examples` gets this file's reply. BAD: another reply's keyword has taken it.
    """
    for entry in matcher.content.entries.values():
        for lang, words in entry.words.items():
            for number, example in enumerate(words.examples):
                if matcher.content.claimed(entry, example):
                    continue
                match = matcher.match(example, "voice" if entry.id in TEXT_ALIASES else "sms")
                if match.topics[:1] != (entry.id,) or match.outcome == "choices":
                    got = f"{match.outcome} {', '.join(match.topics)}".strip()
                    yield at(
                        entry,
                        f"{lang}.examples.{number}",
                        "example-lost",
                        f"{example!r} gets {got}, not '{entry.id}'. Add a keyword here, or this text to {entry.id}.{lang}.txt.",
                    )
