"""Whether what somebody typed, read in one way or another, is anything here."""

from registry.db import db
from registry.search.queries import terms
from registry.search.queries.facets import Filters
from registry.search.question import Question


def is_found(text: str, as_typed: bool = False) -> bool:
    """Tell whether anything has the words of a text, typing errors forgiven; so has no text.

    Args:
        text: Searched as words.
        as_typed: Forgive nothing.
    """
    if as_typed:
        return bool(terms.as_typed(db.session(), text).found)
    match = Filters(db.session(), Question(text=text)).match
    return match is None or bool(match.found)


def is_rather_named(asked: Question, words: Question) -> bool:
    """Tell whether a text is a name rather than what it says.

    Then all its words are in the name of a facility that what it says does not find. Typing
    errors are forgiven only where that finds nothing at all.

    Args:
        asked: What the text says.
        words: The same text, asked as words.
    """
    found = Filters(db.session(), asked).found()
    if found:
        named = terms.as_typed(db.session(), words.text).named
        if not named or not found.isdisjoint(named):
            return False
        return not named.isdisjoint(Filters(db.session(), words.without("text")).found())
    filters = Filters(db.session(), words)
    return bool(filters.match and filters.match.named & filters.found())
