"""Reading a content folder (seeds/ and responses/) as a whole: all problems at once, or one frozen Content.

id-twice: two files in different folders have the same name.
GOOD: one `person.yaml`. BAD: `system/person.yaml` and `refer/person.yaml`.

folder-unknown: a folder of replies that belongs to no page.
GOOD: `responses/chemotherapy/` with `seeds/chemotherapy.md`. BAD: `responses/chemoterapy/`.

seed-none, language-first, phrases-missing: a file is gone without which the line cannot start.
GOOD: a page in `seeds/`, `languages/en.yaml`, word lists for each language. BAD: one of them deleted.

utterances-id, utterances-language: example messages for no reply, or in no language.
GOOD: `vaccines.en.txt` beside `vaccines.yaml`. BAD: `vaccine.en.txt`, `vaccines.eng.txt`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from helpline.content.entries import FOLDERS, read_entry, silenced, unknown_likes
from helpline.content.files import Files
from helpline.content.groups import read_groups, unknown_groups
from helpline.content.languages import read_language
from helpline.content.menu import read_menu
from helpline.content.model import Content, Entry, Language, Phrases, Seed, Utterance, claims
from helpline.content.phrases import read_phrases
from helpline.content.reading import NOTHING, Reader, did_you_mean
from helpline.content.referral import read_referral
from helpline.content.seeds import read_seed
from helpline.content.strays import LANGUAGES, SEED_FILE, report_strays
from helpline.content.yamlfile import Node
from helpline.problems import ContentError, Problem
from helpline.text.cleanup import clean

FIRST_LANGUAGE = "en"
"""The language that every reply must be written in."""

PAUSED = "paused"
"""The reply whose words stand for a topic that is not given at present."""

NOTHING_OVER: Mapping[str, str] = MappingProxyType({})


def load_content(folder: Path, overlay: Mapping[str, str] = NOTHING_OVER) -> tuple[Content, tuple[Problem, ...]]:
    """Return the content of `folder` and its warnings. Raises ContentError with every problem if there is an error.

    `overlay` holds the texts of published edits by path; each stands for the file of that name.
    """
    content, problems = read_content(folder, overlay)
    if any(problem.level == "error" for problem in problems):
        raise ContentError(problems)
    return content, problems


def read_content(folder: Path, overlay: Mapping[str, str] = NOTHING_OVER) -> tuple[Content, tuple[Problem, ...]]:
    """Return what could be read of `folder`, and its problems. With an error among them it is for checking only."""
    files = Files(folder, overlay)
    content = _Loading(files).content()
    return content, tuple(sorted(set(files.problems)))


class _Loading:
    """Reads on past every problem: what cannot be read is empty for the rest, and `unread` keeps its id."""

    def __init__(self, files: Files) -> None:
        self.files, self.responses = files, files.folder / "responses"
        self.unread: set[str] = set()

    def content(self) -> Content:
        languages = self._languages()
        seeds, unread_seeds = self._seeds()
        entries = self._entries(seeds, unread_seeds, languages)
        report_strays(self.files, {*seeds, *unread_seeds}, FOLDERS, languages)
        menu, menu_reader = self.files.opened(self.responses / "menu.yaml")
        referral, referral_reader = self.files.opened(self.responses / "referral.yaml")
        subjects, groups = self._subjects(seeds), self._groups(entries)
        return Content(
            seeds,
            entries,
            read_menu(menu, menu_reader, entries, languages, self.unread),
            read_referral(referral, referral_reader, languages),
            self._phrases(languages, entries),
            self._utterances(entries, languages, subjects, groups),
            groups,
            self._vocabulary(),
            subjects,
            languages,
            self.files.version,
            self._glossary(languages),
        )

    def _languages(self) -> dict[str, Language]:
        found = {path.stem: self.files.opened(path) for path in self.files.matching("responses/languages", "*.yaml")}
        if FIRST_LANGUAGE not in found:
            folder = self.responses / LANGUAGES
            self.files.fault(folder, "language-first", f"'{FIRST_LANGUAGE}.yaml' is missing. Put it back.")
            found[FIRST_LANGUAGE] = (Node(1, 1), Reader("", []))
        codes = sorted(found, key=lambda code: (code != FIRST_LANGUAGE, code))
        return {code: read_language(*found[code], code) for code in codes}

    def _seeds(self) -> tuple[dict[str, Seed], set[str]]:
        """Return the seeds, and the ids of those that cannot be read."""
        seeds: dict[str, Seed] = {}
        paths = self.files.matching("seeds", "*.md")
        for path in paths:
            try:
                if (text := self.files.text(path)) is not None:
                    seeds[path.stem] = read_seed(text, path.stem, self.files.shown(path))
            except ContentError as error:
                self.files.problems.extend(error.problems)
        if not paths:
            folder = self.files.folder / "seeds"
            self.files.fault(folder, "seed-none", "no seed was found. Put a source page ('*.md') here.")
        return seeds, {path.stem for path in paths} - seeds.keys()

    def _entries(
        self, seeds: Mapping[str, Seed], unread_seeds: set[str], languages: Mapping[str, Language]
    ) -> dict[str, Entry]:
        entries: dict[str, Entry] = {}
        folders = [path for path in self.files.matching("responses", "*") if path.is_dir() and path.name != LANGUAGES]
        for folder in folders:
            paths = self.files.matching(f"responses/{folder.name}", "*.yaml")
            if folder.name in unread_seeds:
                self.unread |= {path.stem for path in paths}
            elif folder.name in seeds or folder.name in FOLDERS:
                for path in paths:
                    self._entry(path, folder.name, seeds, languages, entries)
            else:
                known = did_you_mean(folder.name, [*seeds, *FOLDERS, LANGUAGES])
                self.files.fault(folder, "folder-unknown", f"no seed is called '{folder.name}'. {known}")
        self.files.problems.extend(unknown_likes(entries, self.unread))
        return silenced(entries, PAUSED)

    def _entry(
        self,
        path: Path,
        folder: str,
        seeds: Mapping[str, Seed],
        languages: Mapping[str, Language],
        entries: dict[str, Entry],
    ) -> None:
        if "." in path.stem or path.name == SEED_FILE:
            return
        node = self.files.yaml(path)
        if node is None:
            self.unread.add(path.stem)
            return
        reader = self.files.reader(path)
        entry = read_entry(node, reader, folder, path.stem, seeds, languages)
        if entry.id in entries:
            first = entries[entry.id].path
            self.files.fault(path, "id-twice", f"'{entry.id}' is also the id of {first}. Rename one of the files.")
        entries[entry.id] = entry

    def _phrases(self, languages: Mapping[str, Language], entries: Mapping[str, Entry]) -> tuple[Phrases, ...]:
        made: list[Phrases] = []
        for code, language in languages.items():
            path = self.responses / f"safety/phrases.{code}.yaml"
            if path.exists():
                made.extend(read_phrases(*self.files.opened(path), code))
            elif any(code in entry.words for entry in entries.values()):
                lacking = f"replies have words in {language.name or code}, and no phrase raises an alarm in it"
                self.files.fault(path, "phrases-missing", f"{lacking}. Put the file back.")
        return tuple(made)

    def _groups(self, entries: Mapping[str, Entry]) -> dict[str, tuple[str, ...]]:
        path = self.responses / "groups.yaml"
        node = self.files.yaml(path)
        if node is None:
            return {}
        groups = read_groups(node, self.files.reader(path))
        self.files.problems.extend(unknown_groups(entries.values(), groups))
        return groups

    def _vocabulary(self) -> frozenset[str]:
        node, reader = self.files.opened(self.responses / "vocabulary.yaml")
        fields = reader.block(node, ("words",), ("words",))
        return frozenset(clean(word) for word in reader.texts(fields.get("words", NOTHING)))

    def _glossary(self, languages: Mapping[str, Language]) -> tuple[Mapping[str, tuple[str, ...]], ...]:
        path = self.responses / "glossary.yaml"
        if not path.exists():
            return ()
        node, reader = self.files.opened(path)
        fields = reader.block(node, ("names",), ("names",))
        items = reader.items(fields.get("names", NOTHING))
        return tuple(reader.by_language(item, languages, reader.texts) for item in items)

    def _subjects(self, seeds: Mapping[str, Seed]) -> dict[str, str]:
        """Return the words that seeds answer for: example messages with one of them are no longer referred away."""
        taken: dict[str, str] = {}
        for path in self.files.matching("responses", f"*/{SEED_FILE}"):
            if path.parent.name in seeds:
                node, reader = self.files.opened(path)
                fields = reader.block(node, ("takes",), ("takes",))
                taken.update({clean(word): path.parent.name for word in reader.texts(fields.get("takes", NOTHING))})
        return taken

    def _utterances(
        self,
        entries: Mapping[str, Entry],
        languages: Mapping[str, Language],
        subjects: Mapping[str, str],
        groups: Mapping[str, tuple[str, ...]],
    ) -> tuple[Utterance, ...]:
        """Return the example messages, without those of a referral that a seed answers for now."""
        made = self._examples(entries, languages)
        return tuple(u for u in made if not claims(subjects, groups, entries[u.label], u.text))

    def _examples(self, entries: Mapping[str, Entry], languages: Mapping[str, Language]) -> list[Utterance]:
        made: list[Utterance] = []
        for path in self.files.matching("responses", "*/*.txt"):
            label, _, lang = path.stem.partition(".")
            if label not in entries:
                if label not in self.unread:
                    known = did_you_mean(label, entries)
                    self.files.fault(path, "utterances-id", f"there is no reply '{label}' for these messages. {known}")
            elif lang not in languages and lang != "other":
                known = did_you_mean(lang, [*languages, "other"])
                self.files.fault(path, "utterances-language", f"'{lang}' is no language here. {known}")
            elif (text := self.files.text(path)) is not None:
                made += [
                    Utterance(line.strip(), label, lang)
                    for line in text.splitlines()
                    if line.strip() and not line.startswith("# ")
                ]
        return made
