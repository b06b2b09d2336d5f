"""Properties of everything that takes input from outside, and a short run of what `make fuzz` does at length."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, Request, Response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpline.content.model import Content
from helpline.content.seeds import read_seed
from helpline.content.yamlfile import YamlError, parse_mapping
from helpline.match.features import features
from helpline.match.matcher import Matcher
from helpline.problems import ContentError, Problem
from helpline.reply.state import State
from helpline.reply.turn import Line
from helpline.store import migrate
from helpline.store.database import connect
from helpline.text.cleanup import LONGEST, clean, tokens
from helpline.voice.state import read_path
from helpline.web.cookie import NAME, Cookies
from tests.fuzz import targets
from tests.fuzz.hostile import Maker, again
from tests.fuzz.judge import Judge

# Werkzeug leaves the file of a part that breaks off to the garbage collector; it is in memory, as every body is.
pytestmark = pytest.mark.filterwarnings("ignore:.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning")
quickly = settings(
    derandomize=True, deadline=None, max_examples=150, database=None, suppress_health_check=list(HealthCheck)
)
WORST = Path(__file__).with_name("worst.jsonl")
IDS = st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True)
STATES = st.builds(
    State,
    IDS,
    IDS,
    IDS,
    IDS,
    st.lists(IDS, max_size=4).map(tuple),
    st.booleans(),
    st.integers(0, 9),
    st.integers(0, 999_999),
    st.integers(0, 102),
)


@quickly
@given(st.text(max_size=2000))
def test_clean_up_is_done_after_one_time_and_keeps_to_words(text: str) -> None:
    once = clean(text)
    assert clean(once) == once[:LONGEST].strip() or len(once) > LONGEST
    assert "  " not in once
    assert all(word == word.lower() for word in tokens(text))


@quickly
@given(st.text(st.characters(max_codepoint=127), max_size=300))
def test_plain_text_is_cleaned_like_any_other(text: str) -> None:
    assert f"{clean(text)} eacute".strip() == clean(text + "\n éacute")


@quickly
@given(data=st.data())
def test_words_taken_together_weigh_as_much_as_their_features(data: st.DataObject, matcher: Matcher) -> None:
    weights = matcher.scoring.weights
    known = [feature for feature in list(weights.names.words)[:5000] if feature[0].isalpha()]
    words = data.draw(st.lists(st.sampled_from(known) | st.text("abcdefgh", min_size=1, max_size=9), max_size=12))
    scores = weights.scores(words)
    for label in weights.labels[:8]:
        expected = sum(share for _, share in weights.shares(features(words), label))
        assert scores.get(label, 0.0) == pytest.approx(expected, abs=1e-4)
        assert weights.strongest(words, [label]) == pytest.approx(expected, abs=1e-4)


@quickly
@given(STATES)
def test_a_cookie_brings_back_what_was_written(state: State) -> None:
    cookies, response = Cookies("s" * 40), Response()
    cookies.write(response, state)
    value = response.headers["Set-Cookie"].split(";")[0].split("=", 1)[1]
    assert cookies.read(_carrying(value)) == state
    assert Cookies("z" * 40).read(_carrying(value)) == State()


@quickly
@given(st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters=';,"\\'), max_size=300))
def test_a_cookie_of_anybody_elses_making_is_empty(value: str) -> None:
    assert Cookies("s" * 40).read(_carrying(value)) == State()


def _carrying(value: str) -> Request:
    with Flask("t").test_request_context("/", headers={"Cookie": f"{NAME}={value}"}) as context:
        return context.request


@quickly
@given(
    st.text(max_size=80)
    | st.from_regex(r"(en|es|x)/(plain|slow)\d/(top|[1-5]{1,3})/[a-z]{2,8}/[a-z.-]{1,20}/\d", fullmatch=True)
)
def test_a_place_in_a_call_is_known_or_none(content: Content, path: str) -> None:
    state = read_path(path, content)
    assert state is None or read_path(state.path, content) == state


@quickly
@given(st.text(max_size=200) | st.lists(st.sampled_from(["a: ", "- ", "b", "\n", "  ", "{", "}", "[", "]", "'", '"', "|", ">", "#", "&a ", "*a", "!t ", "---\n", "\t", "? ", ": "])).map("".join))  # fmt: skip
def test_a_reply_file_is_read_or_refused_with_a_place(text: str) -> None:
    try:
        kind, problems = parse_mapping(text, "x.yaml").kind, []
    except YamlError as error:
        kind, problems = "", error.problems
    assert kind == "block" or problems
    assert all(problem.line >= 1 and problem.col >= 1 for problem in problems)


@quickly
@given(st.text(max_size=200) | st.lists(st.sampled_from(["---\n", "title: x\n", "## ", "# h\n", "text\n", "\n", "- **b** c\n", "* ", "[l](u)", "\ufeff"])).map("".join))  # fmt: skip
def test_a_seed_is_read_or_refused_with_a_place(text: str) -> None:
    try:
        sections = read_seed(text, "x", "seeds/x.md").sections
        problems: tuple[Problem, ...] = ()
    except ContentError as error:
        sections, problems = {}, error.problems
    assert sections or problems
    assert all(problem.line >= 1 and problem.col >= 1 for problem in problems)


@pytest.fixture(scope="module")
def fuzzed() -> Iterator[None]:
    yield
    targets.judge().close()


@pytest.mark.parametrize("name", targets.TARGETS)
@settings(quickly, max_examples=30)
@given(data=st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_nothing_from_outside_breaks_a_rule(name: str, data: bytes, fuzzed: None) -> None:
    targets.TARGETS[name](data)


@pytest.fixture(scope="module")
def judge(line: Line, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judge]:
    folder = tmp_path_factory.mktemp("fuzz")
    migrate.upgrade(connect(f"sqlite:///{folder}/store.db"))
    made = Judge.over(line, folder)
    yield made
    made.close()


def test_bad_input_of_every_kind_gets_a_fitting_answer(judge: Judge, content: Content) -> None:
    maker = Maker(content, seed=0)
    for _ in range(1500):
        request = maker.request()
        why, _ = judge.judged(request)
        assert not why, f"{why}\n{request.kept()}"


@pytest.mark.parametrize("kept", WORST.read_text(encoding="utf-8").splitlines())
def test_the_slowest_input_ever_found_gets_its_answer(judge: Judge, kept: str) -> None:
    why, _ = judge.judged(again(kept))
    assert not why
