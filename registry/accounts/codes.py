"""Codes from an app, each of which counts once."""

from typing import Any

from flask_security import Totp


class Codes(Totp):
    """Judges codes; Flask-Security asks it."""

    def get_last_counter(self, user: Any) -> int | None:
        """Return the number of the last code that counted."""
        found: int | None = user.code_counter
        return found

    def set_last_counter(self, user: Any, tmatch: Any) -> None:
        """Remember a code that counts now; the view commits it."""
        user.code_counter = tmatch.counter
