"""What is known about outside geocoders, and the lengths to which its keys are kept. Pure."""

from hashlib import blake2b
from typing import Any, NamedTuple

KEY_LENGTH, QUESTION_LENGTH = 40, 400
"""Characters that are kept of the key of a geocoder, and of a question."""


class Standing(NamedTuple):
    """How it stands with one geocoder; moments in seconds since 1970."""

    next_call_at: float = 0.0
    failures: int = 0  # in a row
    rests_until: float = 0.0


class Answer(NamedTuple):
    """A kept answer; no places means that the geocoder knows none."""

    places: list[dict[str, Any]]


def shortened(text: str, length: int = QUESTION_LENGTH) -> str:
    """Return a text as it is kept: a long one ends in a digest of the whole."""
    if len(text) <= length:
        return text
    digest = blake2b(text.encode(), digest_size=8).hexdigest()
    return text[: length - len(digest)] + digest
