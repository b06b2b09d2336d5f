"""Holding TwiML for calls against what Twilio accepts (its Voice TwiML reference and limits), and reading it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from lxml import etree

BYTES, SAY, SAY_ENCODED, HINTS, HINT = 64 * 1024, 3000, 4500, 500, 100
ATTRIBUTES = {
    "Response": set[str](),
    "Gather": {
        "input", "action", "method", "timeout", "speechTimeout", "numDigits", "finishOnKey", "language", "hints",
        "actionOnEmptyResult",
    },
    "Say": {"voice", "language"},
    "Pause": {"length"},
    "Redirect": {"method"},
    "Dial": {"action", "method", "callerId", "answerOnBridge", "timeout"},
    "Number": set[str](),
    "Hangup": set[str](),
    "break": {"time"},
    "prosody": {"rate"},
}  # fmt: skip
CHILDREN = {
    "Response": {"Gather", "Say", "Redirect", "Dial", "Hangup"},
    "Gather": {"Say", "Pause"},
    "Say": {"break", "prosody"},
    "Dial": {"Number"},
}
FOR_THE_EYE = re.compile(r"://|www\.|\.gov|1-800|\{|\}|&|\b911\b|\b988\b|\bNCI\b")


@dataclass(frozen=True)
class Document:
    """What a document does: what is said, where what comes next is posted, and what it ends with."""

    said: tuple[str, ...]
    action: str
    then: str
    number: str = ""
    slow: bool = False
    digits: int = 0
    hints: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return " ".join(self.said)


def read(document: bytes | str) -> Document:
    """Return what a valid voice document does; fail with what is wrong with it."""
    data = document.encode() if isinstance(document, str) else document
    assert len(data) <= BYTES
    assert data.startswith(b"<?xml")
    root = etree.fromstring(data)
    assert root.tag == "Response"
    for node in root.iter():
        assert set(node.attrib) <= ATTRIBUTES[node.tag], f"<{node.tag} {sorted(node.attrib)}>"
        for child in node:
            assert child.tag in CHILDREN.get(node.tag, set()), f"<{child.tag}> inside <{node.tag}>"
    said = tuple(_said(say) for say in root.iter("Say"))
    return _ending(root, said, any(True for _ in root.iter("prosody")))


def _said(say: etree._Element) -> str:
    text = "".join(say.itertext()).strip()
    assert text, "an empty Say is refused by Twilio (13520)"
    assert len(text) <= SAY
    assert len(quote(text)) <= SAY_ENCODED
    assert say.get("voice", "").startswith("Polly.")
    assert not FOR_THE_EYE.search(text), text
    return text


def _ending(root: etree._Element, said: tuple[str, ...], slow: bool) -> Document:
    tags = [child.tag for child in root]
    if tags[0] == "Gather":
        assert tags == ["Gather", "Redirect"], "everything that is said can be interrupted"
        gather, redirect = root
        assert redirect.text == gather.get("action")
        return _gathered(gather, said, slow)
    assert "Gather" not in tags
    if tags[-1] == "Dial":
        dial = root[-1]
        assert dial.get("answerOnBridge") == "true"
        assert re.fullmatch(r"\+[1-9]\d{6,14}", dial.get("callerId", ""))
        assert dial.get("method") == "POST"
        number = dial.findtext("Number") or ""
        assert re.fullmatch(r"\+[1-9]\d{6,14}|988", number)
        return Document(said, _path(dial.get("action", "")), "dial", number, slow)
    assert tags[-1] == "Hangup"
    return Document(said, "", "end", slow=slow)


def _gathered(gather: etree._Element, said: tuple[str, ...], slow: bool) -> Document:
    assert said
    assert gather.get("input") == "dtmf speech"
    assert gather.get("method") == "POST"
    assert gather.get("actionOnEmptyResult") == "true"
    assert gather.get("speechTimeout") == "2"
    assert gather.get("finishOnKey") == ""
    digits, timeout = int(gather.get("numDigits", "")), int(gather.get("timeout", ""))
    waited = timeout + sum(int(pause.get("length", "")) for pause in gather.iter("Pause"))
    assert waited >= 8, "a caller has at least eight seconds to begin"
    assert (timeout == 1) == (digits > 1), (
        "a key that may go on waits one second for the next, one that may not waits for none"
    )
    hints = tuple(gather.get("hints", "").split(", "))
    assert 0 < len(hints) <= HINTS
    assert all(0 < len(hint) <= HINT and "," not in hint for hint in hints)
    return Document(said, _path(gather.get("action", "")), "listen", "", slow, digits, hints)


def _path(action: str) -> str:
    assert re.fullmatch(r"/voice/[a-z0-9/.-]+", action), f"{action}: no query string, no escapes"
    return action
