"""What takes input from outside, each as a function of bytes that fails where a rule is broken: for `guided` and the tests."""

from __future__ import annotations

import atexit
import tempfile
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from urllib.parse import quote, urlencode

from helpline.check.edited import check_text
from helpline.console.form import edited
from helpline.content.load import load_content
from helpline.content.model import Section
from helpline.content.seeds import read_seed
from helpline.content.yamlfile import YamlError, parse_mapping
from helpline.match.matcher import Matcher
from helpline.problems import ContentError, Problem
from helpline.reply.state import State, unpacked
from helpline.reply.turn import Line
from helpline.request import call_parameters, signature, text_parameters
from helpline.store import migrate
from helpline.store.database import connect
from helpline.text.cleanup import LONGEST, clean, tokens
from helpline.web.cookie import Cookies
from tests.conftest import BASE, NOON, ROOT, TOKEN
from tests.fuzz.forms import KINDS, NamelessError, TooLargeError, read, signed
from tests.fuzz.hostile import SECRET, Request
from tests.fuzz.judge import Judge

REPLY = "responses/immunotherapy/vaccines.yaml"
FIELDS = ("en.title", "en.sms", "en.voice", "en.keywords", "es.sms", "es.examples")


@cache
def line() -> Line:
    return Line(Matcher(load_content(ROOT)[0], ROOT / "var/cache"), "Cancer Helpline")


@cache
def judge() -> Judge:
    folder = tempfile.TemporaryDirectory(prefix="helpline-fuzz-")
    atexit.register(folder.cleanup)
    migrate.upgrade(connect(f"sqlite:///{folder.name}/store.db"))
    return Judge.over(line(), Path(folder.name))


def text_of(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def held(request: Request) -> None:
    why, _ = judge().judged(request)
    assert not why, f"{why}\n{request.kept()}"


def form(data: bytes) -> None:
    """A body and a content type, signed over what a server reads from it."""
    kind, body = KINDS[data[0] % len(KINDS)] if data else "", data[1:]
    kind += "x" if kind.endswith("boundary=") else ""
    try:
        fields = read(body, kind)
    except TooLargeError:
        held(Request("/sms", body, (413,), "x", kind=kind))
        return
    except NamelessError:
        held(Request("/sms", body, (403,), "x", kind=kind))
        return
    held(Request("/sms", body, (200,), signed(TOKEN, BASE + "/sms", fields), kind=kind))
    held(Request("/sms", body, (403,), text_of(data[:28]), kind=kind))


def placed(problems: Iterable[Problem]) -> None:
    assert all(problem.line >= 1 and problem.col >= 1 for problem in problems)


def yaml(data: bytes) -> None:
    """A reply file: read, or refused with a place for each problem."""
    kind, problems = "", list[Problem]()
    try:
        kind = parse_mapping(text_of(data), "x.yaml").kind
    except YamlError as error:
        problems = error.problems
    assert kind == "block" or problems
    placed(problems)


def seed(data: bytes) -> None:
    """A page: read, or refused with a place for each problem."""
    sections, problems = list[Section](), tuple[Problem, ...]()
    try:
        sections = list(read_seed(text_of(data), "x", "seeds/x.md").sections.values())
    except ContentError as error:
        problems = error.problems
    assert sections or problems
    assert all(section.text for section in sections)
    placed(problems)


def edit(data: bytes) -> None:
    """Words typed on the staff pages: they come back as typed, and change nothing but their own field."""
    before = (ROOT / REPLY).read_text(encoding="utf-8")
    name, words = FIELDS[data[0] % len(FIELDS)] if data else FIELDS[0], text_of(data[1:])
    after = edited(before, {name: words}, line().content.languages, "2026-11-24")
    placed(check_text(line().matcher, REPLY, after, NOON.date()))
    expected = said(before) | {name: words.split()}
    try:
        found = said(after)
    except YamlError as error:
        if {problem.id for problem in error.problems} != {"yaml-control"}:
            raise
        return
    assert found == {key: value for key, value in expected.items() if value}


def said(text: str) -> dict[str, list[str]]:
    """Return the words of each field of a reply file."""
    root = parse_mapping(text, REPLY)
    return {
        f"{lang}.{key}": " ".join([node.text or "", *(item.text or "" for item in node.items or ())]).split()
        for lang in ("en", "es")
        for key, node in root.fields[lang].fields.items()
    }


def cookie(data: bytes) -> None:
    """A cookie that nobody signed is empty, and one signed over anything at all is a state."""
    assert Cookies(SECRET).state(text_of(data)) == State()
    state = unpacked(text_of(data))
    assert unpacked(state.packed()) == state


def voice(data: bytes) -> None:
    """A turn of a call: place, keys, words and caller, a line each."""
    place, keys, said, caller = (text_of(part) for part in (*data.split(b"\n", 3), b"", b"", b"")[:4])
    path = "/voice/" + quote(place, safe="/.-%") if place else "/voice"
    form = call_parameters(caller or "+15005550006", Digits=keys, SpeechResult=said, Confidence="0.9")
    held(Request(path, urlencode(form).encode(), (200, 404, 413), signature(TOKEN, BASE + path, form)))


def text(data: bytes) -> None:
    """A text: cleaned up, matched, answered."""
    body = text_of(data)
    once = clean(body)
    assert clean(once) == once[:LONGEST].strip() or len(once) > LONGEST
    assert all(word == word.lower() for word in tokens(body))
    form = text_parameters(body)
    sent = urlencode(form).encode()
    held(Request("/sms", sent, (200, 413), signature(TOKEN, BASE + "/sms", form)))


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    each.__name__: each for each in (form, yaml, seed, edit, cookie, voice, text)
}
