"""Published edits into the files, for git, in both databases: whole, with their comments, and never over somebody's change."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sqlalchemy import Engine

from helpline.cli.main import main
from helpline.content.edit import changed
from helpline.live.exporting import write
from helpline.live.overlay import hash_of
from helpline.store.edits import Edits
from tests.copies import Copy

PATH, OTHER = "responses/immunotherapy/how-given.yaml", "responses/refer/refer-cost.yaml"


@pytest.fixture
def folder(tmp_path: Path, engine: Engine, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A content folder whose edits are in the database."""
    made = Copy(tmp_path / "content").folder
    url = engine.url.render_as_string(hide_password=False)
    for name, value in (environment | {"DATABASE_URL": url, "HELPLINE_CONTENT_DIR": str(made)}).items():
        monkeypatch.setenv(name, value)
    return made


@pytest.fixture
def edits(engine: Engine) -> Edits:
    return Edits(engine)


def text_of(folder: Path, path: str = PATH) -> str:
    return (folder / path).read_text(encoding="utf-8")


def published(edits: Edits, folder: Path, path: str = PATH, title: str = "How you get it") -> str:
    """Publish another title, and return the text."""
    (folder / path).write_text("# Kept.\n" + text_of(folder, path), encoding="utf-8")
    text = changed(text_of(folder, path), {"en.title": title})
    draft = edits.save(path, "ana", text, edits.current(path), hash_of(folder, path))
    edits.propose(draft.id, "ana", "")
    edits.approve(draft.id, "ben", text)
    return text


def test_an_edit_is_written_with_its_comments(folder: Path, edits: Edits, capsys: pytest.CaptureFixture[str]) -> None:
    text, cost = published(edits, folder), text_of(folder, OTHER)
    before = sorted(path.name for path in (folder / PATH).parent.iterdir())
    (folder / PATH).chmod(0o640)
    assert main(["export"]) == 0
    out = capsys.readouterr().out
    assert f"{PATH}: written, edit 1 by ana, published by ben\n" in out
    assert text_of(folder) == text
    assert text.startswith("# Kept.\n")
    assert (folder / PATH).stat().st_mode & 0o777 == 0o640
    assert text_of(folder, OTHER) == cost
    assert sorted(path.name for path in (folder / PATH).parent.iterdir()) == before, "nothing is left lying"
    assert main(["export"]) == 0
    assert "already" in capsys.readouterr().out
    assert edits.current(PATH), "the edit is served until somebody says that every machine has the file"


def test_check_writes_nothing(folder: Path, edits: Edits, capsys: pytest.CaptureFixture[str]) -> None:
    text = published(edits, folder)
    assert main(["export", "--check"]) == 0
    assert text_of(folder) != text
    out = capsys.readouterr().out
    assert f"{PATH}: would get edit 1 by ana" in out
    assert "1 to write, 0 in the files already" in out


def test_a_file_that_moved_on_is_left_alone_and_told(
    folder: Path, edits: Edits, capsys: pytest.CaptureFixture[str]
) -> None:
    text, cost = published(edits, folder), published(edits, folder, OTHER, "Cost")
    (folder / PATH).write_text(text_of(folder) + "# Deployed since.\n", encoding="utf-8")
    for how in (["--check"], []):
        assert main(["export", *how]) == 1
        out = capsys.readouterr().out
        assert f"{PATH}: LEFT ALONE: the file has changed since edit 1 by ana" in out
    assert text_of(folder).endswith("# Deployed since.\n")
    assert text_of(folder, OTHER) == cost, "the others are written all the same"
    (folder / PATH).unlink()
    assert main(["export"]) == 1
    assert "the file was removed" in capsys.readouterr().out
    assert main(["export", "--over"]) == 0
    assert text_of(folder) == text


def test_done_gives_back_only_what_the_files_have(
    folder: Path, edits: Edits, capsys: pytest.CaptureFixture[str]
) -> None:
    published(edits, folder)
    published(edits, folder, OTHER, "Cost")
    assert main(["export", "--done"]) == 0
    assert "0 given back to their files, 2 edits stay" in capsys.readouterr().out
    assert main(["export"]) == 0
    (folder / OTHER).write_text("topic: x\n", encoding="utf-8")
    assert main(["export", "--done"]) == 0
    out = capsys.readouterr().out
    assert f"{PATH}: the file is served" in out
    assert f"{OTHER}: the edit stays, since this file does not have it" in out
    assert set(edits.pairs()) == {OTHER}
    newest = edits.history(PATH)[0]
    assert (newest.text, newest.decided_by, newest.note) == ("", "helpline export", "the file has it")


def test_done_leaves_an_edit_that_somebody_writes_on_from(
    folder: Path, edits: Edits, capsys: pytest.CaptureFixture[str]
) -> None:
    text = published(edits, folder)
    assert main(["export"]) == 0
    draft = edits.save(PATH, "ana", text + "# More.\n", edits.current(PATH), hash_of(folder, PATH))
    edits.propose(draft.id, "ana", "")
    assert main(["export", "--done"]) == 0
    assert "somebody is writing on from it" in capsys.readouterr().out
    edits.approve(draft.id, "ben", text + "# More.\n")


def test_without_edits_and_without_a_database(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export"]) == 0
    assert "no edits are published" in capsys.readouterr().out
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:9/none")
    assert main(["export"]) == 2
    assert "Check DATABASE_URL" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_said(
    folder: Path, edits: Edits, capsys: pytest.CaptureFixture[str]
) -> None:
    published(edits, folder)
    (folder / f"responses/immunotherapy/.how-given.yaml.{os.getpid()}.part").mkdir()
    assert main(["export"]) == 2
    assert f"{PATH} cannot be written (Is a directory)" in capsys.readouterr().err


@pytest.mark.parametrize("path", ["responses/../outside.yaml", "/etc/x.yaml", "seeds/x.md"])
def test_nothing_is_written_outside_the_replies(tmp_path: Path, path: str) -> None:
    with pytest.raises(ValueError, match=r"\.yaml|\.md"):
        write(tmp_path, path, "x")
    assert not list(tmp_path.rglob("*"))
