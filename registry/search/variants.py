"""What is left of a word when letters fall out: what a word and a slip of it have in common. Pure.

Only the beginning counts, so that a long word has few variants: those that share one are compared
whole. Source: SymSpell's prefix length (W. Garbe), which loses nothing of its deletions.
"""

from collections.abc import Iterable

from registry.places.spelling import deletions, tolerance
from registry.search.sounds import readings, spoken

BEGINNING = 7
"""Letters of which variants are made."""

SAME = (
    ("hub", "hab"),
    ("lab",),
    ("it", "aiti"),
    ("ai", "eiai"),
    ("center", "centre", "centr"),
    ("valei", "dolina", "alkab"),
    ("universiti", "universitet"),
)

ALIKE = {one: [other for other in group if other != one] for group in SAME for one in group}
"""Folded words that languages write in ways of their own, in names that others take over."""

HEARD = "~"
"""Sets a sound apart from a variant."""


def variants(word: str) -> set[str]:
    """Return the beginning of a word, and what is left of it by as many slips as are forgiven.

    >>> sorted(variants("park"))
    ['ark', 'pak', 'par', 'park', 'prk']
    """
    return deletions(word[:BEGINNING], tolerance(word))


def near(word: str) -> set[str]:
    """Return the variants of a typed word; as many as a longer word has, which may be meant."""
    longer = word + word[-1:] if len(word) == BEGINNING else word
    return deletions(word[:BEGINNING], tolerance(longer))


def kept(word: str) -> set[str]:
    """Return under what a word of the index is kept: its variants, and how it may sound."""
    return variants(word) | {f"{HEARD}{sound}" for sound in readings(word)}


def heard(word: str) -> set[str]:
    """Return under what the words are kept that sound like this Cyrillic one."""
    return {f"{HEARD}{sound}" for sound in spoken(word)}


def alike(words: Iterable[str]) -> list[str]:
    """Return words, and those that mean the same in names of another language.

    >>> alike(["hab", "park"])
    ['hab', 'hub', 'park']
    """
    return [*dict.fromkeys(other for word in words for other in (word, *ALIKE.get(word, ())))]
