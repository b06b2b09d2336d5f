"""Passwords of staff: which are allowed, and how they are kept."""

from __future__ import annotations

import re
import unicodedata

from werkzeug.security import check_password_hash, generate_password_hash

LEAST = 12
"""Characters of a password (NIST SP 800-63B asks for length and no common ones, and for no other rules)."""

MOST = 200
_DIFFERENT = 5
_METHOD = "scrypt:32768:8:3"  # what OWASP asks for at 32 MB a try
_NOBODY = f"{_METHOD}$nobody${'0' * 128}"
"""A hash that no password has, and that takes as long to check as any other."""

_COMMON = frozenset(
    [
        "password",
        "passwort",
        "passw0rd",
        "welcome",
        "qwerty",
        "qwertyuiop",
        "asdfghjkl",
        "zxcvbnm",
        "letmein",
        "changeme",
        "changeit",
        "iloveyou",
        "admin",
        "administrator",
        "secret",
        "login",
        "master",
        "dragon",
        "monkey",
        "football",
        "baseball",
        "sunshine",
        "princess",
        "superman",
        "batman",
        "trustno",
        "helpline",
        "cancer",
        "hospital",
        "nurse",
        "doctor",
        "staff",
        "approver",
        "editor",
        "summer",
        "winter",
        "spring",
        "autumn",
        "abc",
        "test",
        "temp",
        "default",
        "correcthorsebatterystaple",
        "password123",
    ]
)
_RUNS = ("01234567890123456789", "98765432109876543210", "abcdefghijklmnopqrstuvwxyz", "1qaz2wsx3edc4rfv5tgb6yhn")
_SWAPPED = str.maketrans("013457@$!", "oieastasi")


def fault(password: str, name: str) -> str:
    """Return what is wrong with a new password for an account, as a sentence, or ''."""
    length = len(_plain(password))
    if length < LEAST:
        return f"The password has {length} characters; at least {LEAST} are needed."
    if length > MOST:
        return f"The password has {length} characters; at most {MOST} are allowed."
    if _common(_plain(password).casefold(), name):
        return "This password is one of those that are tried first. Take several words that do not belong together."
    return ""


def hashed(password: str) -> str:
    """Return the salted hash that is kept of a password."""
    return generate_password_hash(_plain(password), _METHOD)


def matches(kept: str, password: str) -> bool:
    """Tell whether a password is the one of a hash. Takes about as long for '' (no such account) as for a real hash."""
    return check_password_hash(kept or _NOBODY, _plain(password)[: MOST + 1]) and bool(kept)


def _plain(password: str) -> str:
    """Return the same characters however a keyboard composed them."""
    return unicodedata.normalize("NFKC", password)


def _common(password: str, name: str) -> bool:
    """Tell whether a password is common words, the account's name or a run of keys, with or without digits around them."""
    if len(set(password)) < _DIFFERENT:
        return True
    words = sorted({*_COMMON, *filter(None, re.split(r"[^a-z]+", name))}, key=len, reverse=True)
    word = "|".join(map(re.escape, words))
    tried = (re.sub(r"[\W_]", "", text) for text in (password, password.translate(_SWAPPED)))
    return any(
        re.fullmatch(rf"\d*(?:(?:{word})[\d\W]*)+", text) is not None or any(text in run for run in _RUNS)
        for text in tried
    )
