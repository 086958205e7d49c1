"""Numbers as people type them, in their language. Pure."""

import re
from math import isfinite

from registry.i18n import _

SPACES = re.compile(r"[\s\u00a0\u2009\u202f'’]")
GROUPED = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?")
PLAIN = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,9})?")


def parse(text: str, lang: str) -> float | None:
    """Return a number; None for nothing. A comma begins decimals, but groups thousands in English.

    >>> parse("1 234,5", "ru"), parse("1,234.5", "en"), parse(" ", "kk"), parse("0", "kk")
    (1234.5, 1234.5, None, 0.0)

    Raises:
        ValueError: It is no number; the message is for who typed it.
    """
    typed = SPACES.sub("", text)
    if not typed:
        return None
    if lang == "en" and GROUPED.fullmatch(typed):
        typed = typed.replace(",", "")
    typed = typed.replace(",", ".")
    if not PLAIN.fullmatch(typed) or not isfinite(float(typed)):
        raise ValueError(_("“%(text)s” is not a number.", text=text.strip()[:40]))
    return float(typed)
