"""Metrics: who may read them, what they add up over several processes, and that a full disk costs no reply."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from helpline import settings
from helpline.reply.turn import Line
from helpline.request import signature, text_parameters
from helpline.web import metricfiles, metrics
from helpline.web.app import create_app
from tests.conftest import BASE, ROOT, TOKEN, Still

METRICS = "m" * 20


@pytest.fixture
def reader(environment: dict[str, str], line: Line, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FlaskClient:
    monkeypatch.setattr("helpline.web.app.load_live", lambda *_: Still(line))
    more = {"HELPLINE_METRICS_TOKEN": METRICS, "DATABASE_URL": f"sqlite:///{tmp_path}/store.db"}
    return create_app(settings.read(environment | more)).test_client()


def page(client: FlaskClient) -> str:
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {METRICS}"})
    assert answer.status_code == 200
    assert answer.mimetype == "text/plain"
    return answer.get_data(as_text=True)


def value(text: str, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    return float(found[1]) if found else 0.0


@pytest.mark.parametrize("given", [None, "", "Bearer ", "Bearer wrong", METRICS, f"Basic {METRICS}", f"Bearer {METRICS}x", "é"])  # fmt: skip
def test_without_the_token_nothing_is_shown(reader: FlaskClient, given: str | None) -> None:
    headers = {} if given is None else {"Authorization": given}
    answer = reader.get("/metrics", headers=headers)
    assert (answer.status_code, answer.data) == (401, b"")


def test_without_the_setting_there_is_no_such_page(client: FlaskClient) -> None:
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_texts_and_turns_are_counted_by_outcome_topic_and_channel(reader: FlaskClient) -> None:
    names = {
        "sms": 'helpline_replies_total{channel="sms",lang="en",outcome="answer",topic="side-effects"}',
        "took": 'helpline_reply_seconds_count{channel="sms"}',
        "refused": 'helpline_responses_total{route="/sms",status="403"}',
        "unknown": 'helpline_responses_total{route="unknown",status="404"}',
    }
    before = page(reader)
    form = text_parameters("side effects")
    for sign in (signature(TOKEN, BASE + "/sms", form), "forged"):
        reader.post("/sms", data=form, headers={"X-Twilio-Signature": sign})
    reader.get("/no/such/path")
    after = page(reader)
    assert {name: value(after, series) - value(before, series) for name, series in names.items()} == {
        "sms": 1, "took": 1, "refused": 1, "unknown": 1,
    }  # fmt: skip


def test_what_fails_inside_is_counted_by_its_kind(reader: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("+15005551234")

    monkeypatch.setattr(Line, "turn", broken)
    form = text_parameters("hello")
    reader.post("/sms", data=form, headers={"X-Twilio-Signature": signature(TOKEN, BASE + "/sms", form)})
    text = page(reader)
    assert value(text, 'helpline_errors_total{doing="sms",error="KeyError"}') >= 1
    assert "5551234" not in text


def test_the_store_and_the_content_are_shown(reader: FlaskClient, line: Line) -> None:
    reader.get("/healthz")
    before = value(page(reader), "helpline_missed_counts_total")
    for event in ("missed", "missed", "unreachable"):
        metrics.store_told(event)
    text = page(reader)
    assert value(text, "helpline_missed_counts_total") == before + 2
    assert value(text, "helpline_store_unreachable_workers") == 1
    assert value(text, f'helpline_content_workers{{version="{line.content.version}"}}') == 1
    metrics.store_told("reachable")


WORKER = """
import os, sys
from pathlib import Path
from helpline.web import metricfiles
folder = Path(os.environ["PROMETHEUS_MULTIPROC_DIR"])
metricfiles.prepared(folder, os.getpid())
from helpline.web import metrics
if "room" not in sys.argv:
    metricfiles.SIZE = 1 << 62
children = []
for number in range(3):
    child = os.fork()
    if not child:
        metrics.began()
        if metrics.counting():
            metrics.answered("/sms", "200", ("sms", "en", "answer", "where"), 0.003)
            metrics.serving("abc")
        metrics.store_told("missed")
        os._exit(0)
    children.append(child)
for child in children:
    os.waitpid(child, 0)
metricfiles.folded(folder, children[0])
print(metrics._page().decode())
print(sorted(path.name.rpartition("_")[2] == f"{children[0]}.db" for path in folder.iterdir())[-1])
"""


def added_up(folder: Path, *args: str) -> str:
    assert metricfiles.cleared(folder)
    env = os.environ | {metricfiles.VARIABLE: str(folder)}
    done = subprocess.run(
        [sys.executable, "-c", WORKER, *args], env=env, cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_workers_are_added_up_also_those_that_are_gone(tmp_path: Path) -> None:
    text = added_up(tmp_path, "room")
    assert value(text, 'helpline_replies_total{channel="sms",lang="en",outcome="answer",topic="where"}') == 3
    assert value(text, 'helpline_reply_seconds_bucket{channel="sms",le="0.005"}') == 3
    assert value(text, "helpline_missed_counts_total") == 3
    assert value(text, 'helpline_content_workers{version="abc"}') == 2, "the living ones"
    assert text.endswith("False\n"), "the files of the one that is gone are gone"


def test_without_room_for_its_file_a_worker_counts_nothing_and_goes_on(tmp_path: Path) -> None:
    text = added_up(tmp_path)
    assert value(text, "helpline_missed_counts_total") == 0
    assert 'topic="where"' not in text


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert not metricfiles.cleared(tmp_path / "file" / "metrics")


def test_the_files_are_emptied_at_a_start(tmp_path: Path) -> None:
    (tmp_path / "counter_99.db").write_bytes(b"old")
    assert metricfiles.cleared(tmp_path)
    assert not (tmp_path / "counter_99.db").exists()
