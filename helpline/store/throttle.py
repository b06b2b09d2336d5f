"""Slowing down whoever guesses passwords. Kept in the database, so that all processes count together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Engine, Row, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from helpline.store.tables import attempts

Clock = Callable[[], datetime]
KEPT = timedelta(days=2)
"""How long an attempt is remembered after the last one."""


def utc_now() -> datetime:
    """Return the moment, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Limit:
    """`free` failures cost nothing; each further one doubles the wait, up to `most`. One is forgiven every `leak`."""

    free: int
    most: timedelta
    leak: timedelta

    def wait(self, failures: int) -> timedelta:
        """Return how long nothing is tried again after so many failures."""
        over = failures - self.free
        return timedelta(0) if over < 0 else min(self.most, timedelta(seconds=2 ** min(over + 1, 20)))

    def left(self, failures: int, since: timedelta) -> int:
        """Return how many of so many failures count after a time without any."""
        most = self.free + int(self.most.total_seconds()).bit_length()
        return max(0, min(failures, most) - since // self.leak)


NAME = Limit(5, timedelta(minutes=15), timedelta(hours=1))
"""For one account name, or one browser that has signed in to it before."""

ALL = Limit(50, timedelta(seconds=30), timedelta(minutes=1))
"""For everybody who has not signed in before. Short, so that guessing at many names does not lock everybody out."""


class Throttle:
    """Counts a try before it is made, so that many at once gain nothing."""

    def __init__(self, engine: Engine, now: Clock = utc_now) -> None:
        self._engine, self._now = engine, now

    def admit(self, limits: Mapping[str, Limit]) -> timedelta:
        """Count a try as failed under each key and return 0; or count nothing and return how long to wait first."""
        now = self._now()
        with self._engine.connect() as connection:
            connection.execute(delete(attempts).where(attempts.c.last < now - KEPT))
            rows = {who: _row(connection, who, now) for who in limits}
            wait: timedelta = max(row.until for row in rows.values()) - now
            if wait > timedelta(0):
                return wait
            for who, limit in limits.items():
                failures = limit.left(rows[who].failures, now - rows[who].last) + 1
                values = {"failures": failures, "last": now, "until": now + limit.wait(failures)}
                connection.execute(update(attempts).where(attempts.c.who == who).values(values))
            connection.commit()
        return timedelta(0)

    def succeeded(self, own: str, shared: Iterable[str] = ()) -> None:
        """Forget the failures under a key of one account's own; take the counted try back from keys shared with others."""
        with self._engine.begin() as connection:
            connection.execute(delete(attempts).where(attempts.c.who == own))
            for who in shared:
                changed = {"failures": attempts.c.failures - 1}
                connection.execute(
                    update(attempts).where(attempts.c.who == who, attempts.c.failures > 0).values(changed)
                )


def _row(connection: Connection, who: str, now: datetime) -> Row[tuple[str, int, datetime, datetime]]:
    """Return the row of a key, made if there is none, and hold it until the transaction ends."""
    kind = postgresql if connection.dialect.name == "postgresql" else sqlite
    new = {"who": who, "failures": 0, "last": now, "until": now}
    connection.execute(kind.insert(attempts).values(new).on_conflict_do_nothing())
    return connection.execute(select(attempts).where(attempts.c.who == who).with_for_update()).one()
