"""Words that differ by a slip of the finger: left out, added, exchanged or swapped letters. Pure.

Source: the symmetric deletion idea of SymSpell (W. Garbe, 2012) and the optimal string alignment
distance (Damerau, 1964, doi:10.1145/363958.363994).
"""

import re
from collections.abc import Iterator

from registry.places.folding import TWICE

SOUNDS = re.compile("ou|o|v|ie|ia|iu|oe|ch|c")
SOUND_OF = {"ou": "u", "o": "u", "v": "u", "ie": "e", "ia": "a", "iu": "u", "oe": "u",
            "ch": "sh", "c": "s"}  # fmt: skip


def sound(key: str) -> str:
    """Return a key in which spellings of one sound by different languages meet.

    >>> sound("kustanai") == sound("koustanai") == sound("kostanai")
    True
    """
    return TWICE.sub(r"\1", SOUNDS.sub(lambda found: SOUND_OF[found.group()], key))


def compact(key: str) -> str:
    """Return a key with one sign for sh and ch, so that they can be swapped with a letter."""
    return key.replace("sh", "w").replace("ch", "q")


def tolerance(word: str) -> int:
    """Return how many slips are forgiven: none below 4 letters, 1 below 8, then 2."""
    if len(word) < 4 or any(letter.isdigit() for letter in word):
        return 0
    return 1 if len(word) < 8 else 2


def deletions(word: str, most: int | None = None) -> set[str]:
    """Return the word and all that is left of it when as many letters fall out as forgiven.

    Args:
        word: Folded.
        most: Letters that fall out at most; as many as are forgiven when left out.

    >>> sorted(deletions("park"))
    ['ark', 'pak', 'par', 'park', 'prk']
    """
    found = left = {word}
    for _slip in range(tolerance(word) if most is None else most):
        left = {rest[:gap] + rest[gap + 1 :] for rest in left for gap in range(len(rest))}
        found = found | left
    return found


def slips(a: str, b: str, limit: int) -> int:
    """Return the number of slips between two words; limit + 1 where there are more.

    >>> slips("karaganda", "karagadna", 2)
    1
    """
    if abs(len(a) - len(b)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, left in enumerate(a, 1):
        older, before, row = before, row, [i]
        for j, right in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (left != right))
            if older and j > 1 and left == b[j - 2] and a[i - 2] == right:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)


def exchanged(a: str, b: str) -> tuple[str, str] | None:
    """Return the one letter in which two words of the same length differ; None for other slips.

    >>> exchanged("talgat", "talgar"), exchanged("talagr", "talgar")
    (('t', 'r'), None)
    """
    pairs = [(left, right) for left, right in zip(a, b, strict=False) if left != right]
    return pairs[0] if len(a) == len(b) and len(pairs) == 1 else None


def beginnings(key: str, size: int) -> Iterator[str]:
    """Give the first letters of a word, as many as asked for, one of them lost or swapped, too."""
    for at in range(size + 1):
        yield (key[:at] + key[at + 1 : size + 1])[:size]
        yield (key[:at] + key[at + 1 : at + 2] + key[at : at + 1] + key[at + 2 :])[:size]
