"""Content that is deleted, cut off, garbage or huge: the line says which file, and every person still gets the numbers."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from helpline import settings
from helpline.request import call_parameters, signature, text_parameters
from helpline.web.app import create_app
from tests.conftest import BASE, TOKEN
from tests.copies import Copy, known
from tests.twiml import messages

TOPIC = "responses/immunotherapy/side-effects.yaml"
HUNDRED_MEGABYTES = 100 * 1024 * 1024


def cut(copy: Copy, path: str) -> None:
    whole = (copy.folder / path).read_bytes()
    copy.write(path, whole[: len(whole) // 2])


def grown(copy: Copy, path: str) -> None:
    os.truncate(copy.folder / path, HUNDRED_MEGABYTES)


def folder_in_its_place(copy: Copy, path: str) -> None:
    copy.remove(path)
    (copy.folder / path).mkdir()


BROKEN: dict[str, tuple[Callable[[Copy, str], None], str]] = {
    "topic deleted": (lambda copy, path: copy.remove(path), TOPIC),
    "menu deleted": (lambda copy, path: copy.remove(path), "responses/menu.yaml"),
    "alarms deleted": (lambda copy, path: copy.remove(path), "responses/safety/phrases.en.yaml"),
    "replies of the line deleted": (lambda copy, path: copy.remove(path), "responses/system"),
    "fallback deleted": (lambda copy, path: copy.remove(path), "responses/system/fallback.yaml"),
    "source page deleted": (lambda copy, path: copy.remove(path), "seeds/immunotherapy.md"),
    "topic cut off": (cut, TOPIC),
    "referral cut off": (cut, "responses/referral.yaml"),
    "topic empty": (lambda copy, path: copy.write(path, ""), TOPIC),
    "topic of random bytes": (lambda copy, path: copy.write(path, os.urandom(4096)), TOPIC),
    "topic of zero bytes": (lambda copy, path: copy.write(path, bytes(4096)), TOPIC),
    "menu of another format": (lambda copy, path: copy.write(path, '<html lang="en"></html>'), "responses/menu.yaml"),
    "topic of 100 MB": (grown, TOPIC),
    "source page of 100 MB": (grown, "seeds/immunotherapy.md"),
    "folder in the place of a file": (folder_in_its_place, "responses/referral.yaml"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_content_is_named_and_everyone_gets_the_numbers(
    name: str, tmp_path: Path, environment: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    copy = Copy(tmp_path / "content")
    do, path = BROKEN[name]
    do(copy, path)
    own = {
        "HELPLINE_VAR_DIR": str(tmp_path),
        "HELPLINE_CONTENT_DIR": str(copy.folder),
        "DATABASE_URL": f"sqlite:///{tmp_path}/store.db",
    }
    client = create_app(settings.read(environment | own)).test_client()
    form = text_parameters("what are the side effects")
    headers = {"X-Twilio-Signature": signature(TOKEN, BASE + "/sms", form)}
    (reply,) = messages(client.post("/sms", data=form, headers=headers).data)
    call = call_parameters()
    heard = client.post(
        "/voice", data=call, headers={"X-Twilio-Signature": signature(TOKEN, BASE + "/voice", call)}
    ).get_data(as_text=True)
    for number in ("911", "988", "1-800-4-CANCER"):
        assert number in reply
    assert "9 1 1" in heard
    assert client.get("/healthz").get_json()["status"] == "degraded"
    assert client.get("/readyz").status_code == 503
    stem = Path(path).name.removesuffix(".yaml").removesuffix(".md")
    assert any(stem in message and "content refused" in message for message in caplog.messages), caplog.messages


def test_a_huge_file_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known()
    copy = Copy(tmp_path / "content")
    grown(copy, TOPIC)
    read = Path.read_bytes

    def small(path: Path) -> bytes:
        assert path != copy.folder / TOPIC
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", small)
    assert any("side-effects.yaml" in problem and "1,000,000" in problem for problem in copy.errors())
