"""The part of YAML that reply files use: a text arrives as it was written, or a problem says where and why not."""

from __future__ import annotations

from typing import TypeAlias

import pytest

from helpline.content.yamlfile import Node, YamlError, parse_mapping

Shape: TypeAlias = "str | list[Shape] | dict[str, Shape]"

REFERENCE = "yaml-anchor: a text begins with '*' or '&', which YAML reads as a reference. Put the whole text in quotes."
TAG = "yaml-tag: a text begins with '!', which YAML reads as a tag. Put the whole text in quotes."
BRACES = "yaml-braces: a text that begins with '{' or '[' was read as a list or block. Put the whole text in quotes."
BLOCK = "yaml-block: the file holds no 'key: value' lines. Write one key a line, such as 'topic: ...'."
SECOND = "yaml-documents: a line '---' starts a second document. Keep one document a file."
TAB = "yaml-syntax: a tab is used to indent or to separate. Use spaces."
OPEN = "yaml-syntax: a quote opened at line 1 is not closed. Close it, or double a quote that belongs to the text."
COLON = "yaml-syntax: a ': ' stands inside a text. Put the whole text in quotes."
FLOW = "yaml-syntax: a list or block opened with '[' or '{' at line 1 is not closed. Close it, or put a text that begins so in quotes."
DEEP = "yaml-deep: more than 12 levels of lists and blocks inside each other. Quote texts that begin with '[' or '{', or take levels out."
CONTROL = "yaml-syntax: the file holds a control character. Remove it."


def hash_at(rest: str) -> str:
    return f"yaml-hash: everything from {rest!r} on would be lost. Put the text in quotes, or the comment on a line of its own."


def unreadable(reason: str) -> str:
    return f"yaml-syntax: not readable here ({reason}). Check quotes, colons and the indentation of this line."


def shape(node: Node) -> Shape:
    if node.text is not None:
        return node.text
    if node.items is not None:
        return [shape(item) for item in node.items]
    return {key: shape(value) for key, value in node.fields.items()}


def problems(text: str) -> list[str]:
    with pytest.raises(YamlError) as caught:
        parse_mapping(text, "f.yaml")
    assert str(caught.value) == "\n".join(map(str, caught.value.problems))
    return str(caught.value).split("\n")


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("yes", "yes"),
        ("no", "no"),
        ("NO", "NO"),
        ("off", "off"),
        ("true", "true"),
        ("9:30", "9:30"),
        ("9:30 AM", "9:30 AM"),
        ("007", "007"),
        ("0x10", "0x10"),
        ("1e3", "1e3"),
        ("1_000", "1_000"),
        (".5", ".5"),
        ("2026-11-23", "2026-11-23"),
        ("+18004226237", "+18004226237"),
        ("-x", "-x"),
        ("=", "="),
        ("x#y", "x#y"),
        ("x\u00a0#y", "x\u00a0#y"),
        ("it's", "it's"),
        ("'it''s'", "it's"),
        ('"say \\"hi\\""', 'say "hi"'),
        ("'x # y'", "x # y"),
        ("'a: b'", "a: b"),
        ("'{phone} now'", "{phone} now"),
        ("'*bold*'", "*bold*"),
        ("call {phone}", "call {phone}"),
        ("8 a.m. - 9 p.m.", "8 a.m. - 9 p.m."),
        ("¿qué? 😀", "¿qué? 😀"),
        ("x\ty", "x\ty"),
        ("one\n  two", "one two"),
        ("|\n  x # y\n  z", "x # y\nz"),
        (">\n  x # y\n  z", "x # y z"),
        ("'x' # a comment after quotes", "x"),
        ("", ""),
        ("''", ""),
        ("~", ""),
        ("null", ""),
        ("'null'", "null"),
        ("Null", "Null"),
        ("\n  # a comment of its own\n  x", "x"),
    ],
)
def test_a_text_is_what_was_written(written: str, text: str) -> None:
    assert shape(parse_mapping(f"a: {written}", "f.yaml")) == {"a": text}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("a: [yes, 007, '9:30']", {"a": ["yes", "007", "9:30"]}),
        ("a:\n  - x\n  - {b: no}\n", {"a": ["x", {"b": "no"}]}),
        ("a: []\nb: {}", {"a": [], "b": {}}),
        ("1: x\nyes: y", {"1": "x", "yes": "y"}),
        ("<<: {a: b}", {"<<": {"a": "b"}}),
        ("a: {b, c}", {"a": {"b": "", "c": ""}}),
        ("# first\na: x\n# between\nb: y\n# last", {"a": "x", "b": "y"}),
        ("a: [x, y] # after a list", {"a": ["x", "y"]}),
        ("---\na: x\n...\n", {"a": "x"}),
        ("%YAML 1.1\n---\na: x", {"a": "x"}),
        ("\ufeffa: x", {"a": "x"}),
        ("a: x\r\nb: y\r\n", {"a": "x", "b": "y"}),
        ("a:\tx", {"a": "x"}),
    ],
)
def test_lists_and_blocks_keep_their_shape(written: str, expected: Shape) -> None:
    assert shape(parse_mapping(written, "f.yaml")) == expected


def test_every_value_and_key_has_its_place() -> None:
    node = parse_mapping("# first\na: x\nb:\n  - y\n  - 'z'\nc: {d: e}\n", "f.yaml")
    assert node.keys == {"a": (2, 1), "b": (3, 1), "c": (6, 1)}
    assert node.fields["a"] == Node(2, 4, text="x")
    assert node.fields["b"].items == (Node(4, 5, text="y"), Node(5, 5, text="z"))
    assert node.fields["c"].keys == {"d": (6, 5)}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("a: Press # to go back", [f"1:4 error {hash_at('# to go back')}"]),
        ("a: x #y", [f"1:4 error {hash_at('#y')}"]),
        ("a: x\t# y", [f"1:4 error {hash_at('# y')}"]),
        ("a: x # " + "y" * 40, [f"1:4 error {hash_at('# ' + 'y' * 28)}"]),
        ("a: one\n  two # three", [f"1:4 error {hash_at('# three')}"]),
        ("a:\n  - x # y\n  - z", [f"2:5 error {hash_at('# y')}"]),
        ("é: 😀 # y", [f"1:4 error {hash_at('# y')}"]),
        ("a: x\nb: y # z\nc: 1 # 2", [f"2:4 error {hash_at('# z')}", f"3:4 error {hash_at('# 2')}"]),
        ("a # b: c", [f"1:1 error {hash_at('# b: c')}", f"1:1 error {BLOCK}"]),
    ],
)
def test_a_text_cut_at_a_hash(written: str, expected: list[str]) -> None:
    assert problems(written) == [f"f.yaml:{line}" for line in expected]


@pytest.mark.parametrize(
    ("written", "place", "first"),
    [
        ("a: 1\na: 2", "2:1", 1),
        ("a: 1\nb: 2\n'a': 3", "3:1", 1),
        ("x: {a: 1, a: 2}", "1:11", 1),
        ("x:\n  a: 1\n  b:\n    c: 2\n  a: 3", "5:3", 2),
    ],
)
def test_equal_keys(written: str, place: str, first: int) -> None:
    assert problems(written) == [
        f"f.yaml:{place} error yaml-twice: the key 'a' is given twice (first at line {first}). Keep one of them."
    ]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("a:\n\tb: 1", f"2:1 error {TAB}"),
        ("\ta: 1", f"1:1 error {TAB}"),
        ("a:\n  b: 1\n\tc: 2", f"3:1 error {TAB}"),
        ("a: 'open", f"1:9 error {OPEN}"),
        ('a: "open\nb: 1', f"2:5 error {OPEN}"),
        ("a: 'it's'", f"1:8 error {unreadable('did not find expected key')}"),
        ("a: 'x' y", f"1:8 error {unreadable('did not find expected key')}"),
        ("a: call: 911", f"1:8 error {COLON}"),
        ("a: x\n  b: y", f"2:4 error {COLON}"),
        ("a:\n   b: 1\n  c: 2", f"3:3 error {unreadable('did not find expected key')}"),
        ("a: {phone} is open", f"1:4 error {BRACES}"),
        ("a: [phone] is open", f"1:4 error {BRACES}"),
        ("a:\n  - {phone}, call", f"2:5 error {BRACES}"),
        ("a: {phone}: call", f"1:4 error {BRACES}"),
        ("a: {phone is open\nb: x", f"2:2 error {FLOW}"),
        ("a: **bold**", f"1:5 error {unreadable('did not find expected alphabetic or numeric character')}"),
        ("a: @x", f"1:4 error {unreadable('found character that cannot start any token')}"),
        ("a: `x`", f"1:4 error {unreadable('found character that cannot start any token')}"),
        ("a: %x", f"1:4 error {unreadable('found character that cannot start any token')}"),
        ("a: - x", f"1:4 error {unreadable('block sequence entries are not allowed in this context')}"),
        ("a: 1\n...\nb: 2", f"3:1 error {unreadable('did not find expected <document start>')}"),
        ("%YAML 2.0\n---\na: 1", f"1:1 error {unreadable('found incompatible YAML document')}"),
        ("{phone}: x", f"1:1 error {BRACES}"),
        ("[a, b]: x", f"1:1 error {BRACES}"),
        ("a: !x y", f"1:4 error {TAG}"),
        ("a: !!str 1", f"1:4 error {TAG}"),
        ("a: ! y", f"1:4 error {TAG}"),
        ("!x a: y", f"1:1 error {TAG}"),
        ("a: &x 1", f"1:4 error {REFERENCE}"),
        ("a: *x", f"1:4 error {REFERENCE}"),
        ("*a : x", f"1:1 error {REFERENCE}"),
        ("a: 1\n---\nb: 2", f"3:1 error {SECOND}"),
        ("---\na: 1\n---\n", f"4:1 error {SECOND}"),
        ("", f"1:1 error {BLOCK}"),
        ("\n\n", f"1:1 error {BLOCK}"),
        ("# only a comment\n", f"1:1 error {BLOCK}"),
        ("---\n", f"2:1 error {BLOCK}"),
        ("- a\n- b", f"1:1 error {BLOCK}"),
        ("\n\n[a]", f"3:1 error {BLOCK}"),
        ("only a text", f"1:1 error {BLOCK}"),
        ("a:b", f"1:1 error {BLOCK}"),
        ("\x07a: x", f"1:1 error {CONTROL}"),
        ("\x00", f"1:1 error {CONTROL}"),
        ("\x1b[1ma: x", f"1:1 error {CONTROL}"),
        ("\x7fa: x", f"1:1 error {CONTROL}"),
        ("\ufffea: x", f"1:1 error {CONTROL}"),
    ],
)
def test_what_cannot_be_read_as_intended(written: str, expected: str) -> None:
    assert problems(written) == [f"f.yaml:{expected}"]


def test_a_lone_surrogate_is_a_problem_and_not_a_crash() -> None:
    reason = "'utf-8' codec can't encode character '\\ud800' in position 3: surrogates not allowed"
    assert problems("a: \ud800") == [f"f.yaml:1:1 error {unreadable(reason)}"]


def test_a_reference_is_a_problem_at_its_name_and_at_each_use() -> None:
    assert problems("a: &x 1\nb: *x\nc: *x") == [f"f.yaml:{place} error {REFERENCE}" for place in ("1:4", "2:4", "3:4")]


def test_billions_of_laughs_are_not_expanded() -> None:
    bomb = "a0: &a0 [ha, ha]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
    found = problems(bomb)
    assert len(found) == 30 + 29 * 9
    assert {line.split(" error ")[1] for line in found} == {REFERENCE}


@pytest.mark.parametrize(
    ("written", "place"),
    [
        pytest.param("a: " + "[" * 500, "1:16", id="open-lists"),
        pytest.param("a: " + "{b: " * 100_000, "1:49", id="open-blocks"),
        pytest.param("a: " + "[" * 13 + "]" * 13, "1:16", id="lists"),
        pytest.param("".join(f"{'  ' * depth}k:\n" for depth in range(2_000)), "13:25", id="indentation"),
    ],
)
def test_deep_nesting(written: str, place: str) -> None:
    assert problems(written) == [f"f.yaml:{place} error {DEEP}"]


def test_nesting_that_the_parser_itself_gives_up() -> None:
    (found,) = problems("a: " + "[" * 100_000)
    assert found.endswith(f"error {DEEP}")


def test_nesting_as_deep_as_allowed() -> None:
    node = parse_mapping("a: " + "[" * 11 + "x" + "]" * 11, "f.yaml")
    assert str(shape(node)) == "{'a': " + "[" * 11 + "'x'" + "]" * 11 + "}"


@pytest.mark.parametrize("written", ["a: #1 question", "a:\n  - #1 question\n  - x"])
def test_a_text_that_begins_with_a_hash_is_not_lost(written: str) -> None:
    assert "yaml-hash" in problems(written)[0]


@pytest.mark.parametrize("written", ['a: "\\x07"', 'a: "\\0"', 'a: "\\e"'])
def test_a_control_character_written_as_an_escape_is_refused(written: str) -> None:
    assert problems(written)


@pytest.mark.parametrize("written", ['a: "50\\% of people"', 'a: "\\ud800"'])
def test_an_unknown_escape_is_not_called_an_open_quote(written: str) -> None:
    assert "is not closed" not in problems(written)[0]


def test_a_syntax_problem_does_not_hide_those_before_it() -> None:
    assert problems("a: x # y\nb: call: 911") == [f"f.yaml:1:4 error {hash_at('# y')}", f"f.yaml:2:8 error {COLON}"]


def test_a_control_character_has_its_place() -> None:
    assert problems("a: x\nb: \x07") == [f"f.yaml:2:4 error {CONTROL}"]


def test_a_tab_inside_a_text_does_not_take_the_blame() -> None:
    assert problems("a: call: 911\tor 988") == [f"f.yaml:1:8 error {COLON}"]


def test_a_hash_is_found_behind_a_byte_order_mark() -> None:
    assert problems("\ufeffa: x #y") == [f"f.yaml:1:4 error {hash_at('#y')}"]


def test_a_key_is_what_was_written() -> None:
    assert list(parse_mapping("null: x\n~: y", "f.yaml").fields) == ["null", "~"]
