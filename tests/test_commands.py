"""The commands that need no server."""

from __future__ import annotations

import io
import json

import pytest

from helpline import lastresort
from helpline.cli.main import main
from helpline.content.model import Content
from helpline.lastresort.make import documents
from tests.conftest import ROOT
from tests.twiml import messages


@pytest.fixture(autouse=True)
def _in_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def test_match_reads_and_writes_json_lines(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        {"text": "side effects", "channel": "sms"},
        {"text": "Number two.", "channel": "voice"},
        {"text": "what does it cost", "channel": "sms", "lang": "en"},
        {"text": "I cant breathe", "channel": "sms"},
        {"text": "qwzx", "channel": "sms"},
        {"text": "menu", "channel": "sms"},
    ]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(json.dumps(row) for row in rows)))
    assert main(["match", "--jsonl"]) == 0
    out = [json.loads(row) for row in capsys.readouterr().out.splitlines()]
    assert [row["outcome"] for row in out] == ["answer", "number", "referral", "safety", "fallback", "command"]
    assert [row["topics"][:1] for row in out] == [
        ["side-effects"],
        ["number:2"],
        ["refer-cost"],
        ["emergency"],
        [],
        ["menu"],
    ]
    assert set(out[0]) == {"text", "outcome", "topics", "lang", "why"}


@pytest.mark.parametrize("row", ["{", "[]", '{"channel": "sms"}', '{"text": 1}', '{"text": "x", "channel": "fax"}'])
def test_match_names_the_line_that_it_cannot_read(
    row: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO('{"text": "hi"}\n' + row))
    assert main(["match", "--jsonl"]) == 2
    assert "standard input:2: " in capsys.readouterr().err


def test_explain_says_why_in_one_screen(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["match", "--explain", "will the itching ever go away?"]) == 0
    out = capsys.readouterr().out
    assert "answer: side-effects" in out
    assert "responses/immunotherapy/side-effects.yaml" in out
    assert len(out.splitlines()) <= 24


def test_the_last_resort_in_the_package_is_made_from_the_replies(content: Content) -> None:
    made = documents(content)
    assert made == {"sms.xml": lastresort.sms(), "voice.xml": lastresort.voice()}, (
        "run: helpline fallback helpline/lastresort"
    )
    (text,) = messages(lastresort.sms().encode())
    for needed in ("911", "988", "1-800-4-CANCER"):
        assert text.count(needed) >= 2, "in each language"


def test_the_project_s_own_content_has_no_errors(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0, capsys.readouterr().out


def test_eval_counts_right_offered_and_wrong(
    capsys: pytest.CaptureFixture[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("eval") / "few.jsonl"
    rows = [
        ("side effects", ["side-effects"]),
        ("side effects", ["where"]),
        ("qwzx", ["none"]),
        ("what does it cost", ["none"]),
        ("2", ["number:2"]),
        ("i want to die", ["crisis"]),
        ("vaccines", ["emergency"]),
    ]
    path.write_text(
        "\n".join(json.dumps({"text": text, "gold": gold, "channel": "sms", "lang": "en"}) for text, gold in rows)
    )
    assert main(["eval", "--json", str(path)]) == 0
    whole = json.loads(capsys.readouterr().out)["all"]
    assert whole["count"] == 7
    assert whole["right"] == pytest.approx(5 / 7, abs=1e-3)
    assert whole["wrong"] == pytest.approx(2 / 7, abs=1e-3)
    assert whole["alarms"]["crisis"] == {"recall": 1.0, "false": 0}
    assert whole["alarms"]["emergency"] == {"recall": 0.0, "false": 0}
    path.write_text('{"text": "x"}')
    assert main(["eval", str(path)]) == 2
    assert f"{path}:1: " in capsys.readouterr().err
