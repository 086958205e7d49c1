"""What was meant when somebody forgot to switch the keyboard: `fcnfyf [f,` is `астана хаб`. Pure.

The Kazakh layout is the Russian one with its own letters in the place of digits.
"""

LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
CYRILLIC = "йцукенгшщзхъфывапролджэячсмитьбюё"
LATIN_SHIFTED = 'QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>~'
DIGITS = "234567890-="
KAZAKH = "әіңғ,.үұқөһ"

TO_CYRILLIC = str.maketrans(LATIN + LATIN_SHIFTED, CYRILLIC + CYRILLIC.upper())
TO_KAZAKH = TO_CYRILLIC | str.maketrans(DIGITS, KAZAKH)
TO_LATIN = str.maketrans(CYRILLIC + CYRILLIC.upper(), LATIN + LATIN_SHIFTED) | str.maketrans(
    KAZAKH, DIGITS
)


def exchanged(text: str) -> list[str]:
    """Return what the same keys type on the other layouts; nothing for a mixture of scripts.

    >>> exchanged("fcnfyf [f,"), exchanged("Фыефтф Рги"), exchanged("0fpfy"), exchanged("хаб IT")
    (['астана хаб'], ['Astana Hub'], ['0азан', 'қазан'], [])
    """
    latin = any(letter.isascii() and letter.isalpha() for letter in text)
    cyrillic = any(letter.isalpha() and not letter.isascii() for letter in text)
    if latin is cyrillic:
        return []
    tables = (TO_CYRILLIC, TO_KAZAKH) if latin else (TO_LATIN,)
    return [*dict.fromkeys(text.translate(table) for table in tables)]
