"""Words that search cannot read: letters of scripts that have no key. Pure."""

from registry.places.folding import SILENT, WORD, words


def unread(text: str) -> list[tuple[int, int]]:
    """Return where words start and end that fold to nothing; marks are no words.

    >>> unread("парк 北京 …!?")
    [(5, 7)]
    """
    left = [" " if ord(letter) in SILENT else letter for letter in text]
    for _key, start, end in words(text):
        left[start:end] = " " * (end - start)
    return [match.span() for match in WORD.finditer("".join(left))]
