"""What calls say and how long it takes: the order of the first sentences, waits, hints, the documents about them."""

from __future__ import annotations

import io
import json
import os
import shutil
import wave
from dataclasses import replace
from pathlib import Path

import pytest

from helpline import lastresort
from helpline.check.ear import _found
from helpline.cli import phone as phone_command
from helpline.cli.main import main
from helpline.content.model import Content
from helpline.reply.turn import Line
from helpline.voice import timing
from helpline.voice.calls import Calls
from helpline.voice.heard import Heard
from helpline.voice.hints import hints
from helpline.voice.turn import Can, Piece
from helpline.voice.twiml import Renderer
from tests.calltwiml import read
from tests.conftest import NOON, ROOT


@pytest.fixture(scope="session")
def calls(line: Line) -> Calls:
    return Calls(line)


def test_the_first_words_are_the_emergency_line_what_this_is_and_spanish(calls: Calls) -> None:
    first, spanish, *rest = calls.start(NOON).pieces
    assert first.text.startswith("In an emergency, hang up and call 9 1 1. This is Cancer Helpline, automated ")
    assert spanish == Piece("es", "Para español, oprima el 8.", "8")
    assert rest[0].text.count(",") == 3, "two examples of what one can say"
    assert [piece.key for piece in rest if piece.key] == ["1", "2", "3", "4"]


def test_nobody_waits_long(calls: Calls, content: Content) -> None:
    assert timing.first_action(calls, NOON) <= 10
    for lang in content.languages:
        assert max(wait.seconds for wait in timing.waits(calls, lang, NOON)) <= 30


def test_seconds_are_counted_as_they_are_spoken() -> None:
    assert timing.words("call 9 1 1, or 1 800, 4 2 2") == 12
    assert timing.words("T-cell transfer - therapy.") == 4
    assert timing.seconds([Piece("en", "one two three four five", pause=0.5)]) == 2.5


def test_the_documents_hold_the_true_figures_and_the_true_picture(calls: Calls) -> None:
    document = (ROOT / "docs/voice.md").read_text(encoding="utf-8")
    assert phone_command.table(calls) in document, "run: helpline phone --svg docs/voice-menu.svg"
    assert phone_command.picture(calls) == (ROOT / "docs/voice-menu.svg").read_text(encoding="utf-8")
    assert "voice-menu.svg" in document


def test_hints_keep_to_twilios_limits(content: Content) -> None:
    for lang in content.languages:
        found = hints(content, lang).split(", ")
        assert 50 < len(found) <= 500
        assert len(found) == len(set(found))
        assert all(0 < len(hint) <= 100 for hint in found)
    assert {"Side effects", "yes", "slower", "keytruda"} <= set(hints(content, "en").split(", "))
    many = replace(content.entries["types"].words["en"], keywords=(*(f"k {n}, x" for n in range(900)), "y" * 101))
    crowded = replace(
        content, entries={**content.entries, "types": replace(content.entries["types"], words={"en": many})}
    )
    assert len(hints(crowded, "en").split(", ")) == 500


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("See cancer.gov for more.", "'cancer.gov' is an address"),
        ("See www.example.org", "'www.example.org' is an address"),
        ("Call {phone} now.", "'{phone}' is a number for the eye"),
        ("Call 1-800-4-CANCER", "is a number for the eye"),
        ("Into a vein (IV).", "'IV' is an abbreviation"),
        ("doctor and/or nurse", "'/' is a sign that a voice reads its own way"),
        ("á" * 300, "characters as sent, at most 1500"),
    ],
)
def test_words_that_cannot_be_listened_to_are_refused(text: str, sentence: str) -> None:
    assert any(sentence in found for _, found in _found(text))


@pytest.mark.parametrize(
    "text", ["Call {phone_spoken}.", "The N I H list.", "At 9 in the morning.", "T cell, press 1."]
)
def test_words_for_the_ear_pass(text: str) -> None:
    assert not list(_found(text))


def test_a_very_long_reply_is_cut_into_what_twilio_takes(calls: Calls, content: Content) -> None:
    turn = calls.start(NOON)
    for text in ("ñandú " * 900, "x" * 9000, "a. " * 3000):
        document = read(Renderer(content).render(replace(turn, pieces=(Piece("es", text), Piece("en", "Goodbye.")))))
        assert document.text.replace(" ", "") == (text + "Goodbye.").replace(" ", "")


def test_the_last_resort_is_a_valid_call(content: Content) -> None:
    assert read(lastresort.voice()).then == "end"


def test_a_call_in_the_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.chdir(ROOT)
    typed = ["1", "32", "", "~how often", "yes", "7", "0", "busy", "qwer zxcv", "goodbye", "never read"]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(typed) + "\n"))
    assert main(["call", "--at", "2026-11-24T12:00-05:00"]) == 0
    out = capsys.readouterr().out
    said = [row.strip("[ ]").split(";")[0] for row in out.splitlines() if row.startswith("  [")]
    assert said == [
        "welcome", "menu", "t-cell-therapy", "silence-first", "ask", "how-often", "texted", "person", "person-missed",
        "fallback", "goodbye",
    ]  # fmt: skip
    assert "rings +18004226237" in out
    assert "(es)" in out


def test_a_call_can_be_saved_as_sound(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.chdir(ROOT)
    _speaker(tmp_path)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr("sys.stdin", io.StringIO("slower\nh\n"))
    assert main(["call", "--save", str(tmp_path / "sound"), "--play"]) == 0
    first, second = sorted((tmp_path / "sound").glob("*.wav"))
    assert (first.name, second.name) == ("00-welcome.wav", "01-slower.wav")
    with wave.open(str(first)) as file:
        assert file.getnframes() > 0
    spoken = [json.loads(row) for row in (tmp_path / "asked").read_text(encoding="utf-8").splitlines()]
    assert {row[row.index("-s") + 1] for row in spoken if "-s" in row} == {"150", "112"}
    assert {"en-us", "es-419"} <= {row[row.index("-v") + 1] for row in spoken if "-v" in row}


def test_sound_without_a_speaker_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert main(["call", "--save", str(tmp_path)]) == 2
    assert "apt-get install espeak-ng" in capsys.readouterr().err


def _speaker(folder: Path) -> None:
    """Put a stand-in for espeak-ng into a folder: it notes what it was asked, and streams a tenth of a second."""
    with wave.open(str(folder / "tone.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(22050)
        file.writeframes(bytes(4410))
    script = folder / "espeak-ng"
    script.write_text(
        "#!/usr/bin/env python3\n"
        "import json, sys, pathlib\n"
        f"here = pathlib.Path({str(folder)!r})\n"
        "open(here / 'asked', 'a').write(json.dumps(sys.argv[1:]) + '\\n')\n"
        "if sys.argv[1].startswith('--voices'):\n"
        "    print('en-us es-419 en es')\n"
        "elif '--stdout' in sys.argv:\n"
        "    sys.stdout.buffer.write((here / 'tone.wav').read_bytes())\n",
        encoding="utf-8",
    )
    script.chmod(0o755)


def test_every_answer_on_a_call_names_its_topic_and_says_the_number_twice(calls: Calls, content: Content) -> None:
    for entry in content.topics():
        for lang, words in entry.words.items():
            state = replace(calls.start(NOON).state, lang=lang)
            turn = calls.turn(Heard("speech", words.keywords[0]), state, NOON, Can())
            assert turn.id == entry.id
            said = " ".join(piece.text for piece in turn.pieces)
            assert said.count("1 800, 4 2 2, 6 2 3 7") == 2
            assert content.referral.credits["NCI"][lang] in said
