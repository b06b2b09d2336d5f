"""How `helpline check` shows what it found: lines and marks, JSON, GitHub annotations, exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from helpline.check.shown import WIDTH, as_github, excerpt, summary
from helpline.cli import check as command
from helpline.cli.main import main
from helpline.problems import Level, Problem
from tests.planting import DAY, plant


def problem(sentence: str, line: int = 1, col: int = 1, level: Level = "error") -> Problem:
    return Problem("responses/refer/a.yaml", line, col, level, "rule-id", sentence)


@pytest.mark.parametrize(
    ("sentence", "col", "line", "shown"),
    [
        ("nothing quoted.", 3, "  sms: Hello", "     1 |   sms: Hello\n       |   ^\n"),
        ("'Hello' is odd.", 3, "  sms: Hello", "     1 |   sms: Hello\n       |        ^^^^^\n"),
        ("'ell' is odd.", 3, "  sms: Hello", "     1 |   sms: Hello\n       |   ^\n"),
        ("'Hello' is odd.", 9, "  a: Hello, Hello", "     1 |   a: Hello, Hello\n       |             ^^^^^\n"),
        ("only 'es' has 2.", 3, "  a: es es", "     1 |   a: es es\n       |   ^\n"),
        ("nothing fills {fone}.", 3, "  a: Call {fone}.", "     1 |   a: Call {fone}.\n       |           ^^^^^^\n"),
        ("behind the end.", 99, "  a: b", "     1 |   a: b\n       |       ^\n"),
    ],
)
def test_the_line_and_the_mark(sentence: str, col: int, line: str, shown: str) -> None:
    assert excerpt(problem(sentence, col=col), [line]) == shown


def test_of_a_long_line_the_part_around_the_mark_is_shown() -> None:
    line = "  sms: " + "word " * 60 + "odd " + "word " * 60
    shown, mark, _ = excerpt(problem("'odd' is odd.", col=8), [line]).split("\n")
    assert len(shown) <= WIDTH + len("     1 | ……")
    assert shown[mark.index("^") : mark.rindex("^") + 1] == "odd"


@pytest.mark.parametrize("lines", [[], [""], ["  "]])
def test_without_a_line_nothing_is_shown(lines: list[str]) -> None:
    assert excerpt(problem("gone."), lines) == ""


def test_github_annotations_are_escaped() -> None:
    found = Problem("a,b:c.yaml", 3, 4, "warning", "rule-id", "100% of 'a: b, c'\nis odd.")
    assert as_github([found], "sub/") == (
        "::warning file=sub/a%2Cb%3Ac.yaml,line=3,col=4,title=rule-id::100%25 of 'a: b, c'%0Ais odd.\n"
    )
    assert as_github([problem("a.", level="note")]).startswith("::notice ")


def test_the_summary() -> None:
    assert summary([]) == "0 errors, 0 warnings, 0 notes"
    assert summary([problem("a."), problem("b.", level="note")]) == "1 error, 0 warnings, 1 note"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    return Run(tmp_path, monkeypatch, capsys)


class Run:
    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        monkeypatch.setenv("HELPLINE_VAR_DIR", str(folder / "var"))
        monkeypatch.setattr(command, "today", lambda: DAY)
        monkeypatch.chdir(folder)
        self.folder, self.capsys = folder / "content", capsys

    def __call__(self, name: str, *options: str) -> tuple[int, str]:
        plant(name, self.folder)
        code = main(["check", "--content", str(self.folder), *options])
        return code, self.capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "options", "code"),
    [
        ("base", (), 0),
        ("base", ("--strict",), 0),
        ("base", ("--strict", "--notes"), 0),
        ("unapproved", (), 0),
        ("unapproved", ("--strict",), 1),
        ("phone-typed", (), 1),
        ("unknown-key", ("--github",), 1),
    ],
)
def test_exit_codes(run: Run, name: str, options: tuple[str, ...], code: int) -> None:
    assert run(name, *options)[0] == code


def test_no_content_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--content", str(tmp_path)]) == 2
    assert "no folder with seeds/ and responses/" in capsys.readouterr().err
    with pytest.raises(SystemExit) as wrong:
        main(["check", "--json", "--github"])
    assert wrong.value.code == 2


def test_json(run: Run) -> None:
    found = json.loads(run("menu-dead-end", "--json")[1])
    assert [(each["path"], each["line"], each["level"], each["id"]) for each in found] == [
        ("responses/menu.yaml", 1, "warning", "menu-absent"),
        ("responses/menu.yaml", 3, "error", "menu-end"),
    ]
    assert set(found[0]) == {"path", "line", "col", "level", "id", "sentence"}


def test_github_names_files_from_the_current_folder(run: Run) -> None:
    _, printed = run("review-overdue", "--github")
    assert printed.startswith(
        "::warning file=content/seeds/blood-tests.md,line=5,col=1,title=seed-overdue::last reviewed"
    )


def test_notes_tell_the_cost_of_accents_and_how_hard_a_text_is(run: Run) -> None:
    code, printed = run("base", "--notes")
    assert code == 0
    assert "note reading-figure: INFLESZ " in printed
    assert "note sms-accents: 3 segments" not in printed
    assert "(--notes shows the notes)" not in printed
    assert "(--notes shows the notes)" in run_again(run)


def run_again(run: Run) -> str:
    main(["check", "--content", str(run.folder)])
    return run.capsys.readouterr().out
