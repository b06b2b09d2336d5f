"""Reading a content folder: one fault planted in a copy of the real content, and every word that is said about it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from helpline.content.files import FILE_LIMIT
from helpline.content.load import load_content
from helpline.content.model import Phrase
from helpline.content.yamlfile import parse_mapping
from tests.conftest import ROOT
from tests.copies import Copy

TOPIC_PATH = "responses/immunotherapy/side-effects.yaml"
TOPIC = """\
topic: side-effects
section: What are the side effects of immunotherapy?
source_sha256: "0956165d7bd1e45f4455adb2b789cfd131a5866f67b2d9a0b0f3d6e9b991e7ca"
review: {written: 2026-11-23, approved_by: Ann, approved_on: 2026-11-24}
en:
  title: Side effects
  keywords: [side effects]
  sms: "Words."
  examples:
    - what are the side effects
es:
  title: Efectos secundarios
  sms: "Palabras."
"""
REPLY_PATH = "responses/system/planted.yaml"
REPLY = """\
reply: planted
review: {written: 2026-11-23}
en:
  sms: "Words."
"""
MENU_PATH = "responses/menu.yaml"
MENU = """\
menu:
  - key: 1
    title: {en: About, es: Sobre}
    choices:
      - {key: 1, topic: what-it-is}
      - {key: 2, topic: how-it-works}
  - {key: 2, topic: side-effects}
"""
REFERRAL_PATH = "responses/referral.yaml"
REFERRAL = """\
switch: open
checked: 2026-11-23
credits:
  NCI: {en: Institute, es: Instituto}
first:
  name: {en: Service, es: Servicio}
  shown: 1-800-4-CANCER
  digits: 1-800-422-6237
  dial: "+18004226237"
  spoken: "1 800, 4 2 2, 6 2 3 7"
  zone: America/New_York
  days: mon tue
  opens: "09:00"
  closes: "21:00"
  holidays: [2026-11-26]
second:
  name: Society
  shown: 1-800-227-2345
  digits: 1-800-227-2345
  dial: "+18002272345"
  spoken: "1 800, 2 2 7, 2 3 4 5"
"""
LANGUAGE_PATH = "responses/languages/xx.yaml"
LANGUAGE = """\
name: Other
asked_as: [other]
voice: Polly.Other
recognizer: xx-XX
clock: "{day} {hour}"
days: [a, b, c, d, e, f, g]
fillers: [please]
numbers:
  - {value: 1, words: [one, "1st"], heard: [won]}
number_words: [press]
"""
LANGUAGE += "".join(
    f"{key}: {json.dumps(value.text) if value.kind == 'text' else []}\n"
    for key, value in parse_mapping(
        (ROOT / "responses/languages/en.yaml").read_text(encoding="utf-8"), "en.yaml"
    ).fields.items()
    if f"{key}:" not in LANGUAGE
)
PHRASES_PATH = "responses/safety/phrases.en.yaml"
PHRASES = """\
groups:
  cannot: [can't, can not]
  body: [chest, heart]
emergency:
  explicit:
    - "{cannot} breathe"
    - "{body} ... pain"
  ambiguous: [fever]
  unless: [no fever]
"""
A_BLOCK = "allowed is a block of 'key: value' lines."
A_LIST = "allowed is a list: one '- ...' a line."
A_TEXT = "allowed is a text. Put it in quotes if it begins with '[', '{' or '-'."
SECTION = "What are the side effects of immunotherapy?"


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


def changed(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1, f"{old!r} stands in the text {text.count(old)} times"
    return text.replace(old, new)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (TOPIC_PATH, TOPIC),
        (REPLY_PATH, REPLY),
        (REFERRAL_PATH, REFERRAL),
        (LANGUAGE_PATH, LANGUAGE),
        (PHRASES_PATH, PHRASES),
    ],
)
def test_what_the_faults_are_planted_in_is_sound(copy: Copy, path: str, text: str) -> None:
    copy.write(path, text)
    assert copy.problems() == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("  title: Side", "  titel: Side", ["6:3 error unknown-key: 'titel' is not a key here. Did you mean 'title'?"]),
        ("\nes:", "\nesp:", ["11:1 error unknown-key: 'esp' is not a key here. Did you mean 'es'?"]),
        (
            "approved_by: Ann",
            "by: Ann",
            ["4:31 error unknown-key: 'by' is not a key here. Allowed: written, approved_by, approved_on."],
        ),
        ('  sms: "Words."\n', "", ["6:3 error missing-key: 'sms' is missing. Add 'sms: ...'."]),
        ('sms: "Words."', "sms:", ["8:7 error missing-key: 'sms' is missing. Add 'sms: ...'."]),
        ("topic: side-effects\n", "", ["1:1 error missing-key: 'topic' is missing. Add 'topic: ...'."]),
        (
            "topic: side-effects",
            "topic: side-effect",
            ["1:8 error id-differs: 'topic: side-effect' in a file called 'side-effects.yaml'. Make them the same."],
        ),
        (
            "section: What are the",
            "section: Which are the",
            [
                "2:10 error section-missing: seeds/immunotherapy.md has no section "
                f"'Which are the side effects of immunotherapy?'. Did you mean '{SECTION}'?"
            ],
        ),
        (
            f"section: {SECTION}",
            "section: What are the types of immunotherapy?\npart: Treatment vaccine",
            [
                "3:7 error section-missing: the section 'What are the types of immunotherapy?' has no part "
                "'Treatment vaccine'. Did you mean 'Treatment vaccines'?"
            ],
        ),
        (
            '"0956',
            '"1956',
            [
                f"3:16 warning source-moved: the section '{SECTION}' has changed since this was written. It now reads: "
                "'Immunotherapy can cause side effects, many of which happen when the immune system that has been revved-up "
                "to act against the cancer also acts against healthy cells and tissues in your body.'. Correct the words where "
                "they need it, then run 'helpline seen side-effects' or set the hash to "
                "0956165d7bd1e45f4455adb2b789cfd131a5866f67b2d9a0b0f3d6e9b991e7ca."
            ],
        ),
        (
            "review: {written: 2026-11-23, approved_by: Ann, approved_on: 2026-11-24}",
            "review: Ann",
            [f"4:9 error shape: found a text; {A_BLOCK}"],
        ),
        ("[side effects]", "side effects", [f"7:13 error shape: found a text; {A_LIST}"]),
        ("[side effects]", "[[side], {effects: x}]", [f"7:14 error shape: found a list; {A_TEXT}"]),
        ('"Palabras."', "{phone}", [f"13:8 error shape: found a block; {A_TEXT}"]),
        (
            '"Words."',
            "call: 911",
            ["8:12 error yaml-syntax: a ': ' stands inside a text. Put the whole text in quotes."],
        ),
    ],
)
def test_faults_in_a_topic(copy: Copy, old: str, new: str, expected: list[str]) -> None:
    copy.write(TOPIC_PATH, changed(TOPIC, old, new))
    assert copy.problems()[: len(expected)] == [f"{TOPIC_PATH}:{line}" for line in expected]


def test_a_moved_source_does_not_stop_the_line(copy: Copy) -> None:
    copy.write(TOPIC_PATH, changed(TOPIC, '"0956', '"1956'))
    _, warnings = load_content(copy.folder)
    assert [(warning.level, warning.id) for warning in warnings] == [("warning", "source-moved")]


def test_a_changed_seed_is_noticed_by_the_topic_made_from_it(copy: Copy) -> None:
    seed = copy.folder / "seeds/immunotherapy.md"
    seed.write_bytes(changed(seed.read_text(encoding="utf-8"), "revved-up", "alarmed").encode())
    assert [problem.split(": ")[0].split(" ", 1)[1] for problem in copy.problems()] == ["warning source-moved"]
    assert copy.problems()[0].startswith(TOPIC_PATH)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "reply: planted",
            "replay: planted",
            [
                "1:1 error missing-key: 'reply' is missing. Add 'reply: ...'.",
                "1:1 error unknown-key: 'replay' is not a key here. Did you mean 'reply'?",
            ],
        ),
        (
            "reply: planted",
            "reply: other",
            ["1:8 error id-differs: 'reply: other' in a file called 'planted.yaml'. Make them the same."],
        ),
        ("review: {written: 2026-11-23}\n", "", ["1:1 error missing-key: 'review' is missing. Add 'review: ...'."]),
        ("\nen:", "\nes:", ["1:1 error missing-key: 'en' is missing. Add 'en: ...'."]),
        ('en:\n  sms: "Words."', "en: Words.", [f"3:5 error shape: found a text; {A_BLOCK}"]),
        (
            'sms: "Words."',
            'sms: "Words."\n  sms: "Others."',
            ["5:3 error yaml-twice: the key 'sms' is given twice (first at line 4). Keep one of them."],
        ),
    ],
)
def test_faults_in_a_reply(copy: Copy, old: str, new: str, expected: list[str]) -> None:
    copy.write(REPLY_PATH, changed(REPLY, old, new))
    assert copy.problems() == [f"{REPLY_PATH}:{line}" for line in expected]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "topic: what-it-is",
            "topic: what-is-it",
            ["5:25 error menu-topic: there is no topic 'what-is-it'. Did you mean 'what-it-is'?"],
        ),
        (
            "key: 2, topic: how",
            "key: 1, topic: how",
            [
                "5:9 error menu-key: the code 11 is given twice. Give each choice of a level its own key.",
                "6:9 error menu-key: the code 11 is given twice. Give each choice of a level its own key.",
            ],
        ),
        (
            "key: 2, topic: how",
            "key: 0, topic: how",
            ["6:15 error menu-key: the key 0 always means a person. Use 1 to 5."],
        ),
        (
            "key: 2, topic: how",
            "key: 7, topic: how",
            ["6:15 error menu-key: the key 7 always means text me this. Use 1 to 5."],
        ),
        (
            "key: 2, topic: how",
            "key: 8, topic: how",
            ["6:15 error menu-key: the key 8 always means the other language. Use 1 to 5."],
        ),
        (
            "key: 2, topic: how",
            "key: 9, topic: how",
            ["6:15 error menu-key: the key 9 always means again. Use 1 to 5."],
        ),
        (
            "key: 2, topic: how",
            "key: '*', topic: how",
            ["6:15 error menu-key: the key * always means the menu. Use 1 to 5."],
        ),
        (
            "key: 2, topic: how",
            "key: 12, topic: how",
            ["6:15 error menu-key: found key '12'; allowed is one of 1 2 3 4 5."],
        ),
        (
            "key: 2, topic: how",
            "key: x, topic: how",
            ["6:15 error menu-key: found key 'x'; allowed is one of 1 2 3 4 5."],
        ),
        (
            "key: 2, topic: side-effects",
            "key: 2, title: {en: X}",
            ["7:5 error menu-end: this choice leads nowhere. Give it a 'topic' or 'choices'."],
        ),
        (
            "{key: 2, topic: side-effects}",
            "key: 2",
            [
                "7:5 error menu-end: this choice leads nowhere. Give it a 'topic' or 'choices'.",
                "7:5 error menu-title: a choice needs a 'topic' or a 'title' by language.",
            ],
        ),
        (
            "topic: side-effects",
            "topic: what-it-is",
            ["7:21 error menu-twice: the topic 'what-it-is' stands at 11 and at 2. Keep one."],
        ),
        (
            "topic: side-effects",
            "topik: side-effects",
            [
                "7:5 error menu-end: this choice leads nowhere. Give it a 'topic' or 'choices'.",
                "7:5 error menu-title: a choice needs a 'topic' or a 'title' by language.",
                "7:14 error unknown-key: 'topik' is not a key here. Did you mean 'topic'?",
            ],
        ),
        (
            "  - {key: 2, topic: side-effects}\n",
            "".join(
                f"  - {{key: {key}, title: {{en: X}}, choices: [{{key: 1, topic: crisis}}]}}\n"
                for key in (2, 3, 4, 5, 6)
            ).replace("topic: crisis", "topic: help", 1),
            [
                "2:3 error menu-long: 6 choices on one level, at most 5. Group some under a title.",
                "9:56 error menu-twice: the topic 'crisis' stands at 31 and at 41. Keep one.",
                "10:56 error menu-twice: the topic 'crisis' stands at 41 and at 51. Keep one.",
                "11:11 error menu-key: the key 6 always means more. Use 1 to 5.",
                "11:56 error menu-twice: the topic 'crisis' stands at 51 and at 61. Keep one.",
            ],
        ),
        (
            "{en: About, es: Sobre}",
            "About",
            [
                "2:5 error menu-title: a choice needs a 'topic' or a 'title' by language.",
                f"3:12 error shape: found a text; {A_BLOCK}",
            ],
        ),
        (
            "{en: About, es: Sobre}",
            "{en: About, qq: X}",
            ["3:24 error unknown-key: 'qq' is not a key here. Allowed: en, es."],
        ),
        (
            "menu:\n",
            "menus:\n",
            [
                "1:1 error menu-empty: a menu without choices. Add '- {key: 1, topic: ...}' lines.",
                "1:1 error missing-key: 'menu' is missing. Add 'menu: ...'.",
                "1:1 error unknown-key: 'menus' is not a key here. Did you mean 'menu'?",
            ],
        ),
    ],
)
def test_faults_in_the_menu(copy: Copy, old: str, new: str, expected: list[str]) -> None:
    copy.write(MENU_PATH, changed(MENU, old, new))
    assert copy.errors() == [f"{MENU_PATH}:{line}" for line in expected]


def test_an_empty_level_of_the_menu(copy: Copy) -> None:
    copy.write(MENU_PATH, "menu: []\n")
    assert copy.errors() == [
        f"{MENU_PATH}:1:7 error menu-empty: a menu without choices. Add '- {{key: 1, topic: ...}}' lines."
    ]


def test_a_topic_that_no_key_leads_to_is_a_warning(copy: Copy) -> None:
    real = (copy.folder / MENU_PATH).read_text(encoding="utf-8")
    copy.write(MENU_PATH, changed(real, "topic: side-effects", "title: {en: X}, choices: [{key: 1, topic: help}]"))
    line = real[: real.index("- key")].count("\n") + 1
    assert copy.problems() == [
        f"{MENU_PATH}:{line - 1}:1 warning menu-absent: the topic 'side-effects' ({TOPIC_PATH}) is not in the menu, "
        "so no key leads to it. Add it."
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("switch: open", "switch: opened", ["1:9 error value: found 'opened'; allowed is open, closed or moved."]),
        (
            "switch: open\n",
            "",
            [
                "1:1 error missing-key: 'switch' is missing. Add 'switch: ...'.",
                "1:1 error value: found ''; allowed is open, closed or moved.",
            ],
        ),
        (
            "checked: 2026-11-23",
            "checked: 11/23/2026",
            ["2:10 error value: found '11/23/2026'; allowed is a date such as 2026-11-23."],
        ),
        (
            "checked: 2026-11-23",
            "checked: 2026-02-29",
            ["2:10 error value: found '2026-02-29'; allowed is a date such as 2026-11-23."],
        ),
        (
            "[2026-11-26]",
            "[2026-11-26, Christmas]",
            ["15:26 error value: found 'Christmas'; allowed is a date such as 2026-12-25."],
        ),
        ('"09:00"', "9:00", ["13:10 error value: found '9:00'; allowed is a time such as 09:00."]),
        ('"09:00"', "9 AM", ["13:10 error value: found '9 AM'; allowed is a time such as 09:00."]),
        ('"21:00"', '"25:00"', ["14:11 error value: found '25:00'; allowed is a time such as 09:00."]),
        (
            "America/New_York",
            "Eastern",
            ["11:9 error value: found 'Eastern'; allowed is a time zone such as America/New_York."],
        ),
        (
            "America/New_York",
            "../../etc/passwd",
            ["11:9 error value: found '../../etc/passwd'; allowed is a time zone such as America/New_York."],
        ),
        (
            "mon tue",
            "mon tues",
            ["12:9 error value: found 'mon tues'; allowed is some of mon tue wed thu fri sat sun."],
        ),
        (
            'dial: "+18004226237"\n',
            'dail: "+18004226237"\n',
            [
                "6:3 error missing-key: 'dial' is missing. Add 'dial: ...'.",
                "9:3 error unknown-key: 'dail' is not a key here. Did you mean 'dial'?",
            ],
        ),
        ("{en: Institute, es: Instituto}", "[NCI]", [f"4:8 error shape: found a list; {A_BLOCK}"]),
        ("name: {en: Service, es: Servicio}", "name: [Service]", [f"6:9 error shape: found a list; {A_BLOCK}"]),
        (
            "name: {en: Service, es: Servicio}",
            "name: {en: Service, qq: X}",
            ["6:23 error unknown-key: 'qq' is not a key here. Allowed: en, es."],
        ),
    ],
)
def test_faults_in_the_referral(copy: Copy, old: str, new: str, expected: list[str]) -> None:
    copy.write(REFERRAL_PATH, changed(REFERRAL, old, new))
    assert copy.problems() == [f"{REFERRAL_PATH}:{line}" for line in expected]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("[a, b, c, d, e, f, g]", "[a, b]", ["6:7 error language-days: found 2 days; allowed are 7, from Monday on."]),
        ('"{day} {hour}"', '"{day}"', ["5:8 error language-clock: found '{day}'; it must hold {day} and {hour}."]),
        ("value: 1", "value: one", ["9:13 error value: found 'one'; allowed is a whole number."]),
        ("voice: Polly.Other\n", "", ["1:1 error missing-key: 'voice' is missing. Add 'voice: ...'."]),
        (
            "fillers: [please]",
            "filler: [please]",
            [
                "1:1 error missing-key: 'fillers' is missing. Add 'fillers: ...'.",
                "7:1 error unknown-key: 'filler' is not a key here. Did you mean 'fillers'?",
            ],
        ),
        ("heard: [won]", "hears: [won]", ["9:37 error unknown-key: 'hears' is not a key here. Did you mean 'heard'?"]),
    ],
)
def test_faults_in_a_language(copy: Copy, old: str, new: str, expected: list[str]) -> None:
    copy.write(LANGUAGE_PATH, changed(LANGUAGE, old, new))
    assert copy.problems() == [f"{LANGUAGE_PATH}:{line}" for line in expected]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            '"{cannot} breathe"',
            '"{canot} breathe"',
            ["6:7 error unknown-group: there is no group 'canot'. Did you mean 'cannot'?"],
        ),
        (
            '"{cannot} breathe"',
            '"{legs} gone"',
            ["6:7 error unknown-group: there is no group 'legs'. Allowed: cannot, body."],
        ),
        ("[fever]", '["?!"]', ["8:15 error empty-phrase: nothing is left of '?!' after clean-up. Remove it."]),
        ("[fever]", '["..."]', ["8:15 error empty-phrase: nothing is left of '...' after clean-up. Remove it."]),
        (
            "[chest, heart]",
            '[chest, "!"]',
            ["3:17 error empty-phrase: nothing is left of '!' after clean-up. Remove it."],
        ),
        (
            "  unless: [no fever]",
            "  except: [no fever]",
            ["9:3 error unknown-key: 'except' is not a key here. Allowed: explicit, ambiguous, unless."],
        ),
        (
            "  explicit:\n",
            "  explicitly:\n",
            [
                "5:3 error missing-key: 'explicit' is missing. Add 'explicit: ...'.",
                "5:3 error unknown-key: 'explicitly' is not a key here. Did you mean 'explicit'?",
            ],
        ),
        (
            "groups:\n  cannot: [can't, can not]\n  body: [chest, heart]\n",
            "",
            [
                "1:1 error missing-key: 'groups' is missing. Add 'groups: ...'.",
                "3:7 error unknown-group: there is no group 'cannot'. None is known yet; add it first.",
                "4:7 error unknown-group: there is no group 'body'. None is known yet; add it first.",
            ],
        ),
    ],
)
def test_faults_in_the_phrases(copy: Copy, old: str, new: str, expected: list[str]) -> None:
    copy.write(PHRASES_PATH, changed(PHRASES, old, new))
    assert copy.problems() == [f"{PHRASES_PATH}:{line}" for line in expected]


def test_a_group_may_hold_an_earlier_group(copy: Copy) -> None:
    copy.write(PHRASES_PATH, changed(PHRASES, "[chest, heart]", '["{cannot}", Chest]'))
    content = copy.content()
    english = next(phrases for phrases in content.phrases if phrases.lang == "en")
    assert english.explicit == (
        Phrase("{cannot} breathe", (("cant", "can not"), ("breathe",)), (0, 0)),
        Phrase("{body} ... pain", (("cant", "can not", "chest"), ("pain",)), (0, 4)),
    )


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        (
            "responses/system/halp.en.txt",
            "help me",
            [
                "responses/system/halp.en.txt:1:1 error utterances-id: there is no reply 'halp' for these messages. Did you mean 'help'?"
            ],
        ),
        (
            "responses/system/help.qq.txt",
            "help me",
            [
                "responses/system/help.qq.txt:1:1 error utterances-language: 'qq' is no language here. Allowed: en, es, other."
            ],
        ),
        (
            "responses/system/help.txt",
            "help me",
            [
                "responses/system/help.txt:1:1 error utterances-language: '' is no language here. Allowed: en, es, other."
            ],
        ),
        (
            "responses/system/help.en.txt",
            b"one\ntwo\xff\n",
            ["responses/system/help.en.txt:2:4 error file-utf8: byte 0xff is not UTF-8. Save the file as UTF-8."],
        ),
        (
            "responses/system/help.en.txt",
            b"x" * (FILE_LIMIT + 1),
            [
                "responses/system/help.en.txt:1:1 error file-size: 1,000,001 bytes, at most 1,000,000. This is not a file for people to write."
            ],
        ),
        (
            "responses/immunotherapi/new.yaml",
            "topic: new",
            [
                "responses/immunotherapi:1:1 error folder-unknown: no seed is called 'immunotherapi'. Did you mean 'immunotherapy'?"
            ],
        ),
        (
            "responses/refer/help.yaml",
            changed(REPLY, "planted", "help"),
            [
                "responses/system/help.yaml:1:1 error id-twice: 'help' is also the id of responses/refer/help.yaml. Rename one of the files."
            ],
        ),
        (
            MENU_PATH,
            b"menu:\n  - {key: 1, topic: caf\xe9}\n",
            [f"{MENU_PATH}:2:24 error file-utf8: byte 0xe9 is not UTF-8. Save the file as UTF-8."],
        ),
        (
            MENU_PATH,
            b"#" * (FILE_LIMIT + 1),
            [
                f"{MENU_PATH}:1:1 error file-size: 1,000,001 bytes, at most 1,000,000. This is not a file for people to write."
            ],
        ),
        (
            MENU_PATH,
            "- {key: 1, topic: help}",
            [
                f"{MENU_PATH}:1:1 error yaml-block: the file holds no 'key: value' lines. Write one key a line, such as 'topic: ...'."
            ],
        ),
        (
            "seeds/other.md",
            "# No front matter",
            [
                "seeds/other.md:1:1 error seed-front-matter: the file does not begin with front matter. Begin it with a line '---', the facts about the page, and a line '---'."
            ],
        ),
    ],
)
def test_faulty_files(copy: Copy, path: str, text: str | bytes, expected: list[str]) -> None:
    copy.write(path, text)
    assert copy.problems() == expected


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        ("drugs: {a: b}", [f"1:8 error shape: found a block; {A_LIST}"]),
        ("drugs: [a, '!']", ["1:12 error group-empty: nothing is left of '!' after clean-up. Use letters or digits."]),
        (
            "a: [One, two]\nb: [óne!]",
            [
                "2:5 error group-twice: 'óne!' is also in the group 'a'. "
                "A name belongs to one group; keep it in one of them."
            ],
        ),
        ("a: [One, one]", []),
    ],
)
def test_faults_in_the_groups(copy: Copy, groups: str, expected: list[str]) -> None:
    answered = sorted({group for entry in copy.content().entries.values() for group in entry.answers_for})
    copy.write("responses/groups.yaml", groups + "".join(f"\n{group}: []" for group in answered))
    assert copy.problems() == [f"responses/groups.yaml:{line}" for line in expected]


@pytest.mark.parametrize("path", [MENU_PATH, REFERRAL_PATH, "responses/groups.yaml", "responses/vocabulary.yaml"])
def test_a_missing_file(copy: Copy, path: str) -> None:
    copy.remove(path)
    assert copy.problems() == [
        f"{path}:1:1 error file-missing: cannot be read (No such file or directory). Put the file back."
    ]


def test_a_folder_without_seeds(copy: Copy) -> None:
    copy.remove("seeds")
    assert "seeds:1:1 error seed-none: no seed was found. Put a source page ('*.md') here." in copy.errors()


def test_a_file_of_just_the_limit_is_read(copy: Copy) -> None:
    copy.write("responses/system/help.en.txt", b"x" * FILE_LIMIT)
    assert copy.problems() == []


def test_a_byte_order_mark_is_accepted(copy: Copy) -> None:
    copy.write(TOPIC_PATH, b"\xef\xbb\xbf" + TOPIC.encode())
    copy.write("responses/system/help.en.txt", b"\xef\xbb\xbfaid\n")
    content = copy.content()
    assert "aid" in {example.text for example in content.utterances}


def test_all_problems_at_once_and_in_file_order(copy: Copy) -> None:
    copy.write("seeds/other.md", "---\ntitle: Other\n---\n")
    copy.write("responses/system/halp.en.txt", "help me")
    copy.write(TOPIC_PATH, changed(TOPIC, "  title: Side", "  titel: Side"))
    copy.write(REPLY_PATH, changed(REPLY, "reply: planted", "replay: planted"))
    copy.write(REFERRAL_PATH, changed(changed(REFERRAL, "mon tue", "monday"), "switch: open", "switch: shut"))
    copy.write(PHRASES_PATH, changed(PHRASES, "{cannot}", "{canot}"))
    copy.write(LANGUAGE_PATH, changed(LANGUAGE, "value: 1", "value: one"))
    copy.write(MENU_PATH, changed(MENU, "key: 2, topic: how", "key: 7, topic: how"))
    assert copy.errors() == [
        f"{TOPIC_PATH}:6:3 error unknown-key: 'titel' is not a key here. Did you mean 'title'?",
        f"{LANGUAGE_PATH}:9:13 error value: found 'one'; allowed is a whole number.",
        f"{MENU_PATH}:6:15 error menu-key: the key 7 always means text me this. Use 1 to 5.",
        f"{REFERRAL_PATH}:1:9 error value: found 'shut'; allowed is open, closed or moved.",
        f"{REFERRAL_PATH}:12:9 error value: found 'monday'; allowed is some of mon tue wed thu fri sat sun.",
        f"{PHRASES_PATH}:6:7 error unknown-group: there is no group 'canot'. Did you mean 'cannot'?",
        "responses/system/halp.en.txt:1:1 error utterances-id: there is no reply 'halp' for these messages. Did you mean 'help'?",
        f"{REPLY_PATH}:1:1 error missing-key: 'reply' is missing. Add 'reply: ...'.",
        f"{REPLY_PATH}:1:1 error unknown-key: 'replay' is not a key here. Did you mean 'reply'?",
        "seeds/other.md:4:1 error seed-sections: no section with text was found under the title 'Other'. Add headings ('## ...') with text below them.",
    ]


def test_what_is_read_from_sound_files(copy: Copy) -> None:
    copy.write(TOPIC_PATH, TOPIC)
    copy.write(REFERRAL_PATH, REFERRAL)
    copy.write(LANGUAGE_PATH, LANGUAGE)
    copy.write("responses/immunotherapy/side-effects.en.txt", "# a comment\n\n#1 question\n  will i itch  \n")
    content, warnings = load_content(copy.folder)
    entry, language = content.entries["side-effects"], content.languages["xx"]
    assert not warnings
    assert (entry.kind, entry.path, entry.seed) == ("topic", TOPIC_PATH, "immunotherapy")
    assert entry.section is not None
    assert entry.section.heading == SECTION
    assert entry.review == {"written": "2026-11-23", "approved_by": "Ann", "approved_on": "2026-11-24"}
    assert entry.places["en.keywords.0"] == (7, 14)
    assert content.words("side-effects", "es").title == "Efectos secundarios"
    assert content.words("side-effects", "xx").title == "Side effects"
    assert content.referral.first.days == (0, 1)
    assert content.referral.first.spoken == dict.fromkeys(["en", "es", "xx"], "1 800, 4 2 2, 6 2 3 7")
    assert content.referral.second.opens is None
    assert (language.numbers, language.heard) == ({"one": 1, "1st": 1}, {"won": 1})
    assert [u.text for u in content.utterances if (u.label, u.lang) == ("side-effects", "en")] == [
        "#1 question",
        "will i itch",
    ]


def test_the_first_language_comes_first(copy: Copy) -> None:
    copy.write(LANGUAGE_PATH.replace("xx", "aa"), LANGUAGE)
    content = copy.content()
    assert content.first_language == "en"
    assert list(content.languages)[1:] == sorted(set(content.languages) - {"en"})


def test_the_version_follows_every_file(copy: Copy) -> None:
    versions = [copy.content().version, copy.content().version]
    for path in (TOPIC_PATH, "seeds/immunotherapy.md", MENU_PATH, "responses/groups.yaml"):
        copy.write(path, (copy.folder / path).read_bytes() + b"\n")
        versions.append(copy.content().version)
    copy.write("responses/system/help.en.txt", "aid")
    versions.append(copy.content().version)
    assert versions[0] == versions[1]
    assert len(set(versions)) == 6


def test_without_its_first_language_the_content_is_refused_and_not_a_crash(copy: Copy) -> None:
    copy.remove("responses/languages/en.yaml")
    assert "responses/languages:1:1 error language-first: 'en.yaml' is missing. Put it back." in copy.problems()


def test_a_seed_that_cannot_be_opened_is_a_problem_and_not_a_crash(copy: Copy) -> None:
    (copy.folder / "seeds/other.md").mkdir()
    assert copy.problems() == [
        "seeds/other.md:1:1 error file-missing: cannot be read (Is a directory). Put the file back."
    ]


@pytest.mark.parametrize("text", [b"---\ntitle: Other\n---\n# A\n\xff", b"x" * (FILE_LIMIT + 1)], ids=["utf8", "size"])
def test_a_fault_of_a_seed_is_said_once(copy: Copy, text: bytes) -> None:
    copy.write("seeds/other.md", text)
    assert len(copy.problems()) == 1


def test_a_missing_menu_does_not_hide_other_problems(copy: Copy) -> None:
    copy.remove(MENU_PATH)
    copy.write("responses/system/halp.en.txt", "help me")
    copy.write(REFERRAL_PATH, changed(REFERRAL, "switch: open", "switch: shut"))
    assert [problem.split(":")[0] for problem in copy.problems()] == [
        MENU_PATH,
        REFERRAL_PATH,
        "responses/system/halp.en.txt",
    ]


@pytest.mark.parametrize("lang", ["en", "es"])
def test_missing_phrases_are_a_problem(copy: Copy, lang: str) -> None:
    copy.remove(f"responses/safety/phrases.{lang}.yaml")
    assert copy.errors()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param(PHRASES_PATH, changed(PHRASES, "emergency:", "emergncy:"), id="an alarm that nobody knows"),
        pytest.param(PHRASES_PATH, changed(PHRASES, "[can't,", '["{body}",'), id="a group before it is defined"),
        pytest.param(PHRASES_PATH, changed(PHRASES, "[can't,", '["{boddy}",'), id="a group that is nowhere"),
        pytest.param(PHRASES_PATH, changed(PHRASES, "[can't, can not]", "[]"), id="a group of no words"),
        pytest.param(PHRASES_PATH, changed(PHRASES, "[fever]", "fever"), id="one phrase for a list"),
        pytest.param(PHRASES_PATH, changed(PHRASES, '"{body} ... pain"', '"{body}s ... pain"'), id="braces in a word"),
        pytest.param("responses/safety/phrases.qq.yaml", PHRASES, id="phrases of an unknown language"),
        pytest.param(REFERRAL_PATH, changed(REFERRAL, "[2026-11-26]", "2026-11-26"), id="one holiday for a list"),
        pytest.param(
            REFERRAL_PATH,
            changed(REFERRAL, "credits:\n  NCI: {en: Institute, es: Instituto}", "credits: NCI"),
            id="one credit",
        ),
        pytest.param(REFERRAL_PATH, changed(REFERRAL, '"09:00"', '"09:00-05:00"'), id="an opening with a zone"),
        pytest.param(REFERRAL_PATH, changed(REFERRAL, '"21:00"', '"08:00"'), id="closing before opening"),
        pytest.param(REFERRAL_PATH, changed(REFERRAL, '  closes: "21:00"\n', ""), id="opening without closing"),
        pytest.param(REFERRAL_PATH, changed(REFERRAL, "  zone: America/New_York\n", ""), id="hours without a zone"),
        pytest.param(
            LANGUAGE_PATH,
            changed(LANGUAGE, '\n  - {value: 1, words: [one, "1st"], heard: [won]}', " one"),
            id="numbers",
        ),
        pytest.param(TOPIC_PATH, changed(TOPIC, "source_sha256:", "like: nothing\nsource_sha256:"), id="like no topic"),
        pytest.param("responses/refer/planted.yaml", REPLY + "answers_for: [nothing]\n", id="answers for no group"),
        pytest.param("responses/refer/seed.yaml", "takes: [chemo]", id="takes for no seed"),
        pytest.param("responses/system/help.old.yaml", "not: [", id="a file name with two dots"),
        pytest.param("responses/system/other.yml", REPLY, id="a file name that ends in yml"),
        pytest.param("responses/help.en.txt", "help me", id="messages beside the folders"),
    ],
)
def test_nothing_is_lost_in_silence(copy: Copy, path: str, text: str) -> None:
    copy.write(path, text)
    assert [problem for problem in copy.problems() if problem.startswith(path)]


def test_what_hangs_on_a_file_that_cannot_be_read_is_not_said_again(copy: Copy) -> None:
    copy.write("seeds/immunotherapy.md", "# No front matter")
    copy.write("responses/system/help.yaml", "reply: [")
    copy.write("responses/system/help.en.txt", "help me")
    assert [problem.split(" ")[0].rsplit(":", 2)[0] for problem in copy.problems()] == [
        "responses/system/help.yaml",
        "seeds/immunotherapy.md",
    ]


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        (
            PHRASES_PATH,
            changed(PHRASES, "emergency:", "emergncy:"),
            "4:1 error unknown-alarm: there is no alarm 'emergncy'. Did you mean 'emergency'?",
        ),
        (
            PHRASES_PATH,
            changed(PHRASES, "[can't,", '["{body}",'),
            "2:12 error unknown-group: there is no group 'body' above 'cannot'. None is known yet; add it first.",
        ),
        (
            PHRASES_PATH,
            changed(PHRASES, '"{body} ... pain"', '"{body}s ... pain"'),
            "7:7 error phrase-braces: found '{body}s'; allowed is a group alone between spaces, such as {cannot}. "
            "Write the word out, or add a group.",
        ),
        (
            "responses/refer/planted.yaml",
            REPLY + "answers_for: [other_drugs]\n",
            "5:15 error unknown-group: responses/groups.yaml has no group 'other_drugs'. Did you mean 'other_drug'?",
        ),
        (
            TOPIC_PATH,
            changed(TOPIC, "source_sha256:", "like: nothing\nsource_sha256:"),
            "3:7 error unknown-like: no other seed has a topic 'nothing'. None is known yet; add it first.",
        ),
        (
            "responses/system/other.yml",
            REPLY,
            "1:1 error file-stray: nothing reads this file. Allowed here: 'id.yaml' for a reply and 'id.en.txt' "
            "for messages. Rename or remove it.",
        ),
        (
            REFERRAL_PATH,
            changed(REFERRAL, '"21:00"', '"08:00"'),
            "14:11 error referral-hours: closes at 08:00, and opens at 09:00. Give a later time; midnight is 23:59.",
        ),
        (
            REFERRAL_PATH,
            changed(REFERRAL, "  zone: America/New_York\n", ""),
            "6:3 error referral-hours: there is 'days' and no zone. Give zone, days, opens, closes, "
            "or none of them for a line open at any hour.",
        ),
    ],
)
def test_what_is_said_of_what_would_be_lost(copy: Copy, path: str, text: str, expected: str) -> None:
    copy.write(path, text)
    assert copy.problems() == [f"{path}:{expected}"]


def test_missing_phrases_are_named(copy: Copy) -> None:
    copy.remove("responses/safety/phrases.es.yaml")
    assert copy.problems() == [
        "responses/safety/phrases.es.yaml:1:1 error phrases-missing: replies have words in español, "
        "and no phrase raises an alarm in it. Put the file back."
    ]
