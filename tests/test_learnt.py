"""What is kept of learning: read again as it was, never read broken, and handed on in a small pickle."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from helpline.content.model import Content
from helpline.match import arrays
from helpline.match.matcher import Matcher
from tests.copies import ROOT, Copy

MESSAGES = (
    "my mom cant breathe",
    "dont text me no more",
    "i feel so alone since the chemo. what is imunotherapy anyway",
    "can you get this as a pill? my veins are shot",
    "¿cuánto cuesta la inmunoterapia para mi mamá?",
    "qwrtzp blorx 😢",
    "2",
)

BREAKS: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut": lambda raw: raw[:-1],
    "cut in its head": lambda raw: raw[:1000],
    "longer": lambda raw: raw + b"\0",
    "a bit of its numbers": lambda raw: raw[:-5000] + bytes([raw[-5000] ^ 1]) + raw[-4999:],
    "a bit of its head": lambda raw: raw[:50] + bytes([raw[50] ^ 1]) + raw[51:],
    "something else": lambda _: b'{"labels": []}' * 100,
    "zeros": lambda raw: bytes(len(raw)),
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Content:
    """A copy of the content with the example messages of three replies."""
    copy = Copy(tmp_path_factory.mktemp("learnt") / "content")
    for name in ("immunotherapy/how-given.en.txt", "safety/emergency.en.txt", "safety/emergency.es.txt"):
        shutil.copy(ROOT / "responses" / name, copy.folder / "responses" / name)
    return copy.content()


@pytest.fixture(scope="module")
def cache(small: Content, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is learnt from it."""
    folder = tmp_path_factory.mktemp("cache")
    Matcher(small, folder)
    return folder


def kept(folder: Path) -> Path:
    (file,) = folder.glob("weights-*.bin")
    return file


def matches(matcher: Matcher) -> list[object]:
    return [matcher.match(text, channel) for text in MESSAGES for channel in ("sms", "voice")]


@pytest.mark.parametrize("broken", BREAKS)
def test_a_broken_file_is_refused(cache: Path, tmp_path: Path, broken: str) -> None:
    path = tmp_path / "weights-x.bin"
    path.write_bytes(BREAKS[broken](kept(cache).read_bytes()))
    with pytest.raises(ValueError, match=r"^weights-x\.bin is not whole$"):
        arrays.load(path)


def test_a_broken_file_is_made_again(small: Content, cache: Path, tmp_path: Path) -> None:
    path = tmp_path / kept(cache).name
    path.write_bytes(kept(cache).read_bytes()[:-8])
    made = Matcher(small, tmp_path)
    assert path.read_bytes() == kept(cache).read_bytes()
    assert matches(made) == matches(Matcher(small, cache))


def test_what_is_kept_and_what_is_pickled_match_like_what_was_fitted(small: Content, cache: Path) -> None:
    here = Matcher(small)
    assert matches(Matcher(small, cache)) == matches(here)
    assert matches(pickle.loads(pickle.dumps(here))) == matches(here)


def test_a_pickle_holds_the_path_of_the_weights_and_not_the_weights(matcher: Matcher) -> None:
    raw = pickle.dumps((matcher.scoring.weights, matcher.scoring.languages))
    assert len(raw) < 500
    weights, languages = pickle.loads(raw)
    assert weights.labels == matcher.scoring.weights.labels
    assert weights.scores(["fever"]) == matcher.scoring.weights.scores(["fever"])
    assert languages.guess(["fiebre"], "") == "es"
    assert matches(pickle.loads(pickle.dumps(matcher))) == matches(matcher)


def test_a_pickle_whose_weights_are_gone_says_so(cache: Path, tmp_path: Path) -> None:
    path = tmp_path / "weights-y.bin"
    path.write_bytes(kept(cache).read_bytes())
    raw = pickle.dumps(arrays.load(path))
    path.unlink()
    arrays.load.cache_clear()
    with pytest.raises(FileNotFoundError):
        pickle.loads(raw)
