"""What keeps the code in shape: imports run one way, webhooks are signed, libraries stay where they belong."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from flask import Flask

from helpline import settings
from helpline.reply.turn import Line
from helpline.web.app import create_app
from helpline.web.signature import CHECKED
from tests.conftest import ROOT, Still

PACKAGE = ROOT / "helpline"
ORDER = [
    "problems",
    "settings",
    "account",
    "text",
    "content",
    "match",
    "reply",
    "sms",
    "voice",
    "lastresort",
    "store",
    "check",
    "live",
    "request",
    "doctor",
    "console",
    "web",
    "cli",
]
"""A module may import from what stands before its own part, never from what comes after it."""

ALLOWED = {
    "flask": {"web", "console"},
    "yaml": {"content"},
    "ruamel": {"content"},
    "rapidfuzz": {"match"},
    "jellyfish": {"match"},
    "twilio.twiml": {"sms", "voice", "lastresort"},
    "twilio.rest": {"account"},
    "gunicorn": {"cli"},
    "prometheus_client": {"web"},
    "sqlalchemy": {"store", "console", "doctor", "cli"},
    "werkzeug.security": {"store"},
    "alembic": {"store"},
    "sqlite3": {"store"},
    "psycopg": {"store"},
}
UNSIGNED = {"/healthz", "/readyz", "/metrics", "/", "/phone/request", "/phone/why", "/static/<path:filename>"}


def modules() -> list[Path]:
    return sorted(
        path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE or path.stem not in ("__init__", "__main__")
    )


def part(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.update({node.module, *(f"{node.module}.{alias.name}" for alias in node.names)})
    return names


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_run_one_way(path: Path) -> None:
    for name in imported(path):
        pieces = name.split(".")
        if pieces[0] == "helpline" and len(pieces) > 1 and pieces[1] in ORDER:
            assert ORDER.index(pieces[1]) <= ORDER.index(part(path)), f"{path.name} imports {name}"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_each_library_stays_in_its_part(path: Path) -> None:
    for name in imported(path):
        for library, parts in ALLOWED.items():
            if name == library or name.startswith(library + "."):
                assert part(path) in parts, f"{path.name} imports {name}"


def test_every_part_has_its_place_in_the_order() -> None:
    assert {part(path) for path in modules()} == set(ORDER)


def test_every_webhook_is_behind_the_signature_check(
    environment: dict[str, str], line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("helpline.web.app.load_live", lambda *_: Still(line))
    app: Flask = create_app(settings.read(environment | {"HELPLINE_TRY_PAGE": "on"}))
    routes = {
        rule.rule: made.view_functions[rule.endpoint]
        for made in (app, app.extensions["helpline-beside"].console())
        for rule in made.url_map.iter_rules()
    }
    assert "/sms" in routes
    for rule, view in routes.items():
        assert rule in UNSIGNED or rule.startswith("/staff/") or getattr(view, CHECKED, False), f"{rule} is not signed"


def test_no_module_knows_a_seed_by_name() -> None:
    for path in modules():
        for seed in (ROOT / "seeds").glob("*.md"):
            words = [word for word in path.read_text(encoding="utf-8").lower().split() if seed.stem in word]
            assert not words, f"{path.name} names {seed.stem}: {words}"


def test_modules_are_short_enough_to_read() -> None:
    for path in modules():
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 300, path.name
