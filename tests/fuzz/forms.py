"""Bodies as no phone sends them: broken escapes, NULs, thousands of fields, parts of all kinds. Signed over what a server reads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO
from random import Random
from typing import TypeVar
from urllib.parse import quote_plus

from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser
from werkzeug.http import parse_options_header

from helpline.web.app import BODY_LIMIT

T = TypeVar("T")
FORM, PARTS, MOST_PARTS = "application/x-www-form-urlencoded", "multipart/form-data", 200
KINDS = (
    FORM, FORM, FORM, FORM.upper(), FORM + "; charset=utf-7", FORM + "; charset=utf-16", FORM + ";;=", "text/plain",
    "application/json", "text/xml", "", PARTS, PARTS + "; boundary=", PARTS + "; boundary=" + "b" * 200, "\x00/\x00",
)  # fmt: skip
PIECES = (
    b"Body=", b"Body=", b"Body=stop", b"Body[]=x", b"From=%2B15005550006", b"From=", b"MessageSid=", b"NumMedia=1", b"OptOutType=STOP",
    b"&", b"&", b"&&", b"=", b"==", b";", b"+", b"%", b"%%", b"%z", b"%zz", b"%0", b"%00", b"\x00", b"%ff%fe", b"\xff\xfe",
    b"%F0%9F%98%80", b"%F0%9F%98", b"%ED%A0%80", b"%C0%AF", b"%u0041", b"\r\n", b"\n\n", b"#", b"?", b"\xf0\x9f\x98\x80",
)  # fmt: skip
HEADERS = (
    b'Content-Disposition: form-data; name="Body"', b'Content-Disposition: form-data; name="Body"; filename="a.exe"',
    b"Content-Disposition: form-data", b"Content-Disposition: form-data; name*=utf-16''%00B", b"X" * 9000 + b": y", b"\x00: \x00",
    b'Content-Disposition: form-data; name="From"\r\nContent-Type: text/plain; charset=utf-16', b"no colon", b"",
    b'Content-Disposition: form-data; name="Body"\r\nContent-Transfer-Encoding: base64',
)  # fmt: skip


class TooLargeError(Exception):
    """The server would not read it."""


class NamelessError(Exception):
    """A part has no name, so nothing could be signed."""


class Forms:
    """Makes bodies with their content types."""

    def __init__(self, random: Random, text: Callable[[], str]) -> None:
        self._random, self._text = random, text

    def made(self) -> tuple[bytes, str]:
        """Return a body and its content type."""
        return self._pick([self._pieces, self._pieces, self._many, self._twice, self._huge, self._parts, self._noise])()

    def _pick(self, items: Sequence[T]) -> T:
        return items[int(self._random.random() * len(items))]

    def _pieces(self) -> tuple[bytes, str]:
        count = self._random.randint(0, 40)
        return b"".join(self._pick((*PIECES, self._escaped())) for _ in range(count)), self._pick(KINDS)

    def _escaped(self) -> bytes:
        return quote_plus(self._text()[:500]).encode()

    def _many(self) -> tuple[bytes, str]:
        count, sign = self._random.randint(1000, 8000), self._pick([b"&", b"&", b"=&", b"&&"])
        return sign.join(b"%x=" % number for number in range(count)) + b"&Body=" + self._escaped(), FORM

    def _twice(self) -> tuple[bytes, str]:
        names = [b"Body", b"From", b"MessageSid", b"To", b"NumMedia", b"OptOutType"]
        fields = [self._pick(names) + b"=" + self._escaped()[:300] for _ in range(self._random.randint(2, 60))]
        return b"&".join(fields), FORM

    def _huge(self) -> tuple[bytes, str]:
        size = self._random.randint(10_000, BODY_LIMIT + 2000)
        name, value = (b"a" * size, b"b") if self._random.random() < 0.5 else (b"Body", self._pick([b"a", b"%41", b"+", b"%F0%9F%98%80"]) * size)  # fmt: skip
        return (name + b"=" + value)[:size], self._pick([FORM, PARTS + "; boundary=x"])

    def _parts(self) -> tuple[bytes, str]:
        bound = self._pick([b"x", b"x", b"--", b"b" * 70, b"x\r\n"])
        count = self._pick([0, 1, 2, 5, 30, 250])
        parts = [
            b"--" + bound + b"\r\n" + self._pick(HEADERS) + self._pick([b"\r\n\r\n", b"\r\n\r\n", b"\n\n", b""]) + self._escaped()[:200] + b"\r\n"
            for _ in range(count)
        ]  # fmt: skip
        end = self._pick([b"--" + bound + b"--\r\n", b"--" + bound + b"--", b"", b"--" + bound[:1]])
        return b"".join(parts) + end, f"{PARTS}; boundary={self._pick([bound.decode(), 'x', ''])}"

    def _noise(self) -> tuple[bytes, str]:
        return self._random.randbytes(self._random.randint(0, 2000)), self._pick(KINDS)


def read(body: bytes, kind: str) -> MultiDict[str, str]:
    """Return the fields that a server reads from a body. Raises TooLargeError where it reads none of it, and NamelessError."""
    if len(body) > BODY_LIMIT:
        raise TooLargeError
    parser = FormDataParser(max_form_memory_size=BODY_LIMIT, max_content_length=BODY_LIMIT, max_form_parts=MOST_PARTS)
    name, options = parse_options_header(kind)
    try:
        _, fields, files = parser.parse(BytesIO(body), name.lower(), len(body), options)
    except RequestEntityTooLarge:
        raise TooLargeError from None
    for same in files.listvalues():
        for file in same:
            file.close()
    if None in set(fields):
        raise NamelessError
    return fields


def signed(token: str, url: str, fields: MultiDict[str, str]) -> str:
    """Return the signature over fields of which some may be there several times."""
    made: str = RequestValidator(token).compute_signature(url, fields)
    return made
