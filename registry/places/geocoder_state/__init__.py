"""What all workers know together about the outside geocoders: turns, rests and kept answers.

It is kept in Redis where REDIS_URL is set, and in the database otherwise; both modules have the
same functions and promise the same. A turn that was used stays used and an answer that was fetched
is kept, whatever becomes of the change around it: commands do not commit, and who calls them may
roll back. Two workers cannot both take a turn. Moments are seconds since 1970 by the clock of
whoever asks.
"""

from types import ModuleType

from registry import redis
from registry.places.geocoder_state import in_database, in_redis
from registry.places.geocoder_state.values import (
    KEY_LENGTH,
    QUESTION_LENGTH,
    Answer,
    Standing,
    shortened,
)

__all__ = ["KEY_LENGTH", "QUESTION_LENGTH", "Answer", "Standing", "shortened", "store"]


def store() -> ModuleType:
    """Return the module that keeps it."""
    return in_redis if redis.is_used() else in_database
