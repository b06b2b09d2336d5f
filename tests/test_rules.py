"""The rules over the content as a whole: one reply that breaks a rule, and the sentence about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from helpline.check.needed import NEEDED
from helpline.check.rules import RULES, check
from helpline.match.matcher import Matcher
from helpline.problems import Problem
from helpline.reply.places import PLACES
from tests.conftest import NOON
from tests.copies import Copy

PATH = "responses/system/zz-planted.yaml"
HEAD = "reply: zz-planted\nreview: {written: 2026-11-23, approved_by: Ann, approved_on: 2026-11-23}\n"
ALLOWED = f"Allowed: {', '.join(sorted(PLACES))}, and code:TOPIC for a topic in the menu."
TAKEN = "also belongs to responses/immunotherapy/side-effects.yaml. Keep it in one of them."
CARRIER = "alone is answered by the phone company, so it never arrives. Use another word."

Found = Callable[[], list[Problem]]
Planted = Callable[..., list[str]]


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


@pytest.fixture(scope="module")
def fitted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the weights are kept between tests: most plant no example, so they need not be fitted again."""
    return tmp_path_factory.mktemp("weights")


@pytest.fixture
def found(copy: Copy, fitted: Path) -> Found:
    """Return a function that checks the copy as it is now."""
    return lambda: [p for p in check(Matcher(copy.content(), fitted), NOON.date()) if p.level != "note"]


@pytest.fixture
def planted(copy: Copy, found: Found) -> Planted:
    """Return a function that plants a reply with English words and returns what the check says of it."""

    def checked(english: str, spanish: str = "  sms: Bien.\n") -> list[str]:
        copy.write(PATH, f"{HEAD}en:\n{english}" + (f"es:\n{spanish}" if spanish else ""))
        return [str(problem) for problem in found() if problem.path == PATH]

    return checked


def test_a_sound_reply(planted: Planted) -> None:
    assert (
        planted('  keywords: [zebra]\n  sms: "{name}: {phone}, press {code:side-effects}."\n  examples: [zebra]\n')
        == []
    )


@pytest.mark.parametrize(
    ("keyword", "expected"),
    [
        ("'!!'", "keyword-empty: nothing is left of '!!' after clean-up. Use letters or digits."),
        ("'  '", "keyword-empty: nothing is left of '' after clean-up. Use letters or digits."),
        ("side effects", f"keyword-twice: 'side effects' {TAKEN}"),
        ("Side-Efféct's", f"keyword-twice: 'Side-Efféct's' {TAKEN}"),
        ("SIDE-EFFECTS!", f"keyword-twice: 'SIDE-EFFECTS!' {TAKEN}"),
        ("efectos secundarios", f"keyword-twice: 'efectos secundarios' {TAKEN}"),
        ("'Yes'", f"keyword-carrier: 'Yes' {CARRIER}"),
        ("UNSTOP.", f"keyword-carrier: 'UNSTOP.' {CARRIER}"),
        ("yes please", None),
    ],
)
def test_keywords(copy: Copy, planted: Planted, keyword: str, expected: str | None) -> None:
    for name in ("start", "stop", "help"):
        path = copy.folder / f"responses/system/{name}.yaml"
        path.write_text(
            f"reply: {name}\nreview: {{written: 2026-11-23}}\nen: {{sms: '{name}'}}\nes: {{sms: '{name}'}}\n"
        )
    problems = planted(f"  keywords: [zebra, {keyword}]\n  sms: Fine.\n")
    assert problems == ([f"{PATH}:4:21 error {expected}"] if expected else [])


def test_a_keyword_may_stand_twice_in_one_file(planted: Planted) -> None:
    assert planted("  keywords: [zebra]\n  sms: Fine.\n", "  keywords: [Zebra, zebra]\n  sms: Bien.\n") == []


@pytest.mark.parametrize("name", ["stop", "start", "help"])
def test_the_carriers_words_belong_to_the_replies_that_know_them(copy: Copy, found: Found, name: str) -> None:
    path = f"responses/system/{name}.yaml"
    head = HEAD.replace("zz-planted", name)
    copy.write(path, f"{head}en:\n  keywords: [stop, start, help]\n  sms: Fine.\nes:\n  sms: Bien.\n")
    for other in {"stop", "start", "help"} - {name}:
        copy.write(f"responses/system/{other}.yaml", f"{HEAD.replace('zz-planted', other)}en: {{sms: Fine.}}\n")
    assert not [problem for problem in found() if problem.id == "keyword-carrier"]


def test_an_example_that_another_reply_has_taken(planted: Planted) -> None:
    assert planted("  sms: Fine.\n  examples:\n    - zebra zebra\n    - side effects\n") == [
        f"{PATH}:7:7 error example-lost: 'side effects' gets answer side-effects, not 'zz-planted'. "
        "Add a keyword here, or this text to zz-planted.en.txt."
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Call {fone}.", "{fone}"),
        ("Press {code:rash}.", "{code:rash}"),
        ("Call {phone:x} or {fone:x}.", "{fone:x}"),
    ],
)
@pytest.mark.parametrize(("key", "place"), [("sms", "4:8"), ("more", "5:9"), ("voice", "5:10")])
def test_places(planted: Planted, key: str, place: str, text: str, shown: str) -> None:
    first, spanish = ("  sms: Fine.\n", "  sms: Bien.\n") if key != "sms" else ("", "")
    assert planted(f'{first}  {key}: "{text}"\n', f"{spanish}  {key}: Bien.\n") == [
        f"{PATH}:{place} error place-unknown: nothing fills {shown}. {ALLOWED}"
    ]


def test_nothing_is_filled_in_a_title(planted: Planted) -> None:
    assert planted("  title: '{name} {'\n  sms: Fine.\n", "  title: Bien\n  sms: Bien.\n") == [
        f"{PATH}:4:10 error place-unknown: nothing fills {shown} in a title. Write what it stands for."
        for shown in ("{", "{name}")
    ]


@pytest.mark.parametrize(
    ("key", "text", "where"),
    [
        ("sms", "{opens}", "in closed"),
        ("voice", "{number}", "in choice, number-unknown"),
        ("voice", "{topics}", "in texts that are no topic"),
        ("sms", "{languages}", "on calls"),
    ],
)
def test_a_place_of_other_replies(planted: Planted, key: str, text: str, where: str) -> None:
    assert planted(f"  {key}: 'A {text}'\n", f"  {key}: Bien.\n") == [
        f"{PATH}:4:{len(key) + 5} error place-here: {text} is filled only {where}. Take it out."
    ]


@pytest.mark.parametrize(
    ("text", "twice"),
    [("A {menu}. B", "'{menu}.'"), ("A {hours} . B", "'{hours} .'"), ("A.. B", "'..'"), ("A... B {name}.", "")],
)
def test_full_stops(planted: Planted, text: str, twice: str) -> None:
    remedy = "ends with two full stops. Take one out; the words of such a place bring their own."
    assert planted(f'  sms: "{text}"\n') == ([f"{PATH}:4:8 error stop-twice: {twice} {remedy}"] if twice else [])


def test_the_words_for_each_state_of_the_hours_count(planted: Planted) -> None:
    text = "a" * (306 - len("Open now, until Wednesday 9 PM Eastern. "))
    assert [line.split(": ")[0] for line in planted(f'  sms: "{text} {{hours}}"\n')] == [
        f"{PATH}:4:8 error sms-segments"
    ]


def test_each_unknown_place_is_said(planted: Planted) -> None:
    assert planted('  sms: "{two} {phone} {one} {two}"\n') == [
        f"{PATH}:4:8 error place-unknown: nothing fills {{{name}}}. {ALLOWED}" for name in ("one", "two")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a" * 306, None),
        ("a" * 307, "3 segments (307 GSM-7 units as sent), at most 2 (306). Cut 1 units."),
        ("a" * 331, "3 segments (331 GSM-7 units as sent), at most 2 (306). Cut 25 units."),
        ("á" * 201, None),
        (
            "á" * 202,
            "4 segments (202 UCS-2 units as sent), at most 3 (201). Cut 1 units. Without á there would be room for 306.",
        ),
        (
            "í" + "é" * 200 + "ó",
            "4 segments (202 UCS-2 units as sent), at most 3 (201). Cut 1 units. Without í ó there would be room for 306.",
        ),
    ],
)
def test_segments(planted: Planted, text: str, expected: str | None) -> None:
    problems = planted(f'  sms: "{text}"\n')
    assert problems == ([f"{PATH}:4:8 error sms-segments: {expected}"] if expected else [])


def test_what_is_added_to_a_text_counts(planted: Planted) -> None:
    english = "a" * 290 + " {second_spoken}{phone_digits}"
    assert [line.split(": ")[0] for line in planted(f'  sms: "{english}"\n')] == [f"{PATH}:4:8 error sms-segments"]


def test_a_safety_reply_is_one_segment(copy: Copy, found: Found) -> None:
    path = "responses/safety/zz-planted.yaml"
    copy.write(path, f"{HEAD}en:\n  sms: {'a' * 161}\n  voice: Fine.\nes:\n  sms: {'a' * 160}\n  voice: Bien.\n")
    assert [str(problem) for problem in found() if problem.path == path] == [
        f"{path}:4:8 error sms-segments: 2 segments (161 GSM-7 units as sent), at most 1 (160). Cut 1 units."
    ]


def test_a_missing_language(copy: Copy, planted: Planted) -> None:
    spanish = copy.content().languages["es"].name
    assert planted("  sms: Fine.\n", "") == [
        f"{PATH}:1:1 warning language-missing: there are no words in {spanish}. Add a block 'es:'."
    ]


def test_replies_that_wait_for_approval(copy: Copy, fitted: Path) -> None:
    copy.write(PATH, f"{HEAD}en:\n  sms: Fine.\n")
    content = copy.content()
    approved = {
        name: replace(entry, review={"approved_by": "Ann", "approved_on": "2026-11-23"})
        for name, entry in content.entries.items()
    }
    waiting = approved | {
        name: replace(approved[name], review={"approved_by": ""}) for name in ("thanks", "zz-planted")
    }
    one = approved | {"thanks": waiting["thanks"]}
    for entries, expected in (
        (approved, []),
        (
            one,
            [
                "responses:1:1 warning unapproved: 1 reply waits for a person's approval, the first is "
                "responses/system/thanks.yaml. Set approved_by and approved_on when somebody has."
            ],
        ),
        (
            waiting,
            [
                "responses:1:1 warning unapproved: 2 replies wait for a person's approval, the first is "
                "responses/system/thanks.yaml. Set approved_by and approved_on when somebody has."
            ],
        ),
    ):
        problems = check(Matcher(replace(content, entries=entries), fitted), NOON.date())
        assert [
            str(problem) for problem in problems if problem.id == "unapproved" and problem.level == "warning"
        ] == expected


def test_a_reply_that_the_line_needs(copy: Copy, found: Found) -> None:
    copy.remove("responses/system/thanks.yaml")
    assert [str(problem) for problem in found() if problem.level == "error"] == [
        "responses/system/thanks.yaml:1:1 error reply-missing: the line needs a reply 'thanks'. Put the file back."
    ]


def test_every_reply_that_is_needed_is_there(copy: Copy) -> None:
    assert set(NEEDED) <= set(copy.content().entries)


def test_problems_come_in_file_order(copy: Copy, found: Found) -> None:
    for name in ("zz-a", "zz-b"):
        copy.write(
            f"responses/system/{name}.yaml",
            f"{HEAD.replace('zz-planted', name)}en:\n  keywords: ['!!', '??']\n  sms: '{{fone}}'\n",
        )
    planted = [problem for problem in found() if "/zz-" in problem.path]
    assert [(problem.path[-9:], problem.line, problem.col) for problem in planted] == [
        (f"{name}.yaml", line, col) for name in ("zz-a", "zz-b") for line, col in ((1, 1), (4, 14), (4, 20), (5, 8))
    ]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.__name__))
def test_every_rule_is_documented(rule: Callable[..., object]) -> None:
    documentation = rule.__doc__ or ""
    assert "GOOD: " in documentation
    assert "BAD: " in documentation


@pytest.mark.parametrize("text", ["{Phone}", "{ phone }", "{code}", "{code:}", "{phone-digits}", "{phone"])
def test_what_looks_like_a_place_is_one(planted: Planted, text: str) -> None:
    assert planted(f'  sms: "Call {text}."\n')


@pytest.mark.parametrize("place", ["{opens}", "{closes}", "{number}", "{text}", "{credit}"])
def test_a_place_that_nothing_fills_in_this_reply(copy: Copy, found: Found, place: str) -> None:
    path = "responses/refer/zz-planted.yaml"
    copy.write(path, f"{HEAD}en:\n  sms: '{place}'\n  voice: Fine.\nes:\n  sms: Bien.\n  voice: Bien.\n")
    assert [problem for problem in found() if problem.path == path]


def test_how_much_to_cut_is_never_nothing(planted: Planted) -> None:
    assert "Cut 1 units" in planted(f'  sms: "{"a" * 152}€{"a" * 152}"\n')[0]


@pytest.mark.parametrize("key", ["title", "more", "voice", "voice_more"])
def test_a_text_in_one_language_only(planted: Planted, key: str) -> None:
    sms, text = "  sms: Fine.\n", f"  {key}: Bien.\n"
    assert planted(sms + text, sms) == [
        f"{PATH}:7:8 warning language-missing: there is no '{key}' in español. Add '{key}: ...' under 'es:'."
    ]
    assert planted(sms, sms + text) == [
        f"{PATH}:4:8 warning language-missing: there is no '{key}' in English. Add '{key}: ...' under 'en:'."
    ]


def test_a_text_for_the_eye_in_one_language_only(planted: Planted) -> None:
    assert planted("  voice: Fine.\n", "  voice: Bien.\n  sms: Bien.\n") == [
        f"{PATH}:4:10 warning language-missing: there is no 'sms' in English. Add 'sms: ...' under 'en:'."
    ]


@pytest.mark.parametrize(
    ("english", "spanish", "expected"),
    [
        ("Call 1-800-222-1222.", "Llame al 1-800-222-1222.", ""),
        (
            "Call 1-800-222-1222.",
            "Llame al 1-800-222-1223.",
            "only 'es' has 1-800-222-1223, only 'en' has 1-800-222-1222",
        ),
        ("A fever of 100.4 F (38 C).", "Fiebre de 38 C (100.4 F).", ""),
        ("A fever of 100.4 F (38 C).", "Fiebre de 104 F (38 C).", "only 'es' has 104, only 'en' has 100.4"),
        ("Take 2 mg. Not 20.", "Tome 2 mg.", "only 'en' has 20"),
        ("Open at any hour.", "Abierto 24 horas.", "only 'es' has 24"),
        ("Call {phone}: 911.", "{phone} {second_phone}. Llame, llame al 911, al 911.", ""),
        ("Call 988.", "Llame al 988 y oprima 2.", ""),
        ("Call 988.", "Llame al 989 y oprima 2.", "only 'es' has 2, 989, only 'en' has 988"),
        ("Press 1.", "Oprima el 2.", "only 'es' has 2, only 'en' has 1"),
    ],
)
def test_figures_that_differ(planted: Planted, english: str, spanish: str, expected: str) -> None:
    problems = planted(f'  sms: "{english}"\n', f'  sms: "{spanish}"\n')
    remedy = "Make the figures of 'sms' the same in both languages."
    assert problems == ([f"{PATH}:6:8 error numbers-differ: {expected}. {remedy}"] if expected else [])


def test_figures_for_the_ear_are_compared_as_one_number(planted: Planted) -> None:
    spoken = planted("  voice: Call 9 8 8 or 9 1 1.\n", "  voice: Llame al 9 8 8, y oprima 2, o al 9 1 2.\n")
    assert spoken == [
        f"{PATH}:6:10 error numbers-differ: only 'es' has 912, only 'en' has 911. "
        "Make the figures of 'voice' the same in both languages."
    ]


def test_a_title_without_its_figure(planted: Planted) -> None:
    assert planted("  title: 5 kinds\n  sms: Fine.\n", "  title: Tipos\n  sms: Bien.\n") == [
        f"{PATH}:7:10 error numbers-differ: only 'en' has 5. Make the figures of 'title' the same in both languages."
    ]


@pytest.mark.parametrize("name", ["answer", "fallback", "referral"])
def test_a_reply_to_texts_has_words_for_a_text(copy: Copy, found: Found, name: str) -> None:
    path = f"responses/system/{name}.yaml"
    copy.write(path, f"{HEAD.replace('zz-planted', name)}en:\n  voice: Fine.\nes:\n  voice: Bien.\n")
    assert copy.problems() or [str(problem) for problem in found() if problem.path == path]


@pytest.mark.parametrize(
    ("text", "shown", "place"),
    [
        ("Call 1-800-4-CANCER.", "1-800-4-CANCER", "phone"),
        ("Call 800-4-cancer now.", "800-4-cancer", "phone"),
        ("Call 1-800-422-6237.", "1-800-422-6237", "phone"),
        ("Call (800) 422 6237.", "(800) 422 6237", "phone"),
        ("Call +18004226237.", "+18004226237", "phone"),
        ("Call 1.800.227.2345.", "1.800.227.2345", "second_phone"),
        ("Call 1-800-222-1222, 911 or 988.", "", ""),
        ("Call {phone} ({phone_digits}).", "", ""),
        ("Room 28004226237.", "", ""),
    ],
)
def test_a_known_number_that_is_typed_out(planted: Planted, text: str, shown: str, place: str) -> None:
    found = [line for line in planted(f'  sms: "{text}"\n') if "phone-typed" in line]
    sentence = f"'{shown}' is typed out. Write {{{place}}}: it changes with responses/referral.yaml."
    assert found == ([f"{PATH}:4:8 error phone-typed: {sentence}"] if shown else [])


@pytest.mark.parametrize(
    ("sms", "voice", "expected"),
    [
        ("Call 911.", "Call 9 1 1, and press 2.", ""),
        ("Call 911.", "Fine.", ""),
        ("Call 911 or 988.", "Call 9 1 1.", ""),
        ("Call 1-800-222-1222.", "Call 1 800, 2 2 2, 1 2 2 2.", ""),
        ("Call 911.", "Call 9 1 2.", "only 'voice' has 912, only 'sms' has 911"),
        ("A fever of 100.4 F.", "A fever of 104 F.", "only 'voice' has 104, only 'sms' has 100.4"),
    ],
)
def test_figures_in_texts_and_on_calls(planted: Planted, sms: str, voice: str, expected: str) -> None:
    english = f'  sms: "{sms}"\n  voice: "{voice}"\n'
    found = [line for line in planted(english, english) if "numbers-channel" in line]
    remedy = "Say the same figures in texts and on calls."
    assert found == (
        [f"{PATH}:{line}:10 error numbers-channel: {expected}. {remedy}" for line in (5, 8)] if expected else []
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Press 1 to 3.", []),
        ("It’s", ["'’' makes the whole text cost more (UCS-2). Write \"'\"."]),
        ("9\u20139", ["'–' makes the whole text cost more (UCS-2). Write '-'."]),
        (
            "a\u00a0b",
            ["a non-breaking space makes the whole text cost more (UCS-2). Use a space that the keyboard types."],
        ),
        ("®", ["'®' makes the whole text cost more (UCS-2). Leave it out."]),
        ("más ñandú é €", []),
    ],
)
def test_characters_with_a_plain_form(planted: Planted, text: str, expected: list[str]) -> None:
    found = [line for line in planted(f'  sms: "{text}"\n') if "sms-character" in line]
    assert found == [f"{PATH}:4:8 error sms-character: {sentence}" for sentence in expected]


def test_the_line_itself_has_neither_errors_nor_hard_texts(matcher: Matcher) -> None:
    found = check(matcher, NOON.date())
    assert [str(problem) for problem in found if problem.level == "error" or problem.id == "reading-grade"] == []
