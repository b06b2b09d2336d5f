"""Seed documents: front matter, then sections, as the pages of the source come to us.

The pages write a heading as `##` alone with the title in the next paragraph, which every common Markdown parser
reads as an empty heading, and they break lists with "Learn more about ..." lines. So the few constructs that occur
are read here.

seed-front-matter: a page does not begin with the facts about it, or has no title.
GOOD: `---`, `title: ...`, `---` at the top. BAD: a page without them.

seed-sections, seed-heading, seed-part: text that belongs to no section, or two sections of one name.
GOOD: every text below a heading of its own. BAD: text above the first heading, two headings that read the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from helpline.content.model import Section, Seed
from helpline.content.yamlfile import YamlError, parse_mapping
from helpline.problems import ContentError, Problem

# Every part takes all it can and gives nothing back, also where no link comes of it: a page of brackets is read once.
_LINK = re.compile(r"\[([^\]]*+)(?:\](?:\([^)]*+(\))?)?)?")
_LOOSE = re.compile(r"(?<! ) +([.,;:])")
_HEADING = re.compile(r"^(#{1,6})(?:\s+(.*))?$")
_ITEM = re.compile(r"^[-*]\s+")
_PART = re.compile(r"^(?:[-*]\s+)\*\*(.+?)\*\*")
_SLUG = re.compile(r"[^a-z0-9]+")


def plain(markdown: str) -> str:
    """Return the words of a paragraph: links to their words, no emphasis marks, NBSP and line breaks to single spaces."""
    unlinked = _LINK.sub(lambda link: link[1] if link[2] else link[0], markdown)
    return re.sub(r"\s+", " ", _LOOSE.sub(r"\1", unlinked.replace("**", "").replace("\u00a0", " "))).strip()


def read_seed(text: str, name: str, shown: str) -> Seed:
    """Read the text of the seed called `name`. `shown` is the path that problems name. Raises ContentError with place and remedy."""
    lines = text.splitlines()
    meta, places, start = _front_matter(lines, shown)
    return Seed(name, meta, _sections(lines, start, meta, shown), places)


def _fault(path: str, line: int, col: int, rule: str, sentence: str) -> ContentError:
    return ContentError([Problem(path, line, col, "error", rule, sentence)])


def _front_matter(lines: list[str], shown: str) -> tuple[Mapping[str, str], Mapping[str, tuple[int, int]], int]:
    if not lines or lines[0].strip() != "---":
        raise _fault(
            shown,
            1,
            1,
            "seed-front-matter",
            "the file does not begin with front matter. Begin it with a line '---', the facts about the page, and a line '---'.",
        )
    end = next((n for n, line in enumerate(lines[1:], 1) if line.strip() == "---"), None)
    if end is None:
        raise _fault(
            shown, 1, 1, "seed-front-matter", "the front matter is not closed. Put a line '---' after its last fact."
        )
    try:
        node = parse_mapping("\n".join(["", *lines[1:end]]), shown)
    except YamlError as error:
        raise ContentError(error.problems) from None
    meta = {key: value.text for key, value in node.fields.items() if value.text is not None}
    if "title" not in meta:
        raise _fault(shown, 1, 1, "seed-front-matter", "the front matter has no 'title'. Add the page's title.")
    return meta, node.keys, end + 1


def _sections(lines: list[str], start: int, meta: Mapping[str, str], shown: str) -> Mapping[str, Section]:
    found: dict[str, Section] = {}
    for heading, line, body in _split(lines, start):
        section = _section(heading, line, body, shown)
        if not heading:
            raise _fault(
                shown,
                line,
                1,
                "seed-sections",
                "text stands before the first heading. Put a heading ('## ...') above it.",
            )
        if heading in found:
            raise _fault(
                shown,
                line,
                1,
                "seed-heading",
                f"two sections are called {heading!r} (first at line {found[heading].line}). Give each its own heading.",
            )
        if section.text:
            found[heading] = section
    if not found:
        raise _fault(
            shown,
            start + 1,
            1,
            "seed-sections",
            f"no section with text was found under the title {meta['title']!r}. Add headings ('## ...') with text below them.",
        )
    return found


def _split(lines: list[str], start: int) -> list[tuple[str, int, list[tuple[int, str]]]]:
    """Cut into (heading, line, [(line, paragraph line)]). A bare `##` takes the next paragraph as its title."""
    blocks: list[tuple[str, int, list[tuple[int, str]]]] = []
    waiting = False
    for number, line in enumerate(lines[start:], start + 1):
        mark = _HEADING.match(line.strip())
        if mark and (title := plain(mark[2] or "")):
            blocks.append((title, number, []))
        elif mark:
            waiting = True
            continue
        elif waiting and line.strip():
            blocks.append((plain(line), number, []))
        elif blocks:
            blocks[-1][2].append((number, line))
        elif line.strip():
            blocks.append(("", number, [(number, line)]))
        waiting = waiting and not line.strip()
    return blocks


def _section(heading: str, line: int, body: list[tuple[int, str]], shown: str) -> Section:
    parts: dict[str, tuple[int, list[str]]] = {}
    paragraphs: list[str] = []
    current: list[str] = []
    for number, raw in body:
        if _ITEM.match(raw):
            current = []
        if mark := _PART.match(raw):
            name = plain(mark[1])
            if name in parts:
                raise _twice(shown, number, name, parts[name][0])
            parts[name] = (number, current)
        text = plain(re.sub(r"^\s*[-*]\s+", "", raw))
        if text and not text.startswith("Learn more about "):
            paragraphs.append(text)
            current.append(text)
    made = {name: Section(slug(name), name, "\n".join(words), at, {}) for name, (at, words) in parts.items()}
    return Section(slug(heading), heading, "\n".join(paragraphs), line, made)


def _twice(shown: str, line: int, name: str, first: int) -> ContentError:
    return _fault(
        shown,
        line,
        1,
        "seed-part",
        f"two parts of one section are called {name!r} (first at line {first}). Give each its own bold words.",
    )


def slug(heading: str) -> str:
    """Return the heading as an id: lower-case words joined with hyphens."""
    return _SLUG.sub("-", heading.lower()).strip("-")
