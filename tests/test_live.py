"""Content that changes while the line runs: what passes goes live whole, what does not is refused and told."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from helpline.live.live import Live
from helpline.live.overlay import hash_of
from helpline.reply.state import State
from helpline.reply.turn import Message
from helpline.store import migrate
from helpline.store.database import connect
from helpline.store.driver import Database
from helpline.store.edits import Edits
from helpline.store.published import Published
from tests.conftest import NOON, plain

PATH = "responses/immunotherapy/how-given.yaml"
OLD, NEW = "into a vein (IV)", "into a vein (by IV)"


@pytest.fixture
def folder(small: Path) -> Path:
    return small


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = connect(f"sqlite:///{tmp_path}/store.db")
    migrate.upgrade(made)
    yield made
    made.dispose()


def started(folder: Path, over: Published | None = None, database: str = "here") -> Live:
    live = Live(folder, folder / "var", "Cancer Helpline", over, database)
    live.look()
    return live


def rewrite(folder: Path, old: str, new: str) -> None:
    text = (folder / PATH).read_text(encoding="utf-8")
    assert old in text
    (folder / PATH).write_text(text.replace(old, new), encoding="utf-8")


def said(live: Live, text: str = "drip", now: datetime = NOON) -> str:
    line = live.line
    assert line is not None
    return line.turn(Message(text), State(lang="en", met=True), now).texts[0]


def published(edits: Edits, folder: Path, text: str) -> int:
    draft = edits.save(PATH, "ana", text, edits.current(PATH), hash_of(folder, PATH))
    edits.propose(draft.id, "ana", "")
    return edits.approve(draft.id, "ben", text).id


def text_of(folder: Path) -> str:
    return (folder / PATH).read_text(encoding="utf-8")


def test_a_changed_file_goes_live(folder: Path) -> None:
    live = started(folder)
    assert live.line is not None
    before = live.line.content.version
    rewrite(folder, OLD, NEW)
    assert OLD in said(live)
    live.look()
    assert NEW in said(live)
    assert live.line.content.version != before


def test_nothing_is_read_again_where_nothing_changed(folder: Path) -> None:
    live = started(folder)
    before = live.line
    live.look()
    assert live.line is before


@pytest.mark.parametrize("broken", ["en: [", "topic: how-given\n", "", "\x00", "a: b\n" * 300_000])
def test_a_broken_file_is_refused_and_the_last_good_content_goes_on(folder: Path, broken: str) -> None:
    live, good = started(folder), text_of(folder)
    (folder / PATH).write_text(broken, encoding="utf-8")
    live.look()
    assert OLD in said(live)
    assert live.problems
    assert {problem.path for problem in live.problems} <= {PATH, "responses/menu.yaml"}
    (folder / PATH).write_text(good.replace(OLD, NEW), encoding="utf-8")
    live.look()
    assert not live.problems
    assert NEW in said(live)


def test_a_file_that_breaks_a_rule_is_refused(folder: Path) -> None:
    live = started(folder)
    rewrite(folder, OLD, OLD + " and more" * 60)
    live.look()
    assert [problem.id for problem in live.problems] == ["sms-segments"]
    assert "and more" not in said(live)


def test_content_that_vanishes_changes_nothing(folder: Path) -> None:
    live = started(folder)
    shutil.rmtree(folder / "responses")
    live.look()
    assert OLD in said(live)
    assert live.problems


def test_content_that_never_passed_is_no_line_until_it_does(folder: Path) -> None:
    good = text_of(folder)
    (folder / PATH).write_text("en: [", encoding="utf-8")
    live = started(folder)
    assert live.line is None
    (folder / PATH).write_text(good, encoding="utf-8")
    live.look()
    assert OLD in said(live)


def test_a_published_edit_stands_for_the_file(folder: Path, engine: Engine) -> None:
    edits, over = Edits(engine), Published(plain(engine))
    live, other = started(folder, over), started(folder, over)
    revision = published(edits, folder, text_of(folder).replace(OLD, NEW))
    for each in (live, other):
        each.look()
        assert NEW in said(each)
    edits.publish(PATH, "ben", "", revision, hash_of(folder, PATH), "back")
    live.look()
    assert OLD in said(live)


def test_a_paused_topic_gives_the_referral_only(folder: Path, engine: Engine) -> None:
    edits, over = Edits(engine), Published(plain(engine))
    live = started(folder, over)
    published(edits, folder, text_of(folder) + "paused: yes\n")
    live.look()
    reply = said(live)
    assert reply.startswith("How it is given: We are checking this answer")
    assert "1-800-4-CANCER" in reply
    assert "vein" not in reply
    assert "Source" not in reply
    assert "MORE" not in reply


def test_without_its_database_a_start_serves_the_edits_last_seen(folder: Path, engine: Engine, tmp_path: Path) -> None:
    edits, over = Edits(engine), Published(plain(engine))
    published(edits, folder, text_of(folder).replace(OLD, NEW))
    started(folder, over)
    away = Published(Database(f"sqlite:///{tmp_path}/no/such/place.db"))
    shutil.rmtree(tmp_path / "no")
    assert NEW in said(started(folder, away))
    assert OLD in said(started(folder, away, "another database"))


def test_a_database_that_goes_away_changes_nothing(folder: Path, engine: Engine) -> None:
    edits, over = Edits(engine), Published(plain(engine))
    published(edits, folder, text_of(folder).replace(OLD, NEW))
    live = started(folder, over)
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE published"))
    rewrite(folder, "the bladder is called", "your bladder is called")
    live.look()
    assert NEW in said(live)


def test_a_deploy_that_moved_on_under_an_edit_is_told_and_the_edit_served(folder: Path, engine: Engine) -> None:
    edits, over = Edits(engine), Published(plain(engine))
    published(edits, folder, text_of(folder).replace(OLD, NEW))
    live = started(folder, over)
    assert "edit-moved" not in {problem.id for problem in live.warnings}
    rewrite(folder, "the bladder is called", "your bladder is called")
    live.look()
    assert [problem.path for problem in live.warnings if problem.id == "edit-moved"] == [PATH]
    assert NEW in said(live)


def test_an_edit_that_a_deploy_took_over_is_no_news(folder: Path, engine: Engine) -> None:
    edits, over = Edits(engine), Published(plain(engine))
    published(edits, folder, text_of(folder).replace(OLD, NEW))
    rewrite(folder, OLD, NEW)
    assert "edit-moved" not in {problem.id for problem in started(folder, over).warnings}


def test_an_edit_that_does_not_pass_at_a_start_is_told_and_the_files_are_served(folder: Path, engine: Engine) -> None:
    edits, over = Edits(engine), Published(plain(engine))
    published(edits, folder, "en: [")
    live = started(folder, over)
    assert OLD in said(live)
    assert [problem.path for problem in live.problems][:1] == [PATH]


def test_new_example_messages_are_learnt_in_a_process_of_their_own(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = started(folder)

    def fitted_here(*_: object) -> None:
        raise AssertionError("the line itself has no time to learn")

    monkeypatch.setattr("helpline.match.learn._fit", fitted_here)
    messages = "zebra veins\nzebra arm vein\nzebra needle arm\n"
    (folder / "responses/immunotherapy/how-given.en.txt").write_text(messages, encoding="utf-8")
    live.look()
    assert live.line is not None
    assert live.line.matcher.match("the zebra needle arm").topics == ("how-given",)


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The processes that prepare content, as they are started."""
    made: list[object] = []
    run = subprocess.run

    def noted(command: list[str], **more: Any) -> Any:
        made.append(command)
        return run(command, **more)

    monkeypatch.setattr(subprocess, "run", noted)
    return made


def test_content_is_prepared_once_for_every_process_and_start(folder: Path, runs: list[object]) -> None:
    first = started(folder)
    assert len(runs) == 1
    assert said(started(folder)) == said(first)
    assert len(runs) == 1, "no file was touched"
    rewrite(folder, OLD, NEW)
    for live in (first, started(folder)):
        live.look()
        assert NEW in said(live)
    assert len(runs) == 2, "a file was touched, and two processes serve it"


@pytest.mark.parametrize("harm", ["garbage", "others may write"])
def test_a_prepared_file_that_cannot_be_trusted_is_not_read(folder: Path, runs: list[object], harm: str) -> None:
    started(folder)
    (kept,) = (folder / "var/cache").glob("ready-*.pickle")
    assert kept.stat().st_mode & 0o777 == 0o600
    if harm == "garbage":
        kept.write_bytes(b"garbage")
    else:
        kept.chmod(0o666)
    assert OLD in said(started(folder))
    assert len(runs) == 2
    assert kept.stat().st_mode & 0o777 == 0o600
    assert OLD in said(started(folder))
    assert len(runs) == 2


def test_what_was_learnt_is_learnt_again_where_it_is_gone(folder: Path) -> None:
    started(folder)
    for weights in (folder / "var/cache").glob("weights-*.bin"):
        weights.unlink()
    assert OLD in said(started(folder))


def test_without_room_for_the_cache_the_content_is_served_all_the_same(folder: Path) -> None:
    shutil.rmtree(folder / "var/cache")
    (folder / "var/cache").write_text("a file where the folder should be")
    assert OLD in said(started(folder))
