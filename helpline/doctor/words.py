"""The content: what `helpline check` finds, the dates it stands on, and the documents for when all else fails."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from helpline import lastresort
from helpline.content.load import load_content
from helpline.content.model import Content
from helpline.doctor.finding import Finding
from helpline.lastresort.make import documents
from helpline.problems import ContentError, Problem

WRITTEN = Path("var/fallback")
"""Where `helpline fallback` writes if it is not told otherwise."""


def words(folder: Path, found: list[Problem]) -> Iterator[Finding]:
    """Yield the state of the content in `folder`, in which `helpline check` found these problems."""
    try:
        content, _ = load_content(folder)
    except ContentError:
        yield from problems(found)
        return
    size = f"pages: {len(content.seeds)}, replies: {len(content.entries)}"
    yield Finding("ok", "content", f"version {content.version}, {size}.")
    yield from problems(found)
    yield from dates(content, {problem.path for problem in found})
    yield from fallback(content, WRITTEN)


def problems(found: Iterable[Problem]) -> Iterator[Finding]:
    """Yield a line for each kind of problem: the first of it, and how many more there are. Errors come first."""
    counted = [problem for problem in found if problem.level in ("error", "warning")]
    kinds = sorted(counted, key=lambda problem: (problem.level, problem.id, problem))
    for (_, name), group in groupby(kinds, key=lambda problem: (problem.level, problem.id)):
        first, *more = group
        others = f" And {len(more)} more: run `helpline check`." if more else ""
        yield Finding("to do", name, f"{first.path}:{first.line} {first.sentence}{others}")


def dates(content: Content, faulty: set[str]) -> Iterator[Finding]:
    """Yield when each page was reviewed and the referral checked, unless a rule has found fault with them already."""
    for seed in content.seeds.values():
        if not any(path.endswith(f"seeds/{seed.id}.md") for path in faulty):
            day, often = seed.meta.get("lastReviewed", "no date"), seed.meta.get("reviewFrequency", "no rule")
            yield Finding("ok", f"page {seed.id}", f"last reviewed {day} ({often}).")
    if "responses/referral.yaml" not in faulty:
        referral = content.referral
        yield Finding("ok", "referral", f"switch {referral.switch}, hours last checked {referral.checked}.")


def fallback(content: Content, written: Path) -> Iterator[Finding]:
    """Yield whether the documents in the package, and those written to `written`, say what the content says now."""
    made, package = documents(content), Path(lastresort.__file__).parent
    for folder in (package, written):
        old = [name for name, text in made.items() if folder.is_dir() and _read(folder / name) != text]
        if old:
            said = f"{' and '.join(old)} in {_short(folder)} say other words than the content. Run `helpline fallback {_short(folder)}`"
            yield Finding("to do", "fallback", f"{said}{' and publish them again' if folder == written else ''}.")
        elif folder.is_dir():
            yield Finding("ok", "fallback", f"{' and '.join(made)} in {_short(folder)} are those of the content.")


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _short(path: Path) -> str:
    """Return a path as somebody in the current folder would write it."""
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)
