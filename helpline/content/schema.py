"""The JSON schema of reply files, menu.yaml and referral.yaml, made from the keys that the readers know.

The file's first key says what it is: `topic`, `reply`, `menu` or `switch`. The schema knows shapes; what depends on
other files (a section, a topic of the menu) only `helpline check` can say.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from helpline.content.entries import REPLY, REPLY_NEEDS, REVIEW, TOPIC, TOPIC_NEEDS, WORDS
from helpline.content.menu import CHOICE, CHOICE_NEEDS, MOST_CHOICES
from helpline.content.referral import LINE, LINE_NEEDS, REFERRAL, REFERRAL_NEEDS

Schema = dict[str, Any]
TEXT: Schema = {"type": ["string", "number", "boolean", "null"]}
GIVEN: Schema = {"type": ["string", "number", "boolean"], "minLength": 1}
TEXTS: Schema = {"type": ["array", "null"], "items": TEXT}
_DATE: Schema = {"type": ["string", "null"], "pattern": r"^(\d{4}-\d{2}-\d{2})?$"}
_GIVEN_DATE: Schema = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}

_SAYS: Mapping[str, str] = {
    "topic": "The file's name.",
    "reply": "The file's name.",
    "section": "The heading of the section in the page that this answers from.",
    "part": "A part of the section: the bold words of a list item.",
    "like": "A topic of another page that asks the same about that page's subject.",
    "source_sha256": "The section's hash when this was written; 'helpline seen TOPIC' sets it.",
    "source_text": "The section as it was when this was written; 'helpline seen TOPIC' sets it.",
    "review": "Who approved the words, and when.",
    "sources": "Where the words come from, if not from a page in seeds/.",
    "answers_for": "Groups of groups.yaml whose names this answers for.",
    "title": "What menus call it: two or three words.",
    "keywords": "Alone or among empty words, these get this reply at once.",
    "sms": "The text; referral and source are added.",
    "more": "What MORE sends.",
    "voice": "The same for the ear: no addresses, no abbreviations.",
    "voice_more": "What a call says on 'more'.",
    "examples": "Messages that must get this reply; checked every time.",
    "switch": "open: hours as below; closed: closed for now; moved: hours are not known.",
    "checked": "When hours and numbers were last looked at.",
}


def schema_text(languages: Iterable[str]) -> str:
    """Return the schema as it stands in responses/schema.json."""
    return json.dumps(schema(languages), indent=1, ensure_ascii=False) + "\n"


def schema(languages: Iterable[str]) -> Schema:
    """Return the schema for these languages; the first is the one that every reply has."""
    langs = tuple(languages)
    words = _block(WORDS, ())
    review = _block(REVIEW, (), written=_DATE, approved_on=_DATE)
    answered = {"allOf": [words, {"required": ["sms"], "properties": {"sms": GIVEN}}]}
    said = {"allOf": [words, {"anyOf": [{"required": [key], "properties": {key: GIVEN}} for key in ("sms", "voice")]}]}
    kinds = {
        "topic": _block((*TOPIC, *langs), (*TOPIC_NEEDS, langs[0]), review=review, **dict.fromkeys(langs, answered)),
        "reply": _block((*REPLY, *langs), (*REPLY_NEEDS, langs[0]), review=review, **dict.fromkeys(langs, said)),
        "menu": _block(("menu",), ("menu",), menu=_level()),
        "switch": _referral(langs),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Files of responses/",
        "type": "object",
        "anyOf": [{"required": [kind]} for kind in kinds],
        "allOf": [{"if": {"required": [kind]}, "then": {"$ref": f"#/$defs/{kind}"}} for kind in kinds],
        "$defs": {**kinds, "choice": _choice(langs)},
    }


def _block(keys: Iterable[str], needed: Iterable[str], **values: Schema) -> Schema:
    """Return a block of these keys, with no others; those not given a schema of their own are texts or lists."""
    needs = list(needed)
    shapes = {key: values.get(key) or _shape(key, key in needs) for key in keys}
    properties = {key: {**shape, "description": _SAYS[key]} if key in _SAYS else shape for key, shape in shapes.items()}
    return {"type": "object", "properties": properties, "required": needs, "additionalProperties": False}


def _shape(key: str, needed: bool) -> Schema:
    return TEXTS if key in ("keywords", "examples", "sources", "answers_for", "holidays") else GIVEN if needed else TEXT


def _level() -> Schema:
    return {"type": "array", "minItems": 1, "maxItems": MOST_CHOICES, "items": {"$ref": "#/$defs/choice"}}


def _choice(langs: tuple[str, ...]) -> Schema:
    named = _block(langs, ())
    keys = [*range(1, MOST_CHOICES + 1), *map(str, range(1, MOST_CHOICES + 1))]
    values = {"key": {"enum": keys}, "title": named, "spoken": named, "choices": _level()}
    leads = {"anyOf": [{"required": ["topic"]}, {"required": ["choices"]}]}
    return {**_block(CHOICE, CHOICE_NEEDS, **values), **leads}


def _referral(langs: tuple[str, ...]) -> Schema:
    named = {"anyOf": [GIVEN, _block(langs, ())]}
    line = _block(LINE, LINE_NEEDS, name=named, spoken=named)
    credit = {"type": "object", "additionalProperties": named}
    return _block(
        REFERRAL,
        REFERRAL_NEEDS,
        switch={"enum": ["open", "closed", "moved"]},
        checked=_GIVEN_DATE,
        credits=credit,
        first=line,
        second=line,
        crisis=line,
    )
