"""The check of one reply file while somebody writes it, against everything else as it is."""

from __future__ import annotations

from datetime import date
from pathlib import PurePosixPath

from helpline.check.rules import LACKING, WORDS, check_entry
from helpline.check.scope import over
from helpline.content.entries import FOLDERS, read_entry, unknown_likes
from helpline.content.groups import unknown_groups
from helpline.content.reading import Reader
from helpline.content.yamlfile import YamlError, parse_mapping
from helpline.match.matcher import Matcher
from helpline.problems import Problem


def check_text(matcher: Matcher, path: str, text: str, today: date) -> list[Problem]:
    """Return the problems of a reply file `responses/<folder>/<name>.yaml` with this text, in order of its lines.

    Whether examples still get their replies is not said: that needs a matcher that has learnt from the new text.
    Raises KeyError for a folder that holds no replies.
    """
    content, place = matcher.content, PurePosixPath(path)
    folder = place.parent.name
    if folder not in content.seeds and folder not in FOLDERS:
        raise KeyError(folder)
    try:
        node = parse_mapping(text, path)
    except YamlError as error:
        return sorted(error.problems)
    problems: list[Problem] = []
    entry = read_entry(node, Reader(path, problems), folder, place.stem, content.seeds, content.languages)
    problems += unknown_groups([entry], content.groups)
    problems += [each for each in unknown_likes({**content.entries, entry.id: entry}, ()) if each.path == path]
    if any(problem.level == "error" for problem in problems):
        found = [
            problem for rule in WORDS for problem in rule(over(content, today, entry)) if problem.id not in LACKING
        ]
    else:
        found = check_entry(matcher, entry, today)
    return sorted({*problems, *found})
