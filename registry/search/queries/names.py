"""Which texts are names of facilities, all of a request's in few statements."""

from collections.abc import Set

from sqlalchemy.orm import Session

from registry.search.queries import sqlite


class Names:
    """Tells which texts are names; each text is looked up once."""

    def __init__(self, session: Session):
        """Know nothing yet."""
        self.session = session
        self.told: dict[str, bool] = {}

    def __call__(self, texts: Set[str]) -> set[str]:
        """Return which of these folded texts are a name: exactly, or its first words.

        First words count when they are two at least, end with a word, and begin names of one
        facility only.
        """
        if new := texts - self.told.keys():
            known = sqlite.names_among(self.session, new)
            self.told |= {text: text in known for text in new}
        return {text for text in texts if self.told[text]}
