"""Keyed hashes: the only form in which a person or a message is known to the store."""

from __future__ import annotations

import hmac


class Keys:
    """HMAC-SHA-256 under the line's secret. Without the secret a hash cannot be tried against a list of numbers."""

    def __init__(self, secret: str) -> None:
        self._keyed = hmac.new(secret.encode(), digestmod="sha256")

    def person(self, number: str, purpose: str = "person") -> str:
        """Return the hash of a phone number; different for each purpose, so that tables cannot be joined by it."""
        return self._hash(purpose, number.removeprefix("whatsapp:").strip())

    def message(self, sid: str) -> str:
        """Return the hash of a message's SID."""
        return self._hash("message", sid)

    def staff(self, purpose: str, value: str) -> str:
        """Return the hash of something of the staff console, such as a name that somebody tried to sign in with."""
        return self._hash(f"staff {purpose}", value)

    def _hash(self, purpose: str, value: str) -> str:
        made = self._keyed.copy()  # the key is worked in already: half of the work for something as short
        made.update(f"{purpose}\0{value}".encode())
        return made.hexdigest()
