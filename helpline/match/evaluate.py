"""Scoring matches against labelled messages: what was right, what was offered, what was wrong, and every alarm missed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from helpline.match.result import Match

ALARMS = ("emergency", "crisis", "stop")
NONE = "none"


@dataclass(frozen=True)
class Row:
    """A labelled message: `gold` are the acceptable ids, `none` standing for out of scope."""

    text: str
    gold: tuple[str, ...]
    channel: str = "sms"
    lang: str = ""
    part: str = ""


@dataclass(frozen=True)
class Scored:
    """A row, what it got, and the verdict: right, offered, fallback, wrong (a wrong answer) or missed (choices without it)."""

    row: Row
    match: Match
    verdict: str


@dataclass
class Tally:
    """Counts over a set of rows."""

    total: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    false_answers: int = 0
    alarms: dict[str, Counter[str]] = field(default_factory=lambda: {alarm: Counter() for alarm in ALARMS})
    topics: dict[str, Counter[str]] = field(default_factory=dict)
    confusions: Counter[tuple[str, str]] = field(default_factory=Counter)

    def share(self, *verdicts: str) -> float:
        """Return the share (0 to 1) of rows with any of the verdicts."""
        return sum(self.verdicts[verdict] for verdict in verdicts) / self.total if self.total else 0.0

    def recall(self, alarm: str) -> float | None:
        """Return the share of an alarm's messages that raised it; None where there are none."""
        counts = self.alarms[alarm]
        return counts["found"] / (counts["found"] + counts["missed"]) if counts["found"] + counts["missed"] else None

    def false_alarms(self, alarm: str) -> int:
        """Return how many other messages raised the alarm."""
        return self.alarms[alarm]["false"]


def raised(match: Match) -> str:
    """Return the alarm that a match raises, or ''."""
    return (
        match.topics[0] if match.topics and match.topics[0] in ALARMS and match.outcome in ("safety", "command") else ""
    )


def verdict(row: Row, match: Match) -> str:
    """Return how a match does for a row."""
    gold = set(row.gold)
    if NONE in gold and match.outcome in ("fallback", "referral", "choices"):
        return "right"
    if match.outcome in ("fallback", "referral"):
        return "fallback"
    if match.outcome == "choices":
        return "offered" if gold & set(match.topics) else "missed"
    if gold & set(match.topics[:1]):
        return "right"
    return "wrong"


def tally(scored: Iterable[Scored]) -> Tally:
    """Count up scored rows."""
    made = Tally()
    for item in scored:
        row, match = item.row, item.match
        made.total += 1
        made.verdicts[item.verdict] += 1
        made.false_answers += item.verdict == "wrong" and match.outcome == "answer" and NONE in row.gold
        for alarm in ALARMS:
            meant, rang = alarm in row.gold, raised(match) == alarm or (alarm == "stop" and match.also == "stop")
            if meant and set(row.gold) == {alarm}:
                made.alarms[alarm]["found" if rang else "missed"] += 1
            elif rang and not meant:
                made.alarms[alarm]["false"] += 1
        made.topics.setdefault(row.gold[0], Counter())[item.verdict] += 1
        if item.verdict in ("wrong", "missed"):
            made.confusions[row.gold[0], match.topics[0]] += 1
    return made


def by_part(scored: Iterable[Scored]) -> Mapping[tuple[str, str, str], list[Scored]]:
    """Group scored rows by part (the file), language and channel."""
    groups: dict[tuple[str, str, str], list[Scored]] = {}
    for item in scored:
        groups.setdefault(
            (item.row.part, item.match.lang if not item.row.lang else item.row.lang, item.row.channel), []
        ).append(item)
    return dict(sorted(groups.items()))
