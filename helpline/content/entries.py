"""Reply files: one YAML file for each topic, referral and reply of the line."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from helpline.content.model import Entry, Kind, Words
from helpline.content.reading import NOTHING, Reader, did_you_mean
from helpline.content.seeds import Section, Seed
from helpline.content.yamlfile import Node
from helpline.problems import Problem

_TOPIC = ("topic", "section", "part", "like", "source_sha256", "review", "sources")
_REPLY = ("reply", "review", "sources", "answers_for")
_WORDS = ("title", "keywords", "sms", "more", "voice", "voice_more", "examples")
_LINKS = ("like", "answers_for")
_REVIEW = ("written", "approved_by", "approved_on")


def read_topic(node: Node, reader: Reader, name: str, seed: Seed, languages: Iterable[str]) -> Entry:
    """Read a topic's file `<name>.yaml`; its section must exist in `seed`."""
    languages = tuple(languages)
    fields = reader.block(node, (*_TOPIC, *languages), ("topic", "section", "source_sha256", "review", languages[0]))
    section = _section(fields, reader, seed)
    sha = reader.text(fields.get("source_sha256", NOTHING))
    if section is not None and sha and sha != section.sha256:
        reader.fault(
            fields["source_sha256"],
            "source-moved",
            f"the section '{section.heading}' has changed since this was written (its hash is now {section.sha256}). "
            "Read it again, correct the words, then set the new hash.",
            "warning",
        )
    entry = _entry(fields, reader, name, "topic", "topic", languages, seed.id, section, sha)
    return replace(entry, like=reader.text(fields.get("like", NOTHING)))


def read_reply(node: Node, reader: Reader, name: str, kind: Kind, languages: Iterable[str]) -> Entry:
    """Read a file `<name>.yaml` of responses/system, responses/refer or responses/safety."""
    languages = tuple(languages)
    fields = reader.block(node, (*_REPLY, *languages), ("reply", "review", languages[0]))
    entry = _entry(fields, reader, name, "reply", kind, languages)
    return replace(entry, answers_for=reader.texts(fields.get("answers_for", NOTHING)))


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
    review = {k: reader.text(v) for k, v in reader.block(fields.get("review", Node(1, 1)), _REVIEW).items()}
    words = {lang: _words(fields[lang], reader, kind) for lang in languages if lang in fields}
    sources = reader.texts(fields.get("sources", NOTHING))
    places = {f"{lang}.{key}": place for lang in words for key, place in _places(fields[lang])}
    places |= dict(_places(Node(1, 1, fields={key: fields[key] for key in _LINKS if key in fields})))
    return Entry(
        name, kind, reader.path, words, seed, section, source_sha256=sha, review=review, sources=sources, places=places
    )


def _places(node: Node) -> Iterable[tuple[str, tuple[int, int]]]:
    for key, value in node.fields.items():
        yield key, (value.line, value.col)
        for at, item in enumerate(value.items or ()):
            yield f"{key}.{at}", (item.line, item.col)


def _words(node: Node, reader: Reader, kind: Kind) -> Words:
    """Read the words of one language. What the line itself says may exist on calls only; all else has words for a text."""
    fields = reader.block(node, _WORDS, ("voice",) if kind == "system" and "sms" not in node.fields else ("sms",))
    text = {key: reader.text(fields.get(key, NOTHING)) for key in ("title", "sms", "more", "voice", "voice_more")}
    keywords, examples = (reader.texts(fields.get(key, NOTHING)) for key in ("keywords", "examples"))
    return Words(text["title"], keywords, text["sms"], text["more"], text["voice"], text["voice_more"], examples)


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


def unknown_likes(entries: Mapping[str, Entry], unread: Collection[str]) -> list[Problem]:
    """Return a problem for each `like` that names no topic of another seed. Of `unread` topics nothing is known."""
    topics = [entry for entry in entries.values() if entry.kind == "topic"]
    made = []
    for entry in topics:
        known = [other.id for other in topics if other.seed != entry.seed] if entry.like else []
        if entry.like and entry.like not in (*known, *unread):
            sentence = f"no other seed has a topic '{entry.like}'. {did_you_mean(entry.like, known)}"
            made.append(Problem(entry.path, *entry.places["like"], "error", "unknown-like", sentence))
    return made
