"""One Latin key for names in Kazakh, Russian, English and French, however they are spelled. Pure.

Letters that one script or romanisation tells apart and another does not meet in one: Қ, К, Q and
K; Ж, Дж, J and Zh; Х, Һ, Kh and H. Punctuation goes, doubled letters become one.
"""

import re
import unicodedata
from functools import lru_cache

CYRILLIC = {
    "а": "a", "ә": "a", "б": "b", "в": "v", "г": "g", "ғ": "g", "д": "d", "е": "e", "ё": "e",
    "ж": "j", "з": "z", "и": "i", "й": "i", "к": "k", "қ": "k", "л": "l", "м": "m", "н": "n",
    "ң": "n", "о": "o", "ө": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ұ": "u",
    "ү": "u", "ф": "f", "х": "h", "һ": "h", "ц": "c", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "",
    "ы": "i", "і": "i", "ь": "", "э": "e", "ю": "iu", "я": "ia", "є": "e", "ї": "i",
}  # fmt: skip

LATIN = {
    "ı": "i", "ß": "s", "æ": "a", "œ": "o", "ø": "o", "ł": "l", "ŋ": "n", "ə": "a", "ş": "sh",
    "ș": "sh", "š": "sh", "ŝ": "sh", "č": "ch", "ž": "j",
}  # fmt: skip

SILENT = dict.fromkeys(map(ord, "'’ʼʻ`´′\"«»“”„ʹʺ"), None)

KEEPING_PLACE = dict.fromkeys(SILENT, "\u02bc")

LETTERS = str.maketrans(CYRILLIC | LATIN)

ROMANISATIONS = {
    "shch": "sh", "sch": "sh", "dzh": "j", "dj": "j", "zh": "j", "kh": "h", "gh": "g", "ts": "c",
    "tz": "c", "ck": "k", "ph": "f", "q": "k", "w": "v", "x": "ks", "y": "i",
}  # fmt: skip

WORD = re.compile(r"[^\W_]+", re.UNICODE)
TWICE = re.compile(r"([a-z])\1+")
STRAY = re.compile(r"[^a-z0-9]+")
SINGLE = str.maketrans({old: new for old, new in ROMANISATIONS.items() if len(old) == 1})
ROMANISED = re.compile("|".join(ROMANISATIONS))


def fold(text: str) -> str:
    """Return the key of a text: Latin letters and digits in words, single spaces between them.

    >>> fold("Қарағанды"), fold("Qaraghandy"), fold("IT-Park")
    ('karagandi', 'karagandi', 'it park')
    """
    return " ".join(tokens(text))


def tokens(text: str) -> list[str]:
    """Return the folded words of a text; what folds to nothing is left out."""
    return [word for word, _start, _end in words(text)]


def words(text: str) -> list[tuple[str, int, int]]:
    """Return each folded word with where it starts and ends in the text as it was given."""
    found = []
    for match in WORD.finditer(_without_silent(text)):
        if key := _key(match.group()):
            found.append((key, match.start(), match.end()))
    return found


def _without_silent(text: str) -> str:
    # A letter keeps the place of each mark, so that positions stay those of the text.
    return text.translate(KEEPING_PLACE)


def spelled(word: str) -> str:
    """Return the key of a word letter by letter: what is written twice or as two letters stays so.

    Typing errors are counted in it: `Котсанай` is one slip from `Костанай`, whatever ts is.

    >>> spelled("Костаай"), fold("Костаай")
    ('kostaai', 'kostai')
    """
    return STRAY.sub("", _plain(word)).translate(SINGLE)


def _plain(word: str) -> str:
    if word.isascii():
        return word.lower().translate(SILENT)
    plain = unicodedata.normalize("NFC", word.casefold()).translate(SILENT).translate(LETTERS)
    return "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))


@lru_cache(maxsize=8192)
def _key(word: str) -> str:
    plain = TWICE.sub(r"\1", STRAY.sub("", _plain(word)))
    # What one replacement leaves may be another's: `zkh` is `zh`, and that is `j`.
    while ROMANISED.search(plain):
        plain = TWICE.sub(r"\1", ROMANISED.sub(_kept, plain))
    return plain


def _kept(match: re.Match[str]) -> str:
    return ROMANISATIONS[match.group()]
