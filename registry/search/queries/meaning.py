"""Whether what somebody typed, read in one way or another, is anything here."""

from pyroaring import BitMap

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


def is_rather_named(asked: Question, words: Question, is_guess: bool) -> bool:
    """Tell whether a text is a name rather than what it says.

    Then all its words are in the name of a facility that what it says does not find. Typing
    errors are forgiven only where that finds nothing, or had to forgive some itself.

    Args:
        asked: What the text says.
        words: The same text, asked as words.
        is_guess: What it says was understood in spite of typing errors.
    """
    session = db.session()
    filters, plain = Filters(session, asked), Filters(session, words.without("text"))
    found = filters.found()
    is_sure = found and not is_guess and not (filters.match and filters.match.corrections)
    read = terms.as_typed if is_sure else terms.match
    match = read(session, words.text)
    named = match.named & plain.found() if match else BitMap()
    return bool(named) and named.isdisjoint(found)
