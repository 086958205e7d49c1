"""A visitor's shortlist, kept in a cookie or an address: public ids in the order chosen. Pure."""

import re

COOKIE = "shortlist"
COOKIE_AGE_S = 180 * 24 * 3600

MOST = 40
"""Facilities on one shortlist; the cookie stays far below what browsers keep."""

COMPARED = 4
"""Facilities side by side."""

PUBLIC_ID = re.compile(r"[2-9a-hjkmnp-z]{8}")


def read(text: str | None) -> tuple[str, ...]:
    """Return the public ids in a cookie, each once; what is none is left out.

    >>> read("abcd2345.zzzz9999.abcd2345.<script>")
    ('abcd2345', 'zzzz9999')
    """
    words = (text or "").split(".")
    return tuple(dict.fromkeys(word for word in words if PUBLIC_ID.fullmatch(word)))[:MOST]


def written(ids: tuple[str, ...]) -> str:
    """Return the cookie that read() takes back."""
    return ".".join(ids)


def changed(ids: tuple[str, ...], add: str = "", remove: str = "") -> tuple[str, ...]:
    """Return the shortlist with one facility more or less; a full one stays as it is."""
    kept = tuple(word for word in ids if word != remove)
    return read(written((*kept, add)))
