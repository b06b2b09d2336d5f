"""What a telephone recogniser makes of speech: keywords by their sound, and a new prompt where it heard only noise."""

from __future__ import annotations

import pytest

from helpline.match.explain import explain
from helpline.match.matcher import Matcher


@pytest.mark.parametrize(
    ("heard", "topic"),
    [
        ("Aunty bodies.", "monoclonal-antibodies"),
        ("site effects", "side-effects"),
        ("tell me about side facts please", "side-effects"),
        ("clinic al trials", "clinical-trials"),
        ("buy mouth", "how-given"),
    ],
)
def test_a_keyword_is_known_by_its_sound_on_the_telephone_only(matcher: Matcher, heard: str, topic: str) -> None:
    assert matcher.match(heard, "voice").topics[:1] == (topic,)
    assert matcher.match(heard, "sms").how != "near"


@pytest.mark.parametrize(
    "noise", ["The want like.", "I want.", "It I the kill.", "what i where where", "Um how the to to.", "slide it had"]
)
def test_words_made_of_noise_get_a_new_prompt(matcher: Matcher, noise: str) -> None:
    assert matcher.match(noise, "voice").outcome == "fallback"


def test_no_alarm_and_no_opt_out_goes_by_sound(matcher: Matcher) -> None:
    for heard in ("stahp", "stupp", "can sell", "un subs crib"):
        near = matcher.sounds.match([heard])
        assert near is None or near[0] not in ("stop", "start", "emergency", "crisis")


def test_why_an_utterance_got_its_reply_is_told_with_the_figures_of_the_telephone(matcher: Matcher) -> None:
    told = explain(matcher, "um how do you take it", "voice")
    assert "one answer needs 0.9 and a lead of 0.33" in told
