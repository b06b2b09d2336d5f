"""Faults planted in a small content, one file each: the whole output, word by word, stands beside the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpline.check.shown import as_text
from helpline.cli.check import found, lines_of
from tests.planting import DAY, EXPECTED, PLANTED, plant

NAMES = sorted(folder.name for folder in PLANTED.iterdir() if folder.name != "base")


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("weights")


@pytest.fixture(autouse=True)
def _var(weights: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HELPLINE_VAR_DIR", str(weights))


def said(name: str, folder: Path) -> str:
    plant(name, folder)
    problems = [problem for problem in found(folder, DAY) if problem.level != "note"]
    return as_text(problems, lines_of(folder))


def test_the_base_has_no_fault(tmp_path: Path) -> None:
    assert said("base", tmp_path / "content") == ""


@pytest.mark.parametrize("name", NAMES)
def test_a_planted_fault_gives_exactly_what_is_written_beside_it(name: str, tmp_path: Path) -> None:
    assert said(name, tmp_path / "content") == (PLANTED / name / EXPECTED).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_one_file_is_planted(name: str) -> None:
    files = [path for path in (PLANTED / name).rglob("*") if path.is_file()]
    assert len(files) == 2


def test_there_are_enough_of_them() -> None:
    assert len(NAMES) >= 40
