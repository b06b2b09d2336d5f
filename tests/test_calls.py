"""Whole calls through the real webhook: `tests/calls/*.jsonl`, a turn a line, a blank line between calls.

A first line `{"call": ...}` sets the time, the caller and whether texts can be sent. The other keys: what the caller
does (`press`, `say` with `confidence`, `silence`, `dial`), what is `said`, and what it `holds` or `lacks`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from helpline import settings
from helpline.reply.turn import Line
from helpline.voice.state import read_path
from helpline.web.app import create_app
from tests.calltwiml import Document
from tests.conftest import NOON, TOKEN, Still
from tests.phone import Phone
from tests.restapi import ACCOUNT, Stand, standing

CALLS = Path(__file__).parent / "calls"


def calls() -> Iterator[object]:
    for path in sorted(CALLS.glob("*.jsonl")):
        for number, block in enumerate(path.read_text(encoding="utf-8").strip().split("\n\n"), 1):
            yield pytest.param([json.loads(row) for row in block.splitlines()], id=f"{path.stem}-{number}")


@pytest.fixture
def stand() -> Iterator[Stand]:
    with standing(TOKEN) as made:
        yield made


@pytest.mark.parametrize("rows", list(calls()))
def test_each_turn_says_what_it_should(
    rows: list[dict[str, Any]],
    environment: dict[str, str],
    line: Line,
    stand: Stand,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
) -> None:
    about = rows.pop(0)["call"] if "call" in rows[0] else {}
    moment = datetime.fromisoformat(about["at"]).astimezone(UTC) if "at" in about else NOON
    monkeypatch.setattr("helpline.web.app.load_live", lambda *_: Still(line))
    monkeypatch.setattr("helpline.web.call.now", lambda: moment)
    monkeypatch.setattr("helpline.voice.textme.SOON", 20)
    texting = {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_API_URL": stand.url} if about.get("texts") else {}
    own = {"DATABASE_URL": f"sqlite:///{tmp_path}/store.db"}
    app = create_app(settings.read(environment | texting | own))
    phone = Phone(app.test_client(), **{key: about[key] for key in ("caller", "line") if key in about})
    caplog.set_level("INFO", logger="helpline")
    phone.ring()
    assert _said(caplog) == "welcome"
    for row in rows:
        before = len(stand.sent)
        _hold(row, _turn(phone, row), _said(caplog), line)
        texts = [sent["Body"] for sent in stand.sent[before:]]
        assert len(texts) == len(row.get("texted", []))
        assert all(part in text for part, text in zip(row.get("texted", []), texts, strict=True))


def _said(caplog: pytest.LogCaptureFixture) -> str:
    """Return what the last line of the log about a call says that was said."""
    noted = [getattr(record, "fields", {}) for record in caplog.records]
    return str(next(fields["topic"] for fields in reversed(noted) if fields.get("channel") == "voice"))


def _turn(phone: Phone, row: dict[str, Any]) -> Document:
    if "press" in row:
        return phone.press(row["press"])
    if "say" in row:
        return phone.say(row["say"], row.get("confidence", "0.9"))
    return phone.ends(row["dial"]) if "dial" in row else phone.silence()


def _hold(row: dict[str, Any], got: Document, said: str, line: Line) -> None:
    assert said == row["said"], row
    assert got.then == row.get("then", "listen")
    assert row.get("holds", "") in got.text
    assert "lacks" not in row or row["lacks"] not in got.text
    assert got.number == row.get("number", got.number)
    assert got.slow == row.get("slow", got.slow)
    if got.action:
        state = read_path(got.action.removeprefix("/voice/"), line.content)
        assert state is not None
        assert state.lang == row.get("lang", state.lang)
        assert state.slow == row.get("slow", state.slow)


def test_again_after_an_edit_took_the_longer_answer_away_gives_the_answer_for_the_ear(
    client: FlaskClient, line: Line
) -> None:
    assert not line.content.words("which-cancers", "en").voice_more
    phone = Phone(client)
    phone.at = Document((), "/voice/en/plain0/top/more/which-cancers/0", "listen")
    assert "cancer.gov" not in phone.turn(Digits="9").text
