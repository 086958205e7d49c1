"""When a word is taken for a mistyped name and not for a word of its own. Pure.

Beside a word for town or region most likely slips are forgiven, two in one name as well. Where a
name is all there is of a part of an address, long names and large towns are guessed. In running
text a guess has to be better still, for most words of a text are no places at all. A slip in an
old or foreign name is forgiven only where that is long and of a city: most others are a slip from
some name of a village, too.
"""

from registry.places.addresses import TOWNS
from registry.places.entries import ABROAD, REGION
from registry.places.matching import CITY, SLIP, Match, Sense
from registry.places.spelling import compact, exchanged

FAMILIAR = 10_000
"""People from which on a place is guessed in running text."""

ADDRESS_LETTERS = ((FAMILIAR, 5), (0, 6))
"""Letters from which on one slip is forgiven in an address, by the people of the place."""

FIRST_LETTER_COUNTS = ((CITY, 5), (0, 7))
"""Letters below which the first one has to be right in an address, by people."""

TEXT_LETTERS, WHOLE_TEXT_LETTERS = 6, 5
"""Letters from which on one slip is forgiven in running text, and in a name that is all of it."""

OTHER_NAME_LETTERS = 9
"""Letters from which on one slip is forgiven in another name of a city than the present one."""

AKIN = ("aeiou", "bp", "dt", "gkh", "zsc", "vf", "jw", "wq", "jz")
"""Letters that sound alike; w stands for sh and q for ch."""


def forgives_designated(typed: str, match: Match, sense: Sense, kind: str) -> bool:
    """Tell whether a mistyped word beside a word for town, village or region is forgiven.

    Args:
        typed: Folded, as one.
        match: What it may be.
        sense: The place.
        kind: Class of the word beside it.
    """
    if kind not in TOWNS or sense.entry.level in (ABROAD, REGION):
        return True
    if kind == "village" and (sense.entry.population or 0) >= CITY:
        return False
    return _is_likely_name(typed, match, sense)


def forgives_in_address(typed: str, match: Match, sense: Sense) -> bool:
    """Tell whether a mistyped word that is all of a part of an address is taken for a place."""
    people = CITY if sense.entry.level == ABROAD else sense.entry.population or 0
    letters = min(len(typed), len(match.key))
    if match.confidence < SLIP or letters < _fewest(ADDRESS_LETTERS, people):
        return False
    if not _is_likely_name(typed, match, sense) or not _is_likely_slip(typed, match, people):
        return False
    return letters >= _fewest(FIRST_LETTER_COUNTS, people) or typed[0] == match.key[0]


def _fewest(letters: tuple[tuple[int, int], ...], people: int) -> int:
    return next(fewest for least, fewest in letters if people >= least)


def _is_likely_name(typed: str, match: Match, sense: Sense) -> bool:
    if sense.is_main or sense.entry.level in (ABROAD, REGION):
        return True
    is_long = min(len(typed), len(match.key)) >= OTHER_NAME_LETTERS
    is_city = (sense.entry.population or 0) >= CITY
    return is_long and is_city and match.confidence == SLIP


def _is_likely_slip(typed: str, match: Match, people: int) -> bool:
    """Tell whether a slip is likely: a letter for one unlike it only inside the name of a city.

    Карабутак is not Карабулак, Талгат is not Талгар.
    """
    known = compact(match.key)
    pair = exchanged(compact(typed), known)
    if pair is None or any(pair[0] in kin and pair[1] in kin for kin in AKIN):
        return True
    is_inside = typed[0] == match.key[0] and typed[-1] == match.key[-1]
    return people >= CITY and is_inside


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
    people = sense.entry.population or 0
    if sense.entry.level == REGION:
        is_familiar = words > 1  # `карагандинский` says little
    else:
        is_familiar = people >= FAMILIAR and _is_likely_name(typed, match, sense)
    letters = min(len(typed), len(match.key))
    is_long = letters >= (WHOLE_TEXT_LETTERS if is_whole_text else TEXT_LETTERS)
    is_slip = match.confidence == SLIP and _is_likely_slip(typed, match, people)
    return is_familiar and is_slip and is_long and typed[0] == match.key[0]
