"""The readable part of a facility's address, in plain Latin letters. Pure.

The public id before it tells facilities apart; the slug is for people.
"""

import re
import unicodedata

LETTERS = str.maketrans(
    {
        "а": "a", "ә": "a", "б": "b", "в": "v", "г": "g", "ғ": "gh", "д": "d", "е": "e",
        "ё": "yo", "ж": "zh", "з": "z", "и": "i", "й": "y", "к": "k", "қ": "q", "л": "l",
        "м": "m", "н": "n", "ң": "ng", "о": "o", "ө": "o", "п": "p", "р": "r", "с": "s",
        "т": "t", "у": "u", "ұ": "u", "ү": "u", "ф": "f", "х": "kh", "һ": "h", "ц": "ts",
        "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "і": "i", "ь": "", "э": "e",
        "ю": "yu", "я": "ya", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l",
    }
)  # fmt: skip

QUOTES = re.compile("['’ʼ`´]")
OTHER = re.compile("[^a-z0-9]+")

LONGEST = 80
"""Characters at most; a longer one ends with a whole word."""


def slug(names: dict[str, str], otherwise: str) -> str:
    """Return the slug of a name: the English one, or else the French, Russian or Kazakh.

    Args:
        names: The name by language.
        otherwise: What stands where no name has a Latin or Cyrillic letter or a digit.

    >>> slug({"kk": "«Қозыбаев» технопаркі", "ru": "Технопарк «Козыбаев»"}, "technology_park")
    'tekhnopark-kozybaev'
    """
    for lang in ("en", "fr", "ru", "kk"):
        if found := _latin(names.get(lang, "")):
            return found
    return _latin(otherwise)


def _latin(name: str) -> str:
    plain = unicodedata.normalize("NFKC", name).lower().translate(LETTERS)
    plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    found = OTHER.sub("-", QUOTES.sub("", plain)).strip("-")
    if len(found) > LONGEST:
        found = found[: LONGEST + 1].rpartition("-")[0] or found[:LONGEST]
    return found
