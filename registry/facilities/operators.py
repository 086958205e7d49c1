"""What makes two names of an operator the same. Pure."""

from registry.places.folding import fold

LONGEST = 300


def key(name: str) -> str:
    """Return a name folded; as it stands, in small letters, when folding leaves nothing of it.

    >>> key("«Парк» науки") == key("ПАРК НАУКИ")
    True
    """
    return (fold(name) or name.casefold())[:LONGEST]
