"""What a password has to be: long enough, and not one that programs guess first."""

import sys
from importlib import import_module
from threading import Lock
from typing import Any

from flask_security import PasswordUtil

from registry.i18n import _

ZXCVBN = "zxcvbn"

SHORTEST = 10
LONGEST = 128

GUESSED = 72
"""Characters that zxcvbn looks at; what is longer is not guessed anyway."""

SCORE = 3
"""Of zxcvbn, 0 to 4: 3 takes more than a hundred million guesses. It knows 30,000 common passwords,
names, words, keyboards, dates, and what is said to be known of the person."""


_lock = Lock()


def score(password: str, words: list[str]) -> int:
    """Return how hard a password is to guess for who knows these words, 0 to 4.

    The lists that are needed for it take 13 MB, and nobody chooses a password for hours: they are
    read each time, in a twentieth of a second, and thrown away.
    """
    with _lock:
        try:
            return int(import_module(ZXCVBN).zxcvbn(password, user_inputs=words)["score"])
        finally:
            for name in [name for name in sys.modules if name.partition(".")[0] == ZXCVBN]:
                del sys.modules[name]


class Passwords(PasswordUtil):
    """Judges new passwords, in our words; Flask-Security asks it."""

    def validate(
        self, password: str, is_register: bool, **known: Any
    ) -> tuple[list[str] | None, str]:
        """Return what is wrong with a new password, or None, and the password as it is kept."""
        password = self.normalize(password)
        if len(password) < SHORTEST:
            return [_("Take at least %(count)s characters.", count=SHORTEST)], password
        if len(password) > LONGEST:
            return [_("Take at most %(count)s characters.", count=LONGEST)], password
        user = known.get("user")
        words = [user.email, user.name] if user else [known.get("email"), known.get("name")]
        parts = [part for word in words if word for part in (word, *word.split("@"))]
        if score(password[:GUESSED], parts) < SCORE:
            return [
                _("This password is easily guessed. Take several words that do not go together.")
            ], password
        return None, password
