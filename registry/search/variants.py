"""What is left of a word when letters fall out: what a word and a slip of it have in common. Pure.

Only the beginning counts, so that a long word has few variants: those that share one are compared
whole. Source: SymSpell's prefix length (W. Garbe), which loses nothing of its deletions.
"""

from registry.places.spelling import deletions, tolerance

BEGINNING = 7
"""Letters of which variants are made."""


def variants(word: str) -> set[str]:
    """Return the beginning of a word, and what is left of it by as many slips as are forgiven.

    >>> sorted(variants("park"))
    ['ark', 'pak', 'par', 'park', 'prk']
    """
    return deletions(word[:BEGINNING], tolerance(word))
