"""Which endings a word of a phrase may take when people type it in a sentence. Pure.

Words are folded (see places/folding.py), so endings are too: ы, і and и are all `i`, doubled
letters are one. A base is what stays of a dictionary form; a typed word agrees with it when the
remainder is an ending of its language. Kazakh adds plural, possession and case in that order.
"""

import re
from functools import lru_cache

SHORTEST_BASE = 3

RUSSIAN = re.compile(
    "a|ia|o|e|ie|i|u|iu|[oei]i|ai|iei|[oe]iu|i?[oea]m|i?[ai]mi|i?ah|ih|ov|ev|aia|uiu|oe|[oe]go|"
    "[oe]mu|im"
)

RUSSIAN_DICTIONARY = ("aia", "oe", "ie", "ia", "a", "o", "e", "i")
"""Endings of the form that dictionaries give, longest first."""

INDECLINABLE = frozenset({"agro", "aiti", "kino"})
"""Words that Russian never bends: `аиту` is no `айти`."""

KAZAKH_POSSESSION = ("si", "i")

KAZAKH = re.compile(
    r"([ldt][ae]r)?(s?i|s?in|imiz|iniz)?"
    r"(n?[dt][ae](gi)?([ldt][ae]r)?|n?[dt][ae]n|n[ae]n|[ndt]in|[gk][ae]|n?[ae]|[ndt]i|n|[mbp]en)?"
)

ENDINGS = {"kk": KAZAKH, "ru": RUSSIAN, "en": re.compile("e?s"), "fr": re.compile("e?s|x|e")}

RELATION = re.compile(
    "(ov|ev|in)?sk(aia|oe|i|ie|oi|ogo|omu|om|uiu|im|imi|ih)|ov(aia|oe|i|ie|oi|ogo)"
)
"""Endings by which Russian makes an adjective of a name: `семейский`, `терриконовая`."""

HARD = {"g": "k", "b": "p"}
"""Last letters that a Kazakh word softens before a vowel, and what they were."""


@lru_cache(maxsize=10_000)
def base(lang: str, word: str) -> str:
    """Return what all forms of a dictionary word share.

    >>> base("ru", "laboratoria"), base("kk", "ortaligi"), base("en", "incubator")
    ('laborator', 'ortalik', 'incubator')
    """
    if lang == "ru" and word not in INDECLINABLE:
        return _without(word, RUSSIAN_DICTIONARY)
    if lang == "kk":
        plain = _without(word, KAZAKH_POSSESSION)
        return plain[:-1] + HARD.get(plain[-1], plain[-1])
    return word


def is_ending(lang: str, rest: str) -> bool:
    """Tell whether the rest of a word is an ending of the language; nothing is one, too."""
    return not rest or ENDINGS[lang].fullmatch(rest) is not None


def bases(lang: str, word: str) -> set[str]:
    """Return what the base of a typed word may be.

    >>> sorted(bases("kk", "ortaligi"))
    ['ortalik']
    """
    found = {base("kk", word) if lang == "kk" else word}
    if lang in ("en", "fr") and word.endswith("c"):
        found.add(word[:-1] + "t")  # `patents` folds to `patenc`
    for at in range(SHORTEST_BASE, len(word)):
        # Folding makes one of two letters alike, so an ending may begin with the last of the base.
        if is_ending(lang, word[at:]) or (lang == "kk" and is_ending(lang, word[at - 1 :])):
            found.add(base("kk", word[:at]) if lang == "kk" else word[:at])
    return found


def _without(word: str, endings: tuple[str, ...]) -> str:
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_BASE:
            return word.removesuffix(ending)
    return word


def stems(word: str) -> set[str]:
    """Return what may be left of a typed word without an ending that Kazakh or Russian gives it.

    >>> sorted(stems("fondom")), "habi" in stems("habinda"), "ortalik" in stems("ortaligina")
    (['fond'], True, True)
    """
    found = set()
    for at in range(SHORTEST_BASE, len(word)):
        stem, rest = word[:at], word[at:]
        if is_ending("kk", rest):
            found |= {stem, stem[:-1] + HARD.get(stem[-1], stem[-1])}
        if is_ending("ru", rest) or RELATION.fullmatch(rest):
            found.add(stem)
    return found
