"""Holding TwiML for texts against what Twilio accepts (its Messaging TwiML reference and limits)."""

from __future__ import annotations

from lxml import etree

from helpline.text.segments import size

BYTES = 64 * 1024
CHARACTERS = 1600


def messages(document: bytes) -> list[str]:
    """Return the texts of a valid messaging document; fail with what is wrong with it."""
    assert len(document) <= BYTES
    assert document.startswith(b"<?xml")
    root = etree.fromstring(document)
    assert root.tag == "Response"
    assert not root.attrib
    texts = []
    for child in root:
        assert child.tag == "Message", f"<{child.tag}> is not expected in a reply to a text"
        assert not child.attrib
        assert not len(child)
        text = child.text or ""
        assert text.strip(), "an empty message is refused by Twilio (14103)"
        assert len(text) <= CHARACTERS
        texts.append(text)
    return texts


def affordable(text: str, lang: str = "en") -> None:
    """Fail if a text costs more than two segments, or three in a language whose accents force UCS-2."""
    cost = size(text)
    assert cost.segments <= (2 if lang == "en" or cost.encoding == "GSM-7" else 3), f"{cost}: {text}"
