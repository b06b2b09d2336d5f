"""The rules that a content must pass beyond being readable. One function a rule; its docstring is its documentation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

from helpline.check.ear import ear
from helpline.content.menu import walk
from helpline.content.model import Entry
from helpline.match.matcher import EXACT_ONLY, MOST_CHOICES, TEXT_ALIASES, Matcher
from helpline.problems import Level, Problem
from helpline.reply.places import PLACE, PLACES, code_of
from helpline.reply.reply import SEGMENTS, UCS_SEGMENTS, Speaker
from helpline.reply.turn import CARRIER_HELP, CARRIER_START, CARRIER_STOP
from helpline.text.cleanup import clean
from helpline.text.segments import Size, costly, size

NEEDED = [
    "answer",
    "ask",
    "ask-again",
    "ask-goodbye",
    "back",
    "choice",
    "choices",
    "closed",
    "crisis",
    "crisis-connect",
    "crisis-missed",
    "crisis-offer",
    "emergency",
    "emergency-offer",
    "empty",
    "failure",
    "fallback",
    "faster",
    "forget",
    "goodbye",
    "greeting",
    "help",
    "intro",
    "language",
    "language-none",
    "language-offer",
    "language-set",
    "menu",
    "more",
    "more-hint",
    "moved",
    "next",
    "next-more",
    "next-short",
    "next-text",
    "number-again",
    "number-unknown",
    "offer",
    "open",
    "person",
    "person-back",
    "person-missed",
    "person-number",
    "photo",
    "privacy",
    "quiet",
    "referral",
    "repeat",
    "safety-line",
    "second-connect",
    "second-missed",
    "second-offer",
    "silence-first",
    "silence-second",
    "slower",
    "start",
    "still-here",
    "stop",
    "stop-how",
    "stopped",
    "submenu",
    "text-cannot",
    "text-enough",
    "text-failed",
    "text-number",
    "text-stopped",
    "texted",
    "thanks",
    "unclear-second",
    "welcome",
]
"""Replies that the line itself uses."""

_MOMENT = datetime(2026, 11, 25, 4, tzinfo=UTC)
"""A Tuesday night, when the longest sentence about the hours is said."""

Rule = Callable[[Matcher], Iterator[Problem]]


def check(matcher: Matcher) -> list[Problem]:
    """Return the problems that any rule finds."""
    missing = list(needed(matcher))
    return missing or sorted({problem for rule in RULES for problem in rule(matcher)})


def _at(entry: Entry, key: str, rule: str, sentence: str, level: Level = "error") -> Problem:
    line, col = entry.places.get(key, (1, 1))
    return Problem(entry.path, line, col, level, rule, sentence)


def needed(matcher: Matcher) -> Iterator[Problem]:
    """reply-missing: a reply that the line itself uses has no file.

    GOOD: responses/system/help.yaml exists. BAD: it was deleted.
    """
    for name in NEEDED:
        if name not in matcher.content.entries:
            yield Problem(
                f"responses/system/{name}.yaml",
                1,
                1,
                "error",
                "reply-missing",
                f"the line needs a reply '{name}'. Put the file back.",
            )


def keywords(matcher: Matcher) -> Iterator[Problem]:
    """keyword-empty, keyword-twice, keyword-carrier: keywords that can never be matched, or would be matched wrongly.

    GOOD: `- rash`. BAD: `- "!!"` (nothing is left after clean-up), `- rash` in two files, `- stop` outside stop.yaml.
    """
    owners: dict[str, Entry] = {}
    for entry in matcher.content.entries.values():
        for lang, words in entry.words.items():
            for at, keyword in enumerate(words.keywords):
                key, cleaned = f"{lang}.keywords.{at}", clean(keyword)
                if not cleaned:
                    yield _at(
                        entry,
                        key,
                        "keyword-empty",
                        f"nothing is left of {keyword!r} after clean-up. Use letters or digits.",
                    )
                elif matcher.content.claimed(entry, keyword):
                    continue
                elif (first := owners.setdefault(cleaned, entry)) is not entry:
                    yield _at(
                        entry,
                        key,
                        "keyword-twice",
                        f"'{keyword}' also belongs to {first.path}. Keep it in one of them.",
                    )
                elif cleaned in CARRIER_STOP | CARRIER_START | CARRIER_HELP and entry.id not in (*EXACT_ONLY, "help"):
                    yield _at(
                        entry,
                        key,
                        "keyword-carrier",
                        f"'{keyword}' alone is answered by the phone company, so it never arrives. Use another word.",
                    )


def examples(matcher: Matcher) -> Iterator[Problem]:
    """example-lost: an example no longer gets its reply.

    GOOD: every text under `examples` gets this file's reply. BAD: another reply's keyword has taken it.
    """
    for entry in matcher.content.entries.values():
        for lang, words in entry.words.items():
            for at, example in enumerate(words.examples):
                match = matcher.match(example, "voice" if entry.id in TEXT_ALIASES else "sms")
                if match.topics[:1] != (entry.id,) or match.outcome == "choices":
                    got = f"{match.outcome} {', '.join(match.topics)}".strip()
                    yield _at(
                        entry,
                        f"{lang}.examples.{at}",
                        "example-lost",
                        f"{example!r} gets {got}, not '{entry.id}'. Add a keyword here, or this text to {entry.id}.{lang}.txt.",
                    )


def places(matcher: Matcher) -> Iterator[Problem]:
    """place-unknown: a place in braces that nothing fills.

    GOOD: "call {phone}". BAD: "call {fone}", "{code:rash}" where no topic has that id.
    """
    for entry in matcher.content.entries.values():
        for lang, words in entry.words.items():
            for key in ("title", "sms", "more", "voice", "voice_more"):
                for name, topic in PLACE.findall(getattr(words, key)):
                    if name not in PLACES and not (name == "code" and code_of(matcher.content, topic) != topic):
                        shown = f"{{{name}{':' + topic if topic else ''}}}"
                        yield _at(
                            entry,
                            f"{lang}.{key}",
                            "place-unknown",
                            f"nothing fills {shown}. Allowed: {', '.join(sorted(PLACES))}, and code:TOPIC for a topic in the menu.",
                        )


def segments(matcher: Matcher) -> Iterator[Problem]:
    """sms-segments: a text with all that is added to it costs more than two segments (three where accents force UCS-2).

    GOOD: an answer of up to 306 characters. BAD: a longer one, or a curly quote that halves the room.
    """
    for entry in matcher.content.entries.values():
        for lang in entry.words:
            speaker = Speaker(matcher.content, "Cancer Helpline 24", lang, _MOMENT)
            for part in ("sms", "more"):
                if getattr(entry.words[lang], part):
                    for text in _sent(speaker, entry, part):
                        yield from _too_long(entry, f"{lang}.{part}", text)


def _sent(speaker: Speaker, entry: Entry, part: str) -> Iterator[str]:
    """Yield the longest forms in which a text is sent."""
    content, lang = speaker.content, speaker.lang
    if entry.kind in ("topic", "refer"):
        yield speaker.answer(entry, part)
        yield speaker.answer(entry, part, hint="emergency")
        return
    titles = sorted((content.words(topic.id, lang).title for topic in content.topics()), key=len)[-MOST_CHOICES:]
    choices = ", ".join(f"{number} {title}" for number, title in enumerate(titles, 1))
    menus = [choice.code for choice in walk(content.menu) if choice.choices] if entry.id in ("menu", "back") else []
    for above in ["", *menus]:
        yield speaker.say(
            entry.id, part, menu=speaker.menu(above), topics=speaker.menu(), choices=choices, number="999"
        )


def _too_long(entry: Entry, key: str, text: str) -> Iterator[Problem]:
    cost = size(text)
    most = 1 if entry.kind == "safety" else SEGMENTS if cost.encoding == "GSM-7" else UCS_SEGMENTS
    if cost.segments > most:
        found = f"{cost.segments} segments ({cost.units} {cost.encoding} units as sent), at most {most} ({_room(cost, most)})"
        yield _at(entry, key, "sms-segments", f"{found}. {_remedy(text, cost, most)}")


def _room(cost: Size, most: int) -> int:
    return (160 if cost.encoding == "GSM-7" else 70) if most == 1 else most * (153 if cost.encoding == "GSM-7" else 67)


def _remedy(text: str, cost: Size, most: int) -> str:
    costs = costly(text)
    plain = replace(cost, encoding="GSM-7", units=len(text))
    hint = f" Without {' '.join(costs)} there would be room for {_room(plain, 1 if most == 1 else 2)}." if costs else ""
    return f"Cut {cost.units - _room(cost, most)} units.{hint}"


def languages(matcher: Matcher) -> Iterator[Problem]:
    """language-missing: a text exists in one language and not in another.

    GOOD: `sms` under `en:` and under `es:`. BAD: `more` only under `en:`, unless the answer needs no more there.
    """
    for entry in matcher.content.entries.values():
        for lang in matcher.content.languages:
            if lang not in entry.words:
                yield _at(
                    entry,
                    "",
                    "language-missing",
                    f"there are no words in {matcher.content.languages[lang].name}. Add a block '{lang}:'.",
                    "warning",
                )


def approval(matcher: Matcher) -> Iterator[Problem]:
    """unapproved: nobody has approved the words yet. A warning; a release needs approval.

    GOOD: `approved_by` names a person, `approved_on` the day. BAD: both empty.
    """
    waiting = [entry for entry in matcher.content.entries.values() if not entry.review.get("approved_by")]
    for entry in waiting[:1]:
        yield Problem(
            "responses",
            1,
            1,
            "warning",
            "unapproved",
            f"{len(waiting)} replies wait for a person's approval, the first is {entry.path}. Set approved_by and approved_on when somebody has.",
        )


RULES: tuple[Rule, ...] = (keywords, examples, places, segments, languages, approval, ear)
