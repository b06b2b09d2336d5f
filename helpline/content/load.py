"""Reading a content folder (seeds/ and responses/) as a whole: all problems at once, or one frozen Content."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from helpline.content.entries import read_reply, read_topic
from helpline.content.languages import read_language
from helpline.content.menu import read_menu
from helpline.content.model import Content, Entry, Kind, Language, Phrases, Utterance
from helpline.content.phrases import read_phrases
from helpline.content.reading import NOTHING, Reader, did_you_mean
from helpline.content.referral import read_referral
from helpline.content.seeds import Seed, read_seed
from helpline.content.yamlfile import Node, YamlError, parse_mapping
from helpline.problems import ContentError, Problem
from helpline.text.cleanup import clean

FIRST_LANGUAGE = "en"
"""The language that every reply must be written in."""

SEED_FILE = "seed.yaml"
"""In a seed's folder, optional: `takes`, the words that this seed answers for."""

FILE_LIMIT = 1_000_000
"""Bytes of one file. A larger one is a mistake, and is not read into memory."""

_FOLDERS: Mapping[str, Kind] = {"refer": "refer", "system": "system", "safety": "safety"}


def load_content(folder: Path) -> tuple[Content, tuple[Problem, ...]]:
    """Return the content of `folder` and its warnings. Raises ContentError with every problem if there is an error."""
    loading = _Loading(folder)
    content = loading.content()
    problems = tuple(sorted(set(loading.problems)))
    if content is None or any(problem.level == "error" for problem in problems):
        raise ContentError(problems)
    return content, problems


class _Loading:
    def __init__(self, folder: Path) -> None:
        self.folder, self.problems = folder, list[Problem]()
        self.hash = hashlib.sha256()

    def content(self) -> Content | None:
        languages = self._languages()
        seeds = self._seeds()
        entries = self._entries(seeds, languages)
        menu = self._yaml(self.folder / "responses/menu.yaml")
        referral = self._yaml(self.folder / "responses/referral.yaml")
        if menu is None or referral is None or not languages:
            return None
        subjects = self._subjects(seeds)
        phrases, utterances = self._phrases(languages), self._utterances(entries, languages, subjects)
        return Content(
            seeds,
            entries,
            read_menu(menu, self._reader("responses/menu.yaml"), entries, languages),
            read_referral(referral, self._reader("responses/referral.yaml"), languages),
            phrases,
            utterances,
            self._groups(),
            self._vocabulary(),
            subjects,
            languages,
            self.hash.hexdigest()[:12],
        )

    def _reader(self, shown: str) -> Reader:
        return Reader(shown, self.problems)

    def _shown(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix()

    def fault(self, path: Path, rule: str, sentence: str) -> None:
        self.problems.append(Problem(self._shown(path), 1, 1, "error", rule, sentence))

    def _text(self, path: Path) -> str | None:
        try:
            if path.stat().st_size > FILE_LIMIT:
                self.fault(
                    path,
                    "file-size",
                    f"{path.stat().st_size:,} bytes, at most {FILE_LIMIT:,}. This is not a file for people to write.",
                )
                return None
            raw = path.read_bytes()
            self.hash.update(self._shown(path).encode() + b"\0" + raw + b"\0")
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = raw[: error.start].count(b"\n") + 1
            self.problems.append(
                Problem(
                    self._shown(path),
                    line,
                    1,
                    "error",
                    "file-utf8",
                    f"byte 0x{raw[error.start]:02x} is not UTF-8. Save the file as UTF-8.",
                )
            )
        except OSError as error:
            self.fault(path, "file-missing", f"cannot be read ({error.strerror}). Put the file back.")
        return None

    def _yaml(self, path: Path) -> Node | None:
        text = self._text(path)
        if text is None:
            return None
        try:
            return parse_mapping(text, self._shown(path))
        except YamlError as error:
            self.problems.extend(error.problems)
            return None

    def _files(self, folder: str, pattern: str) -> Iterable[Path]:
        return sorted((self.folder / folder).glob(pattern))

    def _languages(self) -> dict[str, Language]:
        found = {
            path.stem: node
            for path in self._files("responses/languages", "*.yaml")
            if (node := self._yaml(path)) is not None
        }
        if FIRST_LANGUAGE not in found:
            self.fault(
                self.folder / "responses/languages",
                "language-first",
                f"'{FIRST_LANGUAGE}.yaml' is missing. Put it back.",
            )
            return {}
        codes = sorted(found, key=lambda code: (code != FIRST_LANGUAGE, code))
        return {
            code: read_language(found[code], self._reader(f"responses/languages/{code}.yaml"), code) for code in codes
        }

    def _seeds(self) -> dict[str, Seed]:
        seeds: dict[str, Seed] = {}
        for path in self._files("seeds", "*.md"):
            try:
                self._text(path)
                seeds[path.stem] = read_seed(path, self._shown(path))
            except ContentError as error:
                self.problems.extend(error.problems)
        if not seeds and not self.problems:
            self.fault(self.folder / "seeds", "seed-none", "no seed was found. Put a source page ('*.md') here.")
        return seeds

    def _entries(self, seeds: Mapping[str, Seed], languages: Mapping[str, Language]) -> dict[str, Entry]:
        entries: dict[str, Entry] = {}
        folders = [
            path
            for path in sorted((self.folder / "responses").glob("*/"))
            if path.is_dir() and path.name != "languages"
        ]
        for folder in folders:
            if folder.name not in seeds and folder.name not in _FOLDERS:
                known = [*seeds, *_FOLDERS, "languages"]
                if not (self.folder / f"seeds/{folder.name}.md").exists():
                    self.fault(
                        folder,
                        "folder-unknown",
                        f"no seed is called '{folder.name}'. {did_you_mean(folder.name, known)}",
                    )
                continue
            for path in self._files(f"responses/{folder.name}", "*.yaml"):
                self._entry(path, folder.name, seeds, languages, entries)
        return entries

    def _entry(
        self,
        path: Path,
        folder: str,
        seeds: Mapping[str, Seed],
        languages: Mapping[str, Language],
        entries: dict[str, Entry],
    ) -> None:
        if "." in path.stem or path.name == SEED_FILE or (node := self._yaml(path)) is None:
            return
        reader = self._reader(self._shown(path))
        if folder in seeds:
            entry = read_topic(node, reader, path.stem, seeds[folder], languages)
        else:
            entry = read_reply(node, reader, path.stem, _FOLDERS[folder], languages)
        if entry.id in entries:
            self.fault(
                path, "id-twice", f"'{entry.id}' is also the id of {entries[entry.id].path}. Rename one of the files."
            )
        entries[entry.id] = entry

    def _phrases(self, languages: Mapping[str, Language]) -> tuple[Phrases, ...]:
        made: list[Phrases] = []
        for code in languages:
            path = self.folder / f"responses/safety/phrases.{code}.yaml"
            if path.exists() and (node := self._yaml(path)) is not None:
                made.extend(read_phrases(node, self._reader(self._shown(path)), code))
        return tuple(made)

    def _groups(self) -> dict[str, tuple[str, ...]]:
        path = self.folder / "responses/groups.yaml"
        node = self._yaml(path)
        reader = self._reader(self._shown(path))
        groups = {name: reader.texts(items) for name, items in node.fields.items()} if node else {}
        return {name: tuple(word for text in texts if (word := clean(text))) for name, texts in groups.items()}

    def _vocabulary(self) -> frozenset[str]:
        path = self.folder / "responses/vocabulary.yaml"
        node, reader = self._yaml(path), self._reader(self._shown(path))
        fields = reader.block(node, ("words",), ("words",)) if node else {}
        return frozenset(clean(word) for word in reader.texts(fields.get("words", NOTHING)))

    def _subjects(self, seeds: Mapping[str, Seed]) -> dict[str, str]:
        """Return the words that seeds answer for: example messages with one of them are no longer referred away."""
        taken: dict[str, str] = {}
        for path in self._files("responses", f"*/{SEED_FILE}"):
            node, reader = self._yaml(path), self._reader(self._shown(path))
            fields = reader.block(node, ("takes",), ("takes",)) if node else {}
            if path.parent.name in seeds:
                taken.update({clean(word): path.parent.name for word in reader.texts(fields.get("takes", NOTHING))})
        return taken

    def _utterances(
        self, entries: Mapping[str, Entry], languages: Mapping[str, Language], subjects: Mapping[str, str]
    ) -> tuple[Utterance, ...]:
        made = self._examples(entries, languages)
        return tuple(
            utterance
            for utterance in made
            if not subjects
            or entries[utterance.label].kind != "refer"
            or not any(f" {word} " in f" {clean(utterance.text)} " for word in subjects)
        )

    def _examples(self, entries: Mapping[str, Entry], languages: Mapping[str, Language]) -> list[Utterance]:
        made = [
            Utterance(text, entry.id, lang)
            for entry in entries.values()
            for lang, words in entry.words.items()
            for text in words.examples
        ]
        for path in self._files("responses", "*/*.txt"):
            label, _, lang = path.stem.partition(".")
            if label not in entries:
                self.fault(
                    path,
                    "utterances-id",
                    f"there is no reply '{label}' for these messages. {did_you_mean(label, entries)}",
                )
            elif lang not in languages and lang != "other":
                self.fault(
                    path,
                    "utterances-language",
                    f"'{lang}' is no language here. {did_you_mean(lang, [*languages, 'other'])}",
                )
            elif (text := self._text(path)) is not None:
                made += [
                    Utterance(line.strip(), label, lang)
                    for line in text.splitlines()
                    if line.strip() and not line.startswith("# ")
                ]
        return made
