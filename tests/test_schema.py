"""The JSON schema for editors: true to what the reader accepts and refuses, and kept in responses/schema.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from helpline.cli.main import main
from helpline.content.load import read_content
from helpline.content.model import Content
from helpline.content.schema import schema, schema_text
from helpline.content.yamlfile import Node, YamlError, parse_mapping
from tests.conftest import ROOT
from tests.planting import EXPECTED, PLANTED, plant

SHAPES = {"unknown-key", "missing-key", "shape", "value", "menu-end", "menu-empty", "menu-long"}
"""What a schema can see: what depends on other files, or on words, it cannot."""


def plain(node: Node) -> Any:
    if node.text is not None:
        return node.text or None
    if node.items is not None:
        return [plain(item) for item in node.items]
    return {key: plain(value) for key, value in node.fields.items()}


def described(folder: Path) -> list[Path]:
    """Return the files of a content folder that the schema is for."""
    top = [folder / "responses/menu.yaml", folder / "responses/referral.yaml"]
    replies = [
        path
        for path in folder.glob("responses/*/*.yaml")
        if path.parent.name != "languages" and "." not in path.stem and path.name != "seed.yaml"
    ]
    return [*top, *replies]


def refused(path: Path, languages: Any) -> bool:
    value = plain(parse_mapping(path.read_text(encoding="utf-8"), path.name))
    return not Draft202012Validator(schema(languages)).is_valid(value)


def test_the_file_is_the_schema(content: Content, capsys: pytest.CaptureFixture[str]) -> None:
    kept = (ROOT / "responses/schema.json").read_text(encoding="utf-8")
    assert kept == schema_text(content.languages), "run: helpline schema > responses/schema.json"
    main(["schema", "--content", str(ROOT)])
    assert capsys.readouterr().out == kept
    Draft202012Validator.check_schema(json.loads(kept))


def test_it_accepts_every_file_of_the_line(content: Content) -> None:
    paths = described(ROOT)
    assert len(paths) > 90
    assert [path for path in paths if refused(path, content.languages)] == []


@pytest.mark.parametrize("name", sorted(path.name for path in PLANTED.iterdir() if path.name != "base"))
def test_it_refuses_what_the_reader_refuses_and_nothing_else(name: str, tmp_path: Path) -> None:
    plant(name, tmp_path / "content")
    content, problems = read_content(tmp_path / "content")
    changed = {path.relative_to(PLANTED / name) for path in (PLANTED / name).rglob("*") if path.name != EXPECTED}
    for path in described(tmp_path / "content"):
        shown = path.relative_to(tmp_path / "content")
        found = {problem.id for problem in problems if problem.path == shown.as_posix()}
        try:
            no = refused(path, content.languages)
            assert no or not found & SHAPES, shown
            assert not no or found & {*SHAPES, "menu-key"}, shown
        except YamlError:
            assert shown in changed
            assert any(rule.startswith("yaml-") for rule in found)


@pytest.mark.parametrize(
    "text",
    [
        "topic: a\nsection: b\nsource_sha256: c\nreview: {}\n",
        "topic: a\nsection: b\nsource_sha256: c\nreview: {}\nen: {sms: }\n",
        "reply: a\nreview: {}\nen: {title: b}\n",
        "menu: []\n",
        "menu:\n  - {key: 1, title: {en: a}}\n",
        "menu:\n  - {key: 6, topic: a}\n",
        "switch: ajar\n",
        "words: [a]\n",
    ],
)
def test_more_that_it_refuses(text: str) -> None:
    assert not Draft202012Validator(schema(["en", "es"])).is_valid(plain(parse_mapping(text, "a.yaml")))


def test_editors_read_numbers_and_nulls(content: Content) -> None:
    words = {"sms": "Words.", "keywords": ["a", 988], "more": None}
    value = {"reply": "a", "review": {"written": "2026-11-23", "approved_by": None, "approved_on": None}, "en": words}
    assert Draft202012Validator(schema(content.languages)).is_valid(value)
    assert Draft202012Validator(schema(content.languages)).is_valid({"menu": [{"key": 1, "topic": "a"}]})
