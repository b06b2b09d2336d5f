"""Bad input of every kind, made from a random generator: the same seed makes the same requests."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from random import Random
from typing import TypeVar
from urllib.parse import quote_plus, urlencode

from flask import Response

from helpline.content.model import Content
from helpline.reply.state import State
from helpline.request import call_parameters, signature, text_parameters
from helpline.voice.state import STEPS
from helpline.web.app import BODY_LIMIT
from helpline.web.cookie import Cookies
from tests.conftest import BASE, ROOT, TOKEN
from tests.fuzz.forms import Forms, NamelessError, TooLargeError, read, signed

T = TypeVar("T")
SECRET = "k" * 40
CORPUS = ("tests/eval/*.seen.jsonl", "tests/safety/*.jsonl")
ODD = "\x00\x01\x0b\x1b\x7f\x85\xa0\u00ad\u0301\u0489\u200b\u200d\u200e\u202e\u2028\u2066\ufeff\ufffd\ufffe\uffff\U000e0041"
WIDE = "ﷺ㍿Ǆßİŉ①²٣৪𝟗ＡａéñüçłøæÆ¿¡«»“”‘’‚„…—–−•😀👩‍👩‍👧‍👦🇺🇸👍🏽❤️\U0001f9ff한국어中文العربيةעבריתไทยРусский"
MARKUP = ("<Response/>", "]]>", "<!--", "&amp;", "&#0;", "<![CDATA[", "{menu}", "{code:vaccines}", "%s%n", "${7*7}", "' OR 1=1 --", "\\u0000", "../../etc/passwd", "=cmd|' /C calc'!A0")  # fmt: skip


@dataclass(frozen=True)
class Request:
    """One request: what is posted, the statuses that fit it, and words that must not come out anywhere."""

    path: str
    body: bytes
    statuses: tuple[int, ...] = (200,)
    signature: str = ""
    cookie: str = ""
    method: str = "POST"
    kind: str = "application/x-www-form-urlencoded"
    secrets: tuple[str, ...] = ()

    def kept(self) -> str:
        """Return the request as a line of JSON, to be tried again."""
        return json.dumps(self.__dict__ | {"body": base64.b64encode(self.body).decode()})


def again(line: str) -> Request:
    """Return the request that `kept` wrote."""
    found = json.loads(line)
    lists = {"statuses": tuple(found["statuses"]), "secrets": tuple(found["secrets"])}
    return Request(**found | lists | {"body": base64.b64decode(found["body"])})


@cache
def corpus() -> list[str]:
    """Return every message of the sets that may be read."""
    paths = [path for glob in CORPUS for path in sorted(ROOT.glob(glob))]
    rows = [json.loads(row) for path in paths for row in path.read_text(encoding="utf-8").split("\n") if row]
    return sorted({row.get("said") or row["text"] for row in rows})


class Maker:
    """Makes requests. `content` lends its words, so that bad input comes near to what means something."""

    def __init__(self, content: Content, seed: int) -> None:
        self._random, self._texts, self._cookies = Random(seed), corpus(), Cookies(SECRET)
        entries = content.entries.values()
        self._ids = sorted(entry.id for entry in entries if entry.kind in ("topic", "refer", "safety"))
        self._keywords = sorted({word for entry in entries for said in entry.words.values() for word in said.keywords})
        phrases = (phrase for each in content.phrases for phrase in (*each.explicit, *each.ambiguous, *each.unless))
        self._forms = Forms(self._random, self.text)
        self._alarming = sorted({word for phrase in phrases for part in phrase.parts for word in part})

    def request(self) -> Request:
        """Return the next request."""
        roll = self._random.random()
        if roll < 0.7:
            return self._text()
        if roll < 0.86:
            return self._call()
        return self._pick([self._unsigned, self._tampered, self._misplaced, self._large, self._raw, self._form])()

    def text(self) -> str:
        """Return the words of a message, of up to some thousand characters."""
        ways: list[Callable[[], str]] = [
            self._mutated, self._mutated, self._mutated, self._random_letters, self._words_of(self._alarming),
            self._words_of(self._keywords), self._repeated, self._digits, self._misspelt,
        ]  # fmt: skip
        made = self._pick(ways)()
        return made if self._random.random() < 0.97 else made * self._random.randint(2, 40)

    def _pick(self, items: Sequence[T]) -> T:
        return items[int(self._random.random() * len(items))]

    def _few(self, most: int) -> int:
        """Return a number from 1 to `most`, large ones seldom: they take most of the time and find no more."""
        return 1 + int(most * self._random.random() ** 3)

    def _mutated(self) -> str:
        text = self._pick(self._texts)
        for _ in range(self._random.randint(0, 6)):
            at, length = self._random.randint(0, len(text)), self._random.randint(0, 5)
            new = self._pick([
                "", self._pick(ODD), self._pick(WIDE), self._pick(MARKUP), " ", "\n", text[at : at + length] * 2,
                chr(self._random.randint(32, 126)), text[at : at + length].swapcase(), self._pick(self._texts),
            ])  # fmt: skip
            text = text[:at] + new + text[at + length :]
        return text

    def _random_letters(self) -> str:
        highest = self._pick([0x7F, 0x2FF, 0xD7FF, 0x10FFFF])
        letters = (self._random.randint(0, highest) for _ in range(self._random.randint(0, 300)))
        return "".join(chr(letter) for letter in letters if not 0xD800 <= letter <= 0xDFFF)

    def _words_of(self, words: Sequence[str]) -> Callable[[], str]:
        return lambda: self._pick([" ", ". ", "  ", "\n"]).join(self._pick(words) for _ in range(self._few(250)))

    def _repeated(self) -> str:
        piece = self._pick(
            [self._pick(self._alarming) + " ", self._pick(ODD), self._pick(WIDE), self._pick(MARKUP), "a", "a b. "]
        )
        return piece * self._few(1700)

    def _digits(self) -> str:
        return "".join(self._pick("0123456789 #*.,-+①²٣৪𝟗") for _ in range(self._random.randint(1, 30)))

    def _misspelt(self) -> str:
        word = list(self._pick(self._keywords))
        self._random.shuffle(word)
        return "".join(word)

    def _bytes(self, text: str) -> tuple[bytes, str]:
        """Return a text as it is sent, now and then not UTF-8, and as it is read."""
        raw = text.encode()
        if self._random.random() < 0.03:
            at = self._random.randint(0, len(raw))
            raw = raw[:at] + self._random.randbytes(3) + raw[at:]
        return raw, raw.decode("utf-8", "replace")

    def _posted(self, path: str, form: dict[str, str], words: str, secrets: tuple[str, ...]) -> Request:
        raw, read = self._bytes(form[words])
        body = urlencode(form | {words: ""}).replace(f"{words}=", f"{words}={quote_plus(raw)}", 1).encode()
        signed = signature(TOKEN, BASE + path, form | {words: read})
        # Twilio sends UTF-8; what a server makes of anything else, and so whether the signature fits, is its own affair.
        fits = (413,) if len(body) > BODY_LIMIT else (200,) if raw.decode("utf-8", "ignore") == read else (200, 403)
        fits = (*fits, 404) if path.startswith("/voice/") else fits
        return Request(path, body, fits, signed, self._cookie(), secrets=secrets)

    def _text(self) -> Request:
        secret, sender = self._secret(), f"+1{self._random.randint(2_000_000_000, 9_899_999_999)}"
        sid = f"SM{self._random.getrandbits(128):032x}"
        text = self.text()
        if self._random.random() < 0.2:
            text += f" {secret}"
        more = (
            {"NumMedia": self._pick(["0", "1", "10", "-1", "x", "٣", "9" * 500])} if self._random.random() < 0.1 else {}
        )
        if self._random.random() < 0.05:
            more |= {"OptOutType": self._pick(["STOP", "START", "HELP", "X" * 300]), self._pick(WIDE): self._pick(ODD)}
        sender = sender if self._random.random() < 0.9 else self._pick(["", "whatsapp:" + sender, "anonymous", "\x00"])
        return self._posted(
            "/sms",
            text_parameters(text, sender, MessageSid=sid, SmsSid=sid, SmsMessageSid=sid, **more),
            "Body",
            (secret, sender[1:] if len(sender) > 9 else secret),
        )

    def _call(self) -> Request:
        secret, caller = self._secret(), f"+1{self._random.randint(2_000_000_000, 9_899_999_999)}"
        form = call_parameters(
            caller if self._random.random() < 0.9 else self._pick(["", "Anonymous", "+266696687", "\x00"])
        )
        text = ""
        if self._random.random() < 0.6:
            text = f"{self.text()} {secret}"
            form |= {"Confidence": self._pick(["0.9", "0.1", "", "nan", "inf", "-1", "1e999", "x" * 50])}
        elif self._random.random() < 0.8:
            form |= {"Digits": "".join(self._pick("0123456789*#aé") for _ in range(self._random.randint(0, 15)))}
        if self._random.random() < 0.1:
            form |= {"CallStatus": self._pick(["completed", "busy", "ringing", "x" * 99])}
        if self._random.random() < 0.1:
            form |= {"DialCallStatus": self._pick(["completed", "busy", "no-answer", "failed", "x" * 99])}
        return self._posted(self._place(), form | {"SpeechResult": text}, "SpeechResult", (secret, caller[1:]))

    def _place(self) -> str:
        if self._random.random() < 0.1:
            return "/voice"
        about = ".".join(self._pick(self._ids) for _ in range(self._random.randint(0, 3))) or "-"
        place = [
            self._pick(["en", "es", "en", "xx"]), self._pick(["plain", "slow"]) + str(self._random.randint(0, 9)),
            self._pick(["top", "1", "13", "3", "5555"]), self._pick(STEPS), about, str(self._random.randint(0, 9)),
        ]  # fmt: skip
        if self._random.random() < 0.1:
            place[self._random.randrange(len(place))] = self._pick(["..", "%00", "%2F", "é", "a" * 900, "-", "'\"<>"])
        return "/voice/" + "/".join(place).encode().decode("latin-1").replace("é", "%C3%A9").replace("Ã©", "%C3%A9")

    def _cookie(self) -> str:
        if (roll := self._random.random()) < 0.6:
            return ""
        if roll < 0.85:
            state = State(
                self._pick(["", "en", "es", "xx"]), self._pick(["", "1", "13", "999"]), self._pick(self._ids),
                self._pick(["sms", "more", "voice"]), tuple(self._pick(self._ids) for _ in range(self._random.randint(0, 4))),
                self._random.random() < 0.5, self._random.randint(-1, 9),
            )  # fmt: skip
            response = Response()
            self._cookies.write(response, state)
            return response.headers["Set-Cookie"].partition(";")[0]
        letters = "abcABC012-_.=\"'{}[],:;é\x80 "
        return "talk=" + self._pick(
            ["", "W10.x", "a.b.c", "[" * 900, "".join(self._pick(letters) for _ in range(self._random.randint(0, 200)))]
        )

    def _unsigned(self) -> Request:
        forged = self._pick(["", "x", "é", "A" * 28, "=" * 5000])
        return Request(
            self._pick(["/sms", "/voice", self._place()]),
            urlencode(text_parameters(self.text())).encode(),
            (403, 404, 413),
            forged,
        )

    def _tampered(self) -> Request:
        """Return a signed request of which something was changed on the way."""
        good = self._text() if self._random.random() < 0.7 else self._call()
        first = good.signature[:1]
        changed = self._pick([
            replace(good, signature=("A" if first != "A" else "B") + good.signature[1:]),
            replace(good, signature=good.signature[:-1]), replace(good, signature=good.signature + ", " + good.signature),
            replace(good, signature=good.signature.swapcase()), replace(good, body=good.body + b"&Body=stop"),
            replace(good, body=good.body.replace(b"From=", b"from=")), replace(good, path=good.path + "?x=1"),
            replace(good, body=b"", kind=""), replace(good, path="/voice/x" if good.path == "/sms" else "/sms"),
        ])  # fmt: skip
        return replace(changed, statuses=(403, 404, 413))

    def _form(self) -> Request:
        """Return a body that is hardly a form, most times signed over what a server reads from it."""
        body, kind = self._forms.made()
        path = self._pick(["/sms", "/sms", "/voice", "/sms?x", "/sms?Body=x&Body=%zz", self._place()])
        try:
            fields = read(body, kind)
        except TooLargeError:
            return Request(path, body, (413, 404), "x", kind=kind)
        except NamelessError:
            return Request(path, body, (403, 404), "x", kind=kind)
        if self._random.random() < 0.2:
            return Request(path, body, (403, 404), signed(TOKEN + "x", BASE + path, fields), self._cookie(), kind=kind)
        fits = (200, 404) if path.startswith("/voice/") else (200,)
        return Request(path, body, fits, signed(TOKEN, BASE + path, fields), self._cookie(), kind=kind)

    def _misplaced(self) -> Request:
        path, statuses = self._pick(
            [("/sms/", (404,)), ("/", (404, 405)), ("/smss", (404,)), ("/%2e%2e/x", (404,)), ("/sms", (405,))]
        )
        return Request(
            path, b"", statuses, method="GET" if statuses == (405,) else self._pick(["GET", "POST", "PUT", "DELETE"])
        )

    def _large(self) -> Request:
        size = self._random.randint(65_537, 90_000)
        return Request("/sms", b"Body=" + b"a" * size, (413,), signature(TOKEN, BASE + "/sms", {"Body": "a" * size}))

    def _raw(self) -> Request:
        """Return a body that is no form: an empty message if it is signed as one, and refused if not."""
        kind = self._pick(["application/json", "text/plain", "", "application/x-www-form-urlencoded; charset=utf-7"])
        signed = self._random.random() < 0.5 and "form" not in kind
        body = self._random.randbytes(self._random.randint(0, 2000))
        if self._random.random() < 0.3:
            kind, signed = "multipart/form-data; boundary=x", False
            body = b'--x\r\nContent-Disposition: form-data; name="Body"\r\n\r\n' + body + b"\r\n--x--"
        return Request(
            "/sms",
            body,
            (200,) if signed else (403,),
            signature(TOKEN, BASE + "/sms", {}) if signed else "x",
            kind=kind,
        )

    def _secret(self) -> str:
        return "qzx" + "".join(self._pick("bcdfghjklmnpqrstvwxz") for _ in range(8))
