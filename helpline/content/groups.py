"""`responses/groups.yaml`: names that mean the same to the line, such as the drugs of one kind.

group-empty, group-twice, unknown-group: a name of which nothing is left, one in two groups, a group that nobody made.
GOOD: `keytruda` in one group. BAD: `keytruda` in two, `answers_for: [other_drugs]` where the group is `other_drug`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from helpline.content.model import Entry
from helpline.content.reading import Reader, did_you_mean
from helpline.content.yamlfile import Node
from helpline.problems import Problem
from helpline.text.cleanup import clean


def read_groups(node: Node, reader: Reader) -> dict[str, tuple[str, ...]]:
    """Return the cleaned names of each group. A name in two groups, or of which nothing is left, is a problem."""
    owners: dict[str, str] = {}
    return {
        group: tuple(name for item in reader.items(names) if (name := _name(item, reader, group, owners)))
        for group, names in node.fields.items()
    }


def _name(node: Node, reader: Reader, group: str, owners: dict[str, str]) -> str:
    written = reader.text(node)
    name = clean(written)
    if not name:
        reader.fault(node, "group-empty", f"nothing is left of {written!r} after clean-up. Use letters or digits.")
    elif (owner := owners.setdefault(name, group)) != group:
        sentence = f"'{written}' is also in the group '{owner}'. A name belongs to one group; keep it in one of them."
        reader.fault(node, "group-twice", sentence)
        return ""
    return name


def unknown_groups(entries: Iterable[Entry], groups: Mapping[str, object]) -> list[Problem]:
    """Return a problem for each group that a referral answers for and nobody has made."""
    return [
        Problem(
            entry.path,
            *entry.places[f"answers_for.{at}"],
            "error",
            "unknown-group",
            f"responses/groups.yaml has no group '{group}'. {did_you_mean(group, groups)}",
        )
        for entry in entries
        for at, group in enumerate(entry.answers_for)
        if group not in groups
    ]
