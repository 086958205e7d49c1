"""Counts of rate limits in the database: a storage for the library limits.

Every function runs in a short transaction of its own, apart from the change that is counted: what
was tried stays counted when the change fails. Rows that have ended are thrown away when another
window opens, so there are never many more rows than visitors who changed something lately.
"""

from limits.storage import Storage
from sqlalchemy import delete, select, text
from sqlalchemy.exc import SQLAlchemyError

from registry.db import db, utcnow
from registry.limits.models import RateLimit

CLEARED = 100
"""Rows that have ended, thrown away at most when a window opens."""

# One statement, the same on both engines: of two who come at once, one waits for the other.
COUNT = text(
    """
    INSERT INTO rate_limit (key, hits, expires_at) VALUES (:key, :amount, :expires_at)
    ON CONFLICT (key) DO UPDATE SET
        hits = CASE WHEN rate_limit.expires_at <= :now
            THEN excluded.hits ELSE rate_limit.hits + excluded.hits END,
        expires_at = CASE WHEN rate_limit.expires_at <= :now
            THEN excluded.expires_at ELSE rate_limit.expires_at END
    RETURNING hits
    """
)


def _now() -> float:
    return utcnow().timestamp()


class DatabaseStorage(Storage):
    """Counts in fixed windows: the first hit opens one, and it ends so many seconds later."""

    base_exceptions = SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count a hit; return how many the window has. `expiry` is its length in seconds."""
        now = _now()
        values = {"key": key, "amount": amount, "now": now, "expires_at": now + expiry}
        with db.engine.begin() as connection:
            hits = int(connection.execute(COUNT, values).scalar_one())
        if hits == amount:
            self._clear_ended(now)
        return hits

    def _clear_ended(self, now: float) -> None:
        # In a transaction of its own, and never waiting for a row: no two can wait for each other.
        ended = select(RateLimit.key).where(RateLimit.expires_at <= now).limit(CLEARED)
        with db.engine.begin() as connection:
            connection.execute(
                delete(RateLimit).where(RateLimit.key.in_(ended.with_for_update(skip_locked=True)))
            )

    def get(self, key: str) -> int:
        """Return how many hits the window has; none when it has ended."""
        return next((hits for hits, _expires_at in self._window(key)), 0)

    def get_expiry(self, key: str) -> float:
        """Return when the window ends, in seconds since 1970; now when there is none."""
        return next((expires_at for _hits, expires_at in self._window(key)), _now())

    def _window(self, key: str) -> list[tuple[int, float]]:
        window = select(RateLimit.hits, RateLimit.expires_at).where(
            RateLimit.key == key, RateLimit.expires_at > _now()
        )
        with db.engine.begin() as connection:
            return [(hits, expires_at) for hits, expires_at in connection.execute(window)]

    def check(self) -> bool:
        """Tell whether the database answers."""
        try:
            with db.engine.connect() as connection:
                return connection.execute(select(1)).scalar() == 1
        except SQLAlchemyError:
            return False

    def reset(self) -> int:
        """Forget all counts; return how many there were."""
        with db.engine.begin() as connection:
            return connection.execute(delete(RateLimit)).rowcount

    def clear(self, key: str) -> None:
        """Forget the count of one key."""
        with db.engine.begin() as connection:
            connection.execute(delete(RateLimit).where(RateLimit.key == key))
