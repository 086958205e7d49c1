"""When a word is taken for a mistyped name and not for a word of its own. Pure.

Beside a word for town or region every likely slip is forgiven. Where a name is all there is of a
part of an address, long names and large towns are guessed. In running text a guess has to be
better still, for most words of a text are no places at all.
"""

from registry.places.entries import ABROAD, REGION
from registry.places.matching import LARGE, SLIP, Match, Sense

FAMILIAR = 10_000
"""People from which on a place is guessed in running text."""

CITY = 100_000
"""People from which on a name counts as that of the town wherever it may be."""

ADDRESS_LETTERS = ((30_000, 4), (FAMILIAR, 5), (0, 6))
"""Letters from which on one slip is forgiven in an address, by the people of the place."""

ADDRESS_LETTERS_TWO_SLIPS = 8

FIRST_LETTER_COUNTS = ((CITY, 5), (0, 7))
"""Letters below which the first one has to be right in an address, by people."""

RUNNING = {True: (6, 1), False: (10, 2)}
ALONE = {True: (5, 1), False: (9, 2)}
"""For one slip and for two: letters that a name has to have in running text, or as all of a text,
and how many at its beginning have to be right."""


def forgives_in_address(typed: str, match: Match, sense: Sense) -> bool:
    """Tell whether a mistyped word that is all of a part of an address is taken for a place."""
    people = CITY if sense.entry.level == ABROAD else sense.entry.population or 0
    letters = min(len(typed), len(match.key))
    if letters < _fewest(ADDRESS_LETTERS, people):
        return False
    if match.confidence < SLIP and letters < ADDRESS_LETTERS_TWO_SLIPS:
        return False
    return letters >= _fewest(FIRST_LETTER_COUNTS, people) or typed[0] == match.key[0]


def _fewest(letters: tuple[tuple[int, int], ...], people: int) -> int:
    return next(fewest for least, fewest in letters if people >= least)


def forgives_in_text(
    typed: str, match: Match, sense: Sense, *, words: int, is_whole_text: bool
) -> bool:
    """Tell whether a mistyped word of a text is taken for a place.

    Args:
        typed: Folded, as one.
        match: What it may be.
        sense: The place.
        words: How many were typed.
        is_whole_text: There are no others.
    """
    fewest, right = (ALONE if is_whole_text else RUNNING)[match.confidence == SLIP]
    people = sense.entry.population or 0
    if sense.entry.level == REGION:
        is_familiar = words > 1  # `карагандинский` says little
    else:
        is_familiar = people >= (FAMILIAR if sense.is_main else LARGE)
    letters = min(len(typed), len(match.key))
    return is_familiar and letters >= fewest and typed[:right] == match.key[:right]
