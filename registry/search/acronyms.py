"""Under which letters a long name goes: МКТУ, КазНАУ, AITU, ШҚТУ. Pure.

Whose name an institution bears does not count: `имени Х. А. Ясави`, `Д. Серікбаев атындағы`.
"""

import re
from functools import lru_cache

from registry.places.folding import WORD, fold

FEWEST = 3
"""Parts of the shortest name that people shorten."""

SYLLABLE = 3
"""Letters of the first word that some acronyms keep: КазНУ, КарИУ."""

SHORT = 3
"""Letters up to which a word in capitals is kept whole: `IT`, `AI`."""

SMALL = frozenset(
    {"of", "and", "the", "for", "и", "по", "для", "в", "мен", "және"}
    | {"de", "du", "des", "la", "le", "les", "et", "l", "d"}
)
"""Words that give no letter."""

AFTER_WHOM = re.compile(r"\b(имени|им\.|named after)\s.*", re.IGNORECASE | re.DOTALL)
BEFORE_WHOM = re.compile(r".*\bатындағы\s", re.IGNORECASE | re.DOTALL)


@lru_cache(maxsize=10_000)
def acronyms(name: str) -> frozenset[str]:
    """Return the folded acronyms of an institution; none of a short name.

    >>> sorted(acronyms("Международный казахско-турецкий университет имени Ходжи Ахмеда Ясави"))
    ['mejktu', 'mktu']
    >>> sorted(acronyms("Astana IT University")), sorted(acronyms("Terricon Valley"))
    (['aitu', 'aiu', 'astitu'], [])
    >>> "mshe" in acronyms("Ministry of Science and Higher Education")
    True
    """
    bare = BEFORE_WHOM.sub("", AFTER_WHOM.sub("", name))
    words = [word for word in WORD.findall(bare) if not word.isdigit()]
    large = [word for word in words if word.casefold() not in SMALL]
    found = {initials(bare), initials(" ".join(large))}
    if len(large) >= FEWEST:
        letters = [_whole(word) for word in large]
        found |= {fold("".join(letters)), fold("".join([large[0][:SYLLABLE], *letters[1:]]))}
    return frozenset(found - {""})


def initials(name: str) -> str:
    """Return the first letters of a name of three words or more, folded; else nothing.

    >>> initials("International Educational Corporation"), initials("Парк ядерных технологий")
    ('iec', 'piat')
    """
    letters = [word[0] for word in WORD.findall(name) if not word.isdigit()]
    return fold("".join(letters)) if len(letters) >= FEWEST else ""


def _whole(word: str) -> str:
    return word if word.isupper() and len(word) <= SHORT else word[0]
