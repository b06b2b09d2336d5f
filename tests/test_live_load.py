"""Ten publications and ten broken files under load, with four workers: every reply whole, from one version, none failing."""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import threading
import time
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from helpline.content.edit import changed
from helpline.live.overlay import hash_of
from helpline.match.matcher import Matcher
from helpline.request import signature, text_parameters
from helpline.store.database import connect
from helpline.store.edits import Edits
from tests.conftest import POSTGRES, ROOT, TOKEN, needs_postgres
from tests.copies import Copy
from tests.server import COMMAND, free_port, serving
from tests.twiml import messages

PATH = "responses/immunotherapy/how-given.yaml"
TIMES = 10
MARKS = [f"z{letter}z" for letter in "abcdefghijk"]
"""Small letters: the check compares numbers between languages, and names with the source."""

PATIENCE = 60
"""Seconds that a test waits for what takes five on a machine that is not busy."""


class Load:
    """Texts from several threads until it is closed; `versions` are those seen, `faults` what was wrong."""

    def __init__(self, url: str, threads: int = 4) -> None:
        self.url, self.faults, self.answered = url, list[str](), 0
        self.versions: set[int] = set()
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._run) for _ in range(threads)]
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        form = text_parameters("drip")
        headers = {
            "X-Twilio-Signature": signature(TOKEN, self.url + "/sms", form),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        body, where = urlencode(form), urlsplit(self.url).netloc
        while not self._over.wait(0.01):
            connection = http.client.HTTPConnection(where, timeout=20)
            try:
                connection.request("POST", "/sms", body, headers)
                answer = connection.getresponse()
                self._look(answer.status, answer.read())
            except OSError as error:
                self.faults.append(type(error).__name__)
            finally:
                connection.close()

    def _look(self, status: int, document: bytes) -> None:
        self.answered += 1
        marks = re.findall(r"z[a-k]z", messages(document)[0]) if status == 200 else []
        if len(marks) != 3 or len(set(marks)) != 1:
            self.faults.append(f"{status} {marks}")
        else:
            self.versions.add(MARKS.index(marks[0]))


def version(text: str, number: int) -> str:
    """Return the reply with its mark at the beginning, in the middle and at the end of what is texted."""
    mark = MARKS[number]
    return changed(text, {"en.title": f"Given {mark}", "en.sms": f"Into a vein {mark}, or as pills {mark}."})


def waited_for(load: Load, number: int) -> bool:
    end = time.monotonic() + PATIENCE
    while number not in load.versions and time.monotonic() < end:
        time.sleep(0.05)
    return number in load.versions


@needs_postgres
def test_publications_and_broken_files_under_load(tmp_path: Path, schema: str) -> None:
    database = f"{POSTGRES}?options=-csearch_path%3D{schema}"
    copy, port = Copy(tmp_path), free_port()
    file = copy.folder / PATH
    file.write_text(version(file.read_text(encoding="utf-8"), 0), encoding="utf-8")
    Matcher(copy.content(), copy.folder / "var/cache")
    own = {
        "TWILIO_AUTH_TOKEN": TOKEN,
        "PUBLIC_BASE_URL": f"http://127.0.0.1:{port}",
        "HELPLINE_CONTENT_DIR": str(copy.folder),
        "HELPLINE_VAR_DIR": str(copy.folder / "var"),
        "DATABASE_URL": database,
    }
    subprocess.run([*COMMAND, "db", "upgrade"], env=os.environ | own, cwd=ROOT, check=True, capture_output=True)
    engine = connect(database)
    edits, words = Edits(engine), file.read_text(encoding="utf-8")
    with serving(own, port, workers=4) as url:
        load = Load(url)
        try:
            for number in range(1, TIMES + 1):
                copy.write(f"responses/system/broken-{number}.yaml", "reply: [")
                edits.publish(PATH, "ben", version(words, number), edits.current(PATH), hash_of(copy.folder, PATH), "")
                time.sleep(0.5)
                copy.remove(f"responses/system/broken-{number}.yaml")
                assert waited_for(load, number), (
                    f"publication {number} never came: {load.faults[:5]}, {load.answered} answers, {load.versions}"
                )
        finally:
            load.close()
    engine.dispose()
    assert load.faults == []
    assert load.versions == set(range(TIMES + 1))
    assert load.answered > 10 * TIMES
