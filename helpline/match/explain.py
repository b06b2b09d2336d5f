"""Why a message gets its answer, in one screen."""

from __future__ import annotations

from helpline.match.matcher import LEAD, LEAST, SURE, Channel, Matcher
from helpline.match.scoring import FALLBACK
from helpline.text.cleanup import tokens

_ROWS = 5


def explain(matcher: Matcher, text: str, channel: Channel = "sms", lang: str = "") -> str:
    """Return what decided for `text`: the words, the runners-up, and what would have changed it."""
    match, words = matcher.match(text, channel, lang), tokens(text)
    out = [
        f"read as   {' '.join(words) or '(nothing)'}",
        f"language  {match.lang}",
        f"outcome   {match.outcome}: {', '.join(match.topics) or '-'}  ({match.how})",
    ]
    if match.how in ("exact", "near", "phrase"):
        out.append(
            f"because   {', '.join(match.why)}  (a {'phrase of the safety lists' if match.how == 'phrase' else 'keyword, example or number'})"
        )
    if match.hint:
        out.append(f"safety    one line is added: it could be {match.hint}")
    ranked = matcher.scoring.ranked(words)[:_ROWS]
    share = matcher.scoring.familiarity(words) if channel == "voice" else 1.0
    if share < 1:
        out.append(f"heard     {share:.0%} of its pairs of words are known: its scores count for that much")
    if ranked:
        out.append("")
    for label, score in ranked:
        shares = ", ".join(f"{feature!r} {share:+.2f}" for feature, share in matcher.scoring.shares(words, label)[:4])
        out.append(f"  {score:5.2f}  {matcher.content.entries[label].path:<52} {shares}")
    counted = [(label, score * share) for label, score in ranked]
    return "\n".join([*out, "", change(matcher, match.how, counted, channel)])


def change(matcher: Matcher, how: str, ranked: list[tuple[str, float]], channel: Channel = "sms") -> str:
    """Return what would have to be done for another answer; `ranked` are the best labels with their scores as they count."""
    if how in ("exact", "near", "phrase"):
        return "To change it: move or remove that keyword, example or phrase in its file."
    if not ranked or ranked[0][1] < LEAST:
        return f"Nothing reached {LEAST}. To have it understood, add this message to the .txt file of the reply it should get."
    best = ranked[0][0]
    rival = next(
        ((label, score) for label, score in ranked if matcher.family(label) != matcher.family(best)), (FALLBACK, 0.0)
    )
    return (
        f"{best} leads {rival[0]} by {ranked[0][1] - rival[1]:.2f}; one answer needs {SURE[channel]} and a lead of {LEAD}. "
        "To change it, add this message to the .txt file of the reply it should get."
    )
