"""`helpline new`: the file of a new topic, ready to fill in. `helpline seen`: a section was read again and still holds."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from helpline.cli.common import Commands, add_content, folder
from helpline.content.files import Files
from helpline.content.load import read_content
from helpline.content.model import Content, Section
from helpline.content.reading import did_you_mean
from helpline.content.writing import new_topic, seen
from helpline.problems import HelplineError

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class NewError(HelplineError):
    """The file cannot be made; the sentence says why and what to do."""


@dataclass(frozen=True)
class Place:
    """A section, or a part of one: `whole` is the section itself."""

    seed: str
    section: Section
    whole: Section


def add(commands: Commands) -> None:
    """Add the commands."""
    parser = commands.add_parser("new", help="make the reply file for a section of a page")
    parser.add_argument("topic", metavar="TOPIC", help="what the reply is called, such as side-effects")
    parser.add_argument("--section", metavar="HEADING", help="the section's heading or id, or that of a part of it")
    parser.add_argument("--seed", metavar="NAME", default="", help="the page, if several have such a section")
    add_content(parser)
    parser.set_defaults(run=run)
    again = commands.add_parser("seen", help="say that a topic still holds for its section as it is now")
    again.add_argument("topic", metavar="TOPIC")
    add_content(again)
    again.set_defaults(run=run_seen)


def run(args: argparse.Namespace) -> int:
    """Write the file and say what comes next."""
    base = folder(args)
    content, _ = read_content(base)
    if not _ID.fullmatch(args.topic):
        raise NewError(
            f"'{args.topic}' is no name for a topic. Allowed are small letters, digits and hyphens: how-given."
        )
    if args.topic in content.entries:
        raise NewError(f"{content.entries[args.topic].path} is there already. Choose another name, or edit that file.")
    place = find(content, args.section or args.topic, args.seed)
    path = base / "responses" / place.seed / f"{args.topic}.yaml"
    made = new_topic(args.topic, place.section, place.whole, content.languages, date.today())
    path.parent.mkdir(exist_ok=True)
    with path.open("x", encoding="utf-8") as file:
        file.write(made)
    print(NEXT.format(path=path.relative_to(base).as_posix(), topic=args.topic, folder=path.parent.name))
    return 0


NEXT = """\
{path} is made. Next:
1. Fill in the words; the section's text stands above them.
2. Add '- {{key: ..., topic: {topic}}}' to responses/menu.yaml.
3. Run 'helpline check': it names what is missing.
4. Put messages as people write them into responses/{folder}/{topic}.en.txt, one a line."""


def run_seen(args: argparse.Namespace) -> int:
    """Set hash and text of the section in the topic's file."""
    base = folder(args)
    content, _ = read_content(base)
    entry = content.entries.get(args.topic)
    if entry is None or entry.section is None:
        known = did_you_mean(args.topic, [topic.id for topic in content.topics() if topic.section])
        raise NewError(f"there is no topic '{args.topic}' with a section. {known}")
    path = base / entry.path
    text = Files(base).text(path) or ""
    path.write_text(seen(text, entry.section), encoding="utf-8", newline="\n")
    print(f"{entry.path} now stands on {entry.section.heading!r} as it is in seeds/{entry.seed}.md.")
    return 0


def find(content: Content, wanted: str, seed: str) -> Place:
    """Return the section, or the part of one, that is called `wanted`. Raises NewError if there is none or several."""
    places = [place for place in _places(content) if seed in ("", place.seed)]
    found = [place for place in places if wanted in (place.section.heading, place.section.id)]
    if not found:
        known = did_you_mean(wanted, [place.section.heading for place in places])
        raise NewError(f"no section is called '{wanted}'. {known} Give it with --section.")
    if len(found) > 1:
        seeds = ", ".join(place.seed for place in found)
        raise NewError(f"several sections are called '{wanted}', in {seeds}. Say which with --seed.")
    return found[0]


def _places(content: Content) -> Iterator[Place]:
    for seed in content.seeds.values():
        for whole in seed.sections.values():
            yield Place(seed.id, whole, whole)
            yield from (Place(seed.id, part, whole) for part in whole.parts.values())
