"""Latin names as people write them in Cyrillic, by ear: `Freedom Cloud`, `Фридом Клауд`. Pure.

Both are brought to the consonants that are heard, a vowel at the beginning kept as one. A folded
Cyrillic word says them; of a Latin one they follow from the rules of English spelling, which leave
a choice.
"""

import re
from collections.abc import Iterable
from itertools import islice, product

FEWEST = 2
"""Consonants of the shortest sound: one alone says nothing."""

CHOICES_MOST = 8
"""Ways to read one word that are kept."""

LATIN = {
    **{"tion": ("wn",), "sion": ("wn", "jn"), "ture": ("qr", "tr"), "sure": ("jr", "wr")},
    **{"ch": ("q", "k", "h"), "sh": ("w",), "th": ("t", "s"), "vh": ("v",), "dge": ("j",)},
    **{"ce": ("s",), "ci": ("s",), "ge": ("j", "g"), "gi": ("j", "g"), "c": ("k",), "z": ("s",)},
}
"""What is heard of letters that folding leaves: w is v there, x is ks, y is i."""

CYRILLIC = {"sh": "w", "ch": "q", "c": "s", "z": "s"}

SPELLINGS = re.compile("|".join([*LATIN, "."]))
WRITTEN = re.compile("|".join([*CYRILLIC, "."]))
SEMIVOWEL = re.compile("u(?=[aei])")
"""A vowel that may stand for w."""

VOWELS = re.compile("(?<=.)[aeiou]+")
FIRST_VOWEL = re.compile("^[aeiou]")


def spoken(word: str) -> set[str]:
    """Return the sounds that a folded Cyrillic word may have; none where it is too short to tell.

    >>> spoken("fridom"), spoken("epik"), sorted(spoken("uait")), sorted(spoken("silkuei"))
    ({'frdm'}, {'apk'}, ['vt'], ['slk', 'slkv'])
    """
    ways = {word, SEMIVOWEL.sub("v", word)}
    heard = (_consonants(CYRILLIC.get(s, s) for s in WRITTEN.findall(way)) for way in ways)
    return set(filter(None, heard))


def readings(word: str) -> set[str]:
    """Return the sounds that a folded Latin word may have.

    >>> sorted(readings("cloud")), sorted(readings("digital")), sorted(readings("venture"))
    (['kld'], ['dgtl', 'djtl'], ['vnqr', 'vntr'])
    """
    choices = (LATIN.get(letters, (letters,)) for letters in SPELLINGS.findall(word))
    return set(filter(None, map(_consonants, islice(product(*choices), CHOICES_MOST))))


def _consonants(signs: Iterable[str]) -> str:
    sound = VOWELS.sub("", FIRST_VOWEL.sub("a", "".join(signs)))
    return sound if len(sound.lstrip("a")) >= FEWEST else ""
