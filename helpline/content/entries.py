"""Reply files: one YAML file for each topic, referral and reply of the line.

id-differs: the file and the reply in it are called differently.
GOOD: `topic: vaccines` in vaccines.yaml. BAD: `topic: vaccine` there.

section-missing: the page has no such section, or the section no such part; the nearest is named.
GOOD: `section: What is chemotherapy?`. BAD: `section: What is chemo?`.

source-moved: the section has changed since the words were written. A warning, with what has changed.
GOOD: words read again beside the new section, then `helpline seen TOPIC`. BAD: an old hash.

source-text: the kept text of the section does not have the hash beside it.
GOOD: both as `helpline seen TOPIC` writes them. BAD: one of them changed by hand.

unknown-like: no other page has the topic named under `like`.
GOOD: `like: side-effects`. BAD: `like: side-efects`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date

from helpline.content.difference import difference
from helpline.content.model import Entry, Kind, Section, Seed, Words, sha256
from helpline.content.reading import NOTHING, Reader, did_you_mean
from helpline.content.yamlfile import Node
from helpline.problems import Problem

FOLDERS: Mapping[str, Kind] = {"refer": "refer", "system": "system", "safety": "safety"}
"""The folders of responses/ that do not belong to a seed, and what lies there."""

TOPIC = ("topic", "section", "part", "like", "paused", "source_sha256", "source_text", "review", "sources")
TOPIC_NEEDS = ("topic", "section", "source_sha256", "review")
REPLY = ("reply", "review", "sources", "answers_for")
REPLY_NEEDS = ("reply", "review")
WORDS = ("title", "keywords", "sms", "more", "voice", "voice_more", "examples")
_PLACED = ("like", "answers_for", "review")
"""Keys beside the words whose places rules name."""
REVIEW = ("written", "approved_by", "approved_on")


def read_entry(
    node: Node, reader: Reader, folder: str, name: str, seeds: Mapping[str, Seed], languages: Iterable[str]
) -> Entry:
    """Read the file `<name>.yaml` of responses/<folder>: a topic where a seed is called like the folder, else a reply."""
    if folder in seeds:
        return read_topic(node, reader, name, seeds[folder], languages)
    return read_reply(node, reader, name, FOLDERS[folder], languages)


def read_topic(node: Node, reader: Reader, name: str, seed: Seed, languages: Iterable[str]) -> Entry:
    """Read a topic's file `<name>.yaml`; its section must exist in `seed`."""
    languages = tuple(languages)
    fields = reader.block(node, (*TOPIC, *languages), (*TOPIC_NEEDS, languages[0]))
    section = _section(fields, reader, seed)
    sha = reader.text(fields.get("source_sha256", NOTHING))
    known = reader.text(fields.get("source_text", NOTHING))
    if section is not None and sha:
        _moved(section, sha, known, name, fields, reader)
    entry = _entry(fields, reader, name, "topic", "topic", languages, seed.id, section, sha)
    paused = reader.parsed(fields.get("paused", NOTHING), _switch, "yes or nothing", False)
    return replace(entry, like=reader.text(fields.get("like", NOTHING)), source_text=known, paused=paused)


def read_reply(node: Node, reader: Reader, name: str, kind: Kind, languages: Iterable[str]) -> Entry:
    """Read a file `<name>.yaml` of responses/system, responses/refer or responses/safety."""
    languages = tuple(languages)
    fields = reader.block(node, (*REPLY, *languages), (*REPLY_NEEDS, languages[0]))
    entry = _entry(fields, reader, name, "reply", kind, languages)
    return replace(entry, answers_for=reader.texts(fields.get("answers_for", NOTHING)))


def _moved(section: Section, sha: str, known: str, name: str, fields: Mapping[str, Node], reader: Reader) -> None:
    """Report that the section is not the one that the words were written from, with the difference if it is known."""
    if known and sha256(known) != sha:
        sentence = (
            f"this text does not have the hash under 'source_sha256'. Run 'helpline seen {name}', or take it out."
        )
        reader.fault(fields["source_text"], "source-text", sentence)
        known = ""
    if sha != section.sha256:
        reads = section.text.replace("\n", " / ")
        changes = f"Changed: {difference(known, section.text)}." if known else f"It now reads: '{reads}'."
        reader.fault(
            fields["source_sha256"],
            "source-moved",
            f"the section '{section.heading}' has changed since this was written. {changes} Correct the words where they "
            f"need it, then run 'helpline seen {name}' or set the hash to {section.sha256}.",
            "warning",
        )


def _entry(
    fields: Mapping[str, Node],
    reader: Reader,
    name: str,
    key: str,
    kind: Kind,
    languages: tuple[str, ...],
    seed: str = "",
    section: Section | None = None,
    sha: str = "",
) -> Entry:
    node = fields.get(key, NOTHING)
    if (found := reader.text(node)) and found != name:
        reader.fault(node, "id-differs", f"'{key}: {found}' in a file called '{name}.yaml'. Make them the same.")
    review = _review(fields.get("review", Node(1, 1)), reader)
    words = {lang: _words(fields[lang], reader, kind) for lang in languages if lang in fields}
    sources = reader.texts(fields.get("sources", NOTHING))
    places = {f"{lang}.{key}": place for lang in words for key, place in _places(fields[lang])}
    places |= dict(_places(Node(1, 1, fields={key: fields[key] for key in _PLACED if key in fields})))
    return Entry(
        name, kind, reader.path, words, seed, section, source_sha256=sha, review=review, sources=sources, places=places
    )


def _review(node: Node, reader: Reader) -> dict[str, str]:
    fields = reader.block(node, REVIEW)
    for key in ("written", "approved_on"):
        if key in fields and fields[key].text != "":
            reader.parsed(fields[key], date.fromisoformat, "a date such as 2026-11-23", date.min)
    return {key: reader.text(value) for key, value in fields.items()}


def _places(node: Node) -> Iterable[tuple[str, tuple[int, int]]]:
    for key, value in node.fields.items():
        yield key, (value.line, value.col)
        for at, item in enumerate(value.items or ()):
            yield f"{key}.{at}", (item.line, item.col)


def _words(node: Node, reader: Reader, kind: Kind) -> Words:
    """Read the words of one language. What the line itself says may exist on calls only; all else has words for a text."""
    fields = reader.block(node, WORDS, ("voice",) if kind == "system" and "sms" not in node.fields else ("sms",))
    text = {key: reader.text(fields.get(key, NOTHING)) for key in ("title", "sms", "more", "voice", "voice_more")}
    keywords, examples = (reader.texts(fields.get(key, NOTHING)) for key in ("keywords", "examples"))
    return Words(text["title"], keywords, text["sms"], text["more"], text["voice"], text["voice_more"], examples)


def _switch(text: str) -> bool:
    if text not in ("", "yes"):
        raise ValueError(text)
    return text == "yes"


def _section(fields: Mapping[str, Node], reader: Reader, seed: Seed) -> Section | None:
    node = fields.get("section", NOTHING)
    heading = reader.text(node)
    section = seed.sections.get(heading)
    if section is None:
        if heading:
            reader.fault(
                node,
                "section-missing",
                f"seeds/{seed.id}.md has no section {heading!r}. {did_you_mean(heading, seed.sections)}",
            )
        return None
    if "part" not in fields:
        return section
    part = reader.text(fields["part"])
    if part not in section.parts:
        reader.fault(
            fields["part"],
            "section-missing",
            f"the section {heading!r} has no part {part!r}. {did_you_mean(part, section.parts)}",
        )
    return section.parts.get(part)


def silenced(entries: Mapping[str, Entry], instead: str) -> dict[str, Entry]:
    """Return the entries with the words of the reply `instead` in the place of those of paused topics."""
    words = entries[instead].words if instead in entries else {}
    return {name: _silenced(entry, words) if entry.paused else entry for name, entry in entries.items()}


def _silenced(entry: Entry, instead: Mapping[str, Words]) -> Entry:
    made = {}
    for lang, words in entry.words.items():
        said = instead.get(lang, Words())
        made[lang] = replace(words, sms=said.sms, more="", voice=said.voice, voice_more="")
    return replace(entry, words=made)


def unknown_likes(entries: Mapping[str, Entry], unread: Collection[str]) -> list[Problem]:
    """Return a problem for each `like` that names no topic of another seed. Of `unread` topics nothing is known."""
    topics = {entry.id: entry for entry in entries.values() if entry.kind == "topic"}
    made = []
    for entry in topics.values():
        other = topics.get(entry.like)
        if entry.like and entry.like not in unread and (other is None or other.seed == entry.seed):
            known = [topic.id for topic in topics.values() if topic.seed != entry.seed]
            sentence = f"no other seed has a topic '{entry.like}'. {did_you_mean(entry.like, known)}"
            made.append(Problem(entry.path, *entry.places["like"], "error", "unknown-like", sentence))
    return made
