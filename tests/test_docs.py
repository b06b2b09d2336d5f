"""The documents say what is so: commands, settings, routes, files, links and examples, and nothing is left unsaid."""

from __future__ import annotations

import argparse
import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path

import pytest

from helpline import settings
from helpline.cli import check
from helpline.cli.main import main, parser
from helpline.content.model import walk as listed
from helpline.problems import Problem
from helpline.reply.state import State
from helpline.reply.turn import Line, Message
from helpline.settings import Raw
from helpline.web.app import create_app
from tests.conftest import NOON, ROOT, Still
from tests.copies import Copy
from tests.documents import anchors, blocks, code, documents, links, name, prose, read, rows, spans

README = ROOT / "README.md"
DEPLOY = sorted((ROOT / "docs/deploy").iterdir())
COMING: set[str] = set()
"""Commands that the documents may name before they are there. To be emptied once they are."""

_COMMAND = re.compile(r"(?:^|&& |; |: |[=/])helpline ([a-z]+)((?: +[^\s;&|]+)*)")
_OPTION = re.compile(r"(?<![\w-])--[a-z][\w-]*")
_ROUTE = re.compile(r"\b(GET|POST|PUT|PATCH|DELETE) (?:https?://[^/\s]+|<PUBLIC_BASE_URL>)?(/[^\s`]*)")
_VARIABLE = re.compile(r"\b(?:(?:HELPLINE|TWILIO)_[A-Z_]+|[A-Z]+_(?:URL|CONCURRENCY))\b")
_TREE = re.compile(r"(?:\.ci|docs|helpline|responses|seeds|tests)/[\w./*<>-]*")
_FILE = re.compile(r"[\w.<>*-]+\.(?:yaml|md|py|txt|jsonl|xml|svg|toml|service|conf)")
_WALK = ROOT / "CONTRIBUTING.md"

every_document = pytest.mark.parametrize("path", documents(), ids=name)


@cache
def commands() -> dict[str, argparse.ArgumentParser]:
    (found,) = (action for action in parser()._actions if isinstance(action, argparse._SubParsersAction))
    return dict(found.choices)


def options(command: str) -> set[str]:
    """Return the options of a command and of those below it."""
    return set(_options(commands()[command]))


def _options(found: argparse.ArgumentParser) -> Iterator[str]:
    for action in found._actions:
        yield from action.option_strings
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from _options(below)


def named_commands(texts: Iterator[str]) -> Iterator[tuple[str, str]]:
    """Yield (command, the rest of its line) for each command line of ours."""
    for text in texts:
        yield from _COMMAND.findall(text)


@every_document
def test_every_command_and_option_named_is_there(path: Path) -> None:
    for command, rest in named_commands(code(path)):
        assert command in commands().keys() | COMING, f"helpline {command}"
        if command in commands():
            assert set(_OPTION.findall(rest)) <= options(command), f"helpline {command}{rest}"


@pytest.mark.parametrize("path", [ROOT / "Procfile", *DEPLOY], ids=name)
def test_what_starts_the_line_uses_commands_that_are_there(path: Path) -> None:
    for command, _ in named_commands(line for line in read(path).split("\n") if not line.startswith("#")):
        assert command in commands()


def test_the_readme_has_a_row_for_every_command_with_options_that_are_there() -> None:
    said: dict[str, str] = {}
    for row in rows(README):
        if found := _COMMAND.match(spans(row[0])[0]) if spans(row[0]) else None:
            said[found[1]] = " ".join(span for cell in row for span in spans(cell))
    assert said.keys() == commands().keys()
    for command, row_text in said.items():
        assert set(_OPTION.findall(row_text)) <= options(command), command


def test_no_command_is_said_to_come_that_is_there() -> None:
    assert not COMING & commands().keys(), "take it out of COMING"


@every_document
def test_every_target_of_make_is_there(path: Path) -> None:
    targets = set(re.findall(r"^([\w./]+):", read(ROOT / "Makefile"), re.MULTILINE))
    named = {target for text in code(path) for target in re.findall(r"(?:^|&& )make ([\w./]+)", text)}
    assert named <= targets


def test_the_readme_has_every_setting_with_its_default() -> None:
    said: dict[str, str] = {}
    for row in rows(README):
        names, defaults = [span for span in spans(row[0]) if span.isupper()], spans(row[1])
        said |= {variable: (defaults[at] if at < len(defaults) else "") for at, variable in enumerate(names)}
    assert said.keys() == {item.name.upper() for item in fields(Raw)}
    fixed = {item.name.upper(): item.default for item in fields(Raw) if item.default}
    assert {variable: said[variable] for variable in fixed} == fixed, "an empty default is said in words"


@every_document
def test_every_variable_named_is_a_setting(path: Path) -> None:
    known = {item.name.upper() for item in fields(Raw)}
    named = {found for found in _VARIABLE.findall(read(path)) if not found.startswith("HELPLINE_TEST_")}
    assert named <= known


@pytest.fixture(scope="module")
def routes(environment: dict[str, str]) -> set[tuple[str, str]]:
    """The routes of the app with everything switched on, as (method, rule)."""
    switches = {item.name.upper(): "on" for item in fields(Raw) if item.metadata["about"].startswith("on or off")}
    switches |= {item.name.upper(): "t" * 40 for item in fields(Raw) if item.name.endswith("_token")}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("helpline.web.app.load_live", lambda *_: Still(None))
        app = create_app(settings.read(environment | switches))
    return {
        (method, rule.rule)
        for made in (app, app.extensions["helpline-beside"].console())
        for rule in made.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def named_routes(path: Path) -> set[tuple[str, str]]:
    return {found for text in code(path) for found in _ROUTE.findall(text)}


def covers(said: tuple[str, str], route: tuple[str, str]) -> bool:
    """Tell whether what is said means the route: itself, or with `/...` at its end all that is below."""
    below = said[1].removesuffix("...")
    return said == route or (said[1].endswith("/...") and said[0] == route[0] and route[1].startswith(below))


def test_every_route_is_in_the_documents(routes: set[tuple[str, str]]) -> None:
    said = {found for path in documents() for found in named_routes(path)}
    for route in routes:
        assert any(covers(one, route) for one in said), f"{' '.join(route)}: add a row to docs/architecture.md"


@every_document
def test_every_route_named_is_there(path: Path, routes: set[tuple[str, str]]) -> None:
    for said in named_routes(path):
        assert any(covers(said, route) for route in routes), " ".join(said)


def pattern(written: str) -> str:
    """Return a glob for a path as written: `<language>` and words in capitals stand for any name."""
    return re.sub(r"<[^>]*>|\b[A-Z]{3,}\b(?=[./]|$)", "*", written.rstrip("/.")) if "README" not in written else written


@every_document
def test_every_file_named_is_there(path: Path) -> None:
    made_here = {found for block in blocks(path) for found in re.findall(r"^# (\S+)", block.text)}
    made_here |= {f"{Path(one).stem}{end}" for one in made_here for end in (".yaml", ".en.txt", ".es.txt")}
    for text in _in_code(path):
        if _TREE.fullmatch(text):
            assert text in made_here or list(ROOT.glob(pattern(text))), text
        elif _FILE.fullmatch(text) and text not in made_here:
            places = ("*", "docs/**/*", "helpline/**/*", "responses/**/*", "seeds/*", "tests/**/*")
            assert any(found.match(pattern(text)) for place in places for found in ROOT.glob(place)), text


def _in_code(path: Path) -> Iterator[str]:
    """Yield the words in code, but for the examples of a rule, which are about files that nobody has."""
    invented = {
        span for line in prose(path).split("\n") if line.startswith(("- Good: ", "- Bad: ")) for span in spans(line)
    }
    for text in code(path):
        if text in invented:
            continue
        yield from (word.strip("'\"(),;") for word in text.split())


@every_document
def test_every_link_leads_somewhere(path: Path) -> None:
    for link in links(path):
        if link.startswith(("http://", "https://", "mailto:")):
            continue
        target, _, anchor = link.partition("#")
        file = (path.parent / target).resolve() if target else path
        assert file.exists(), link
        assert not anchor or anchor in anchors(file), link


def test_the_architecture_names_every_part() -> None:
    parts = {path.stem for path in (ROOT / "helpline").iterdir() if not path.name.startswith("__")} - {"packaged"}
    said = [spans(row[0])[0] for row in rows(ROOT / "docs/architecture.md") if len(row) == 2 and spans(row[0])]
    assert set(said) == parts


def test_the_picture_of_the_architecture_is_that_of_the_code() -> None:
    path = ROOT / "docs/make_architecture.py"
    spec = importlib.util.spec_from_file_location("make_architecture", path)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    assert read(made.PICTURE) == made.picture(), "run: python docs/make_architecture.py"
    for start, end in made.WAYS:
        if not {start, end} & made.OUTSIDE.keys():
            assert _imports(end, start) or _imports(start, end), f"{end} does not use {start}"


def _imports(part: str, used: str) -> bool:
    paths = [*(ROOT / f"helpline/{part}").glob("**/*.py"), *(ROOT / "helpline").glob(f"{part}.py")]
    return any(
        re.search(rf"^\s*from helpline(?:\.{used}[. ]| import .*\b{used}\b)", read(path), re.MULTILINE)
        for path in paths
    )


def conversations(path: Path) -> list[list[tuple[str, str]]]:
    """Return the talks of a document, each a list of (message, reply as written): blocks of `> message` and indented replies."""
    found = []
    for block in blocks(path):
        if not block.kind and block.text.startswith("> "):
            turns = re.split(r"^> ", block.text, flags=re.MULTILINE)[1:]
            found.append([(turn.split("\n")[0], " ".join(turn.split("\n", 1)[1].split())) for turn in turns])
    return found


def alike(written: str, real: str) -> bool:
    """Compare with `...` for any text."""
    return (
        re.fullmatch(".*".join(re.escape(part.strip()) for part in written.split("...")), real, re.DOTALL) is not None
    )


def test_the_talks_in_the_documents_are_what_the_line_says(line: Line) -> None:
    talks = [talk for path in documents() for talk in conversations(path)]
    assert talks, "the README shows one"
    for talk in talks:
        state = State()
        for message, written in talk:
            reply = line.turn(Message(message), state, NOON)
            state = reply.state
            assert alike(written, " ".join(reply.texts[0].split())), reply.texts[0]


def test_what_a_console_shows_is_what_comes(environment: dict[str, str]) -> None:
    shown = [block.text for path in documents() for block in blocks(path) if block.kind == "console"]
    parts = [part for text in shown for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]]
    assert parts, "docs/deploy.md shows one"
    for part in parts:
        command, _, written = part.partition("\n")
        done = run(command, ROOT, environment)
        assert alike(written.strip(), (done.stdout + done.stderr).strip()), done.stdout + done.stderr


def run(command: str, folder: Path, environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a command line as somebody in `folder` would, with the code of that folder."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = os.environ | environ | {"PATH": path, "PYTHONPATH": str(folder)}
    return subprocess.run(
        ["/bin/bash", "-c", command], env=env, cwd=folder, capture_output=True, text=True, check=False
    )


def walk(title: str) -> dict[str, str]:
    """Return the blocks under a heading of CONTRIBUTING by what their first line says they go into."""
    after = read(_WALK).partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    found = [block for block in blocks(_WALK) if block.kind in ("yaml", "python")]
    inside = [block.text for block in found if block.text.split("\n")[1].strip() in after]
    return {text.split("\n")[0].removeprefix("# "): text.split("\n", 1)[1] for text in inside}


def test_the_walk_to_a_new_topic_leads_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HELPLINE_VAR_DIR", str(tmp_path))
    copy, steps = Copy(tmp_path / "content"), walk("Add a topic")
    words, menu = steps
    before = problems(copy)
    (command,) = re.findall(r"`helpline (new [^`]*)`", read(_WALK))
    assert main([*shlex.split(command), "--content", str(copy.folder)]) == 0
    topic = words.partition(",")[0]
    copy.write(topic, read(copy.folder / topic).partition("en:\n")[0] + steps[words])
    path, _, after = menu.partition(", after ")
    lines = re.split(rf"(^.*\b{after}\b.*\n)", read(copy.folder / path), flags=re.MULTILINE)
    copy.write(path, "".join([*lines[:2], steps[menu], *lines[2:]]))
    assert [str(problem) for problem in problems(copy) if problem not in before] == []
    assert any(choice.topic == Path(topic).stem for choice in listed(copy.content().menu)), "it is in the menu"


def problems(copy: Copy) -> list[Problem]:
    """Return what a check of a copy says, but for the one that counts what waits for approval."""
    return [
        problem
        for problem in check.found(copy.folder, NOON.date())
        if problem.id != "unapproved" and problem.level != "note"
    ]


def test_the_walk_to_a_new_rule_leads_there(tmp_path: Path, environment: dict[str, str]) -> None:
    for folder in ("helpline", "tests", "seeds", "responses"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", "*.jsonl"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    rule, test = walk("Add a rule").items()
    (tmp_path / rule[0]).write_text(rule[1], encoding="utf-8")
    (name_of,) = re.findall(r"^def (\w+)", rule[1], re.MULTILINE)
    rules = tmp_path / "helpline/check/rules.py"
    module = rule[0].removesuffix(".py").replace("/", ".")
    changed = read(rules).replace("WORDS: tuple[Rule, ...] = (\n", f"WORDS: tuple[Rule, ...] = (\n    {name_of},\n", 1)
    rules.write_text(changed.replace("from helpline.match", f"from {module} import {name_of}\nfrom helpline.match", 1))
    with (tmp_path / test[0]).open("a", encoding="utf-8") as file:
        file.write("\n\n" + test[1])
    done = run(f"python -m pytest {test[0]}::test_{name_of}", tmp_path, environment)
    assert "\n1 passed in" in done.stdout, done.stdout + done.stderr


def test_the_proxy_and_the_unit_name_what_the_settings_and_the_documents_do() -> None:
    nginx, unit = read(ROOT / "docs/deploy/nginx.conf"), read(ROOT / "docs/deploy/helpline.service")
    assert f"proxy_pass http://{Raw.host}:{Raw.port};\n" in nginx, "with a path behind it the path would be rewritten"
    assert nginx.count("helpline.example.org") == 4
    assert "four places" in " ".join(prose(ROOT / "docs/deploy.md").split())
    folder = re.findall(r"^WorkingDirectory=(.*)$", unit, re.MULTILINE)[0]
    assert re.findall(r"^ReadWritePaths=(.*)$", unit, re.MULTILINE) == [f"{folder}/{Raw.helpline_var_dir}"]
    started = re.findall(r"^ExecStart(?:Pre)?=(\S+) (.*)$", unit, re.MULTILINE)
    assert started == [(f"{folder}/.venv/bin/helpline", "db upgrade"), (f"{folder}/.venv/bin/helpline", "serve")]
    for path in (
        folder,
        re.findall(r"^EnvironmentFile=(.*)$", unit, re.MULTILINE)[0],
        "helpline.service",
        "nginx.conf",
    ):
        assert path in read(ROOT / "docs/deploy.md")
