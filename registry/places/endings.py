"""From a name as it stands in a sentence back to the name: Russian and Kazakh case endings. Pure.

Russian endings are taken off the word as typed, because folding loses what tells them apart;
Kazakh ones follow the name in one piece, in whatever script, and are taken off the folded word.
"""

from collections.abc import Iterator
from typing import NamedTuple

SHORTEST = 3
"""Letters that must be left of a name."""


class Base(NamedTuple):
    """What a word may be a form of."""

    word: str
    is_genitive: bool  # Russian -а, -я, -ы: streets and institutes are named in this case


RUSSIAN = {
    "е": ("", "а", "й", "я", "о", "ь", "е"),
    "у": ("", "а", "о"),
    "ю": ("й", "ь", "я"),
    "ом": ("", "о", "ый", "ой", "ое"),
    "ем": ("", "й", "ь", "е"),
    "ой": ("а", "ая"),
    "ою": ("а",),
    "ей": ("а", "я", "ь", "ая"),
    "ью": ("ь",),
    "ую": ("ая",),
    "ым": ("", "ый"),
    "им": ("ий",),
    "ому": ("ый", "ой", "ое", "ий"),
    "и": ("ь", "а", "я"),
    "ы": ("а",),
    "а": ("", "о"),
    "я": ("й", "ь"),
    "ого": ("ый", "ой", "ое", "ий"),
}
"""Dictionary endings by the ending met."""

GENITIVE = ("ы", "а", "я", "ого")

KAZAKH = frozenset(
    ending
    for endings in (
        "da de ta te",  # in
        "dan den tan ten nan nen",  # from
        "ga ge ka ke",  # to
        "nin din tin",  # of
        "ni di ti",  # the object
        "men ben pen",  # with
        "dagi degi tagi tegi lik dik tik",  # that of
    )
    for ending in endings.split()
)
"""Folded endings of a name in Kazakh."""

KAZAKH_LENGTHS = sorted({len(ending) for ending in KAZAKH}, reverse=True)

VOICELESS, VOICED = "kptshfc", "aeioujlmnrz"
"""Letters after which an ending begins with t, k or p, and after which it does not."""


def russian(word: str) -> Iterator[Base]:
    """Give the dictionary forms of a Cyrillic word, in lower case, the longest ending first.

    >>> [base.word for base in russian("семеем")]
    ['семе', 'семей', 'семеь', 'семее']
    """
    for length in (3, 2, 1):
        stem, ending = word[:-length], word[-length:]
        if len(stem) >= SHORTEST - 1:
            for restored in RUSSIAN.get(ending, ()):
                if len(stem + restored) >= SHORTEST:
                    yield Base(stem + restored, ending in GENITIVE)


def kazakh(key: str, raw: str = "") -> Iterator[str]:
    """Give what is left of a folded word without a Kazakh ending, the longest ending first.

    No ending is written with й: семейный is Russian, though it folds like one with -ni.

    Args:
        key: Folded.
        raw: The same word as typed.

    >>> list(kazakh("karagandiga")), list(kazakh("shimkente"))
    (['karagandi', 'karagandig'], ['shimkent'])
    """
    if raw.endswith("й"):
        return
    for length in KAZAKH_LENGTHS:
        ending = key[-length:]
        if len(key) - length >= SHORTEST - 1 and ending in KAZAKH:
            # Folding made one of the last letter and the first of the ending: Шымкентте.
            for rest in (key[:-length], key[: 1 - length]):
                if rest[-1] not in (VOICED if ending[0] in "tkp" else VOICELESS):
                    yield rest
