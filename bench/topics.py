"""Content of any size for the measurements: pages about made-up medicines, asked about in the words people use."""

from __future__ import annotations

import hashlib
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

from bench.pool import ROOT

ASPECTS = {
    "what-it-is": ("What it is", ["what is {name}", "my doctor said {name}, what does that mean", "explain {name} to me"]),
    "how-it-works": ("How it works", ["how does {name} work", "what does {name} do in the body", "how {name} fights it"]),
    "side-effects": ("Side effects", ["{name} side effects", "does {name} make you sick", "rash since i started {name}"]),
    "how-given": ("How it is given", ["how do you get {name}", "is {name} a pill or a drip", "do they inject {name}"]),
    "how-often": ("How often", ["how often do i need {name}", "how many weeks between {name} doses", "{name} schedule"]),
    "where": ("Where you get it", ["where do i go for {name}", "can i have {name} at home", "which clinic gives {name}"]),
    "working": ("Is it working?", ["how do they know {name} is working", "scan after {name}", "is {name} helping me"]),
    "who": ("Who can have it", ["who can take {name}", "am i too old for {name}", "is {name} right for lung cancer"]),
    "before": ("Before you start", ["how to get ready for {name}", "tests before {name}", "can i eat before {name}"]),
    "after": ("Afterwards", ["what happens after {name}", "when am i done with {name}", "life after {name}"]),
    "storage": ("Keeping it", ["does {name} go in the fridge", "how to store {name}", "left {name} out over night"]),
    "missed": ("A missed dose", ["i forgot my {name}", "missed a dose of {name}", "took {name} too late today"]),
    "vaccines": ("Vaccines", ["flu shot while on {name}", "can i get vaccinated during {name}", "{name} and covid shot"]),
    "travel": ("Travel", ["can i fly on {name}", "holiday during {name}", "taking {name} through the airport"]),
    "work": ("Working", ["can i work while on {name}", "time off for {name}", "tired at my job since {name}"]),
    "research": ("Research", ["new studies of {name}", "what is being tested about {name}", "is {name} still studied"]),
}  # fmt: skip
_STARTS, _MIDDLES = ("am", "be", "cor", "dal", "en", "fer", "gil", "ip", "lor", "mar", "niv", "pem", "ri", "tor", "vel", "zan"), ("bri", "da", "fu", "lo", "mi", "ne", "ra", "si", "to", "vu")  # fmt: skip
_ENDS = ("limab", "tinib", "zumab", "ciclib", "parib", "rubicin", "platin", "trexed", "mide", "leucel")


def names(count: int) -> list[str]:
    """Return made-up names of medicines, always the same ones."""
    every = [a + b + c for a in _STARTS for b in _MIDDLES for c in _ENDS]
    random.Random(2).shuffle(every)
    return every[:count]


def write(folder: Path, topics: int) -> list[str]:
    """Write a content folder with so many topics, beside the line's own replies; return a message for each of 500 of them."""
    shutil.copytree(ROOT / "responses", folder / "responses", ignore=shutil.ignore_patterns("immunotherapy", "*.txt"))
    (folder / "seeds").mkdir()
    (folder / "responses/menu.yaml").write_text("menu:\n  - {key: 1, topic: what-it-is-" + names(1)[0] + "}\n")
    asked: list[str] = []
    for name in names(-(-topics // len(ASPECTS))):
        aspects = dict(list(ASPECTS.items())[: topics - len(asked)])
        sections = {aspect: _section(name, title) for aspect, (title, _) in aspects.items()}
        (folder / f"seeds/{name}.md").write_text("\n".join(_seed(name, aspects, sections)), encoding="utf-8")
        (folder / f"responses/{name}").mkdir()
        for aspect, (title, questions) in aspects.items():
            reply = "\n".join(_reply(name, aspect, title, questions, sections[aspect]))
            (folder / f"responses/{name}/{aspect}-{name}.yaml").write_text(reply + "\n", encoding="utf-8")
            examples = "\n".join(question.format(name=name) for question in questions)
            (folder / f"responses/{name}/{aspect}-{name}.en.txt").write_text(examples + "\n", encoding="utf-8")
            asked.append(f"hi, {questions[len(asked) % 3].format(name=name)}? thanks")
    random.Random(3).shuffle(asked)
    return asked[:500]


def _section(name: str, title: str) -> str:
    return (
        f"About {name}, and under it {title.lower().rstrip('?')}: this is text for a measurement and says nothing true."
    )


def _seed(name: str, aspects: dict[str, tuple[str, list[str]]], sections: dict[str, str]) -> Iterator[str]:
    yield from ("---", f"title: {name.capitalize()}", "source: TEST", "---", "")
    for aspect, (title, _) in aspects.items():
        yield from (f"## {title} ({name})", "", sections[aspect], "")


def _reply(name: str, aspect: str, title: str, questions: list[str], section: str) -> Iterator[str]:
    yield from (f"topic: {aspect}-{name}", f'section: "{title} ({name})"')
    yield f'source_sha256: "{hashlib.sha256(section.encode()).hexdigest()}"'
    yield from ("review: {written: 2026-11-23, approved_by: null, approved_on: null}", "en:")
    yield f'  title: "{name.capitalize()}: {title}"'
    yield from (
        "  keywords:",
        f"    - {name} {title.lower().rstrip('?')}",
        f"    - {title.lower().rstrip('?')} of {name}",
    )
    yield f'  sms: "This is a made-up answer about {name} of the length that answers have, so that as much is put together as for a true one."'  # fmt: skip
    yield f'  voice: "This is a made-up answer about {name} for the ear."'
    yield from ("  examples:", *(f'    - "{question.format(name=name)}"' for question in questions))
