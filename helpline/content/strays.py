"""Files that nothing reads: a name misspelt, or a file in the wrong folder, is never passed over in silence.

file-stray: a file that nothing reads, mostly because of its name.
GOOD: `responses/refer/refer-cost.yaml`. BAD: `refer-cost.yml`, a folder within a folder.

phrases-language: a word list for a language that is not there.
GOOD: `phrases.es.yaml` with `languages/es.yaml`. BAD: `phrases.sp.yaml`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from helpline.content.files import Files
from helpline.content.reading import did_you_mean

TOP = ("glossary.yaml", "groups.yaml", "menu.yaml", "referral.yaml", "schema.json", "vocabulary.yaml")
"""What lies in responses/ itself, beside the folders."""

SEED_FILE = "seed.yaml"
"""In a seed's folder, optional: `takes`, the words that this seed answers for."""

LANGUAGES = "languages"
_REPLIES = "'id.yaml' for a reply and 'id.en.txt' for messages"


def report_strays(files: Files, seeds: Collection[str], folders: Collection[str], languages: Collection[str]) -> None:
    """Record every file that is not read. `seeds` and `folders` are the folders of replies; other ones are named already."""
    for path, _ in _all(files.folder / "seeds"):
        if path.suffix != ".md":
            files.fault(path, "file-stray", "nothing reads this file. Allowed here is '*.md'. Rename or remove it.")
    known = {*seeds, *folders, LANGUAGES}
    for path, folder in _all(files.folder / "responses"):
        if folder and folder[0] not in known:
            continue
        if allowed := _allowed(path, folder, seeds):
            sentence = f"nothing reads this file. Allowed here: {allowed}. Rename or remove it."
            files.fault(path, "file-stray", sentence)
        elif (lang := _phrases_of(path, folder)) and lang not in languages:
            sentence = f"'{lang}' is no language here. {did_you_mean(lang, languages)}"
            files.fault(path, "phrases-language", sentence)


def _all(folder: Path) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """Yield the files below `folder` with the folders they lie in, without hidden ones, editors' copies and what explains it."""
    above = len(folder.parts)
    for path in sorted(folder.rglob("*")):
        parts = path.parts[above:]
        passed = parts[-1].endswith("~") or parts[-1] == "README.md" or any(part.startswith(".") for part in parts)
        if not (passed or path.is_dir()):
            yield path, parts[:-1]


def _allowed(path: Path, folder: tuple[str, ...], seeds: Collection[str]) -> str:
    """Return what a file in this place may be called, or nothing if it may be called so."""
    if not folder:
        return "" if path.name in TOP else ", ".join(TOP)
    if len(folder) > 1:
        return "no folder within a folder"
    if folder[0] == LANGUAGES:
        return "" if path.suffix == ".yaml" else "'code.yaml' for a language"
    if path.name == SEED_FILE:
        return "" if folder[0] in seeds else f"{_REPLIES}; '{SEED_FILE}' only in a seed's folder"
    reply = path.suffix == ".yaml" and "." not in path.stem
    return "" if reply or path.suffix == ".txt" or _phrases_of(path, folder) else _REPLIES


def _phrases_of(path: Path, folder: tuple[str, ...]) -> str:
    """Return the language of a file 'safety/phrases.<lang>.yaml', else nothing."""
    name, _, lang = path.stem.partition(".")
    return lang if folder == ("safety",) and name == "phrases" and path.suffix == ".yaml" else ""
