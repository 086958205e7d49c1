"""Where a page of results ended, as a short text for an address. It opens only its own list."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from typing import NamedTuple

import orjson

from registry.errors import Invalid
from registry.i18n import _

LONGEST = 2000
"""Characters above which nothing is ours."""

LARGEST = 2**31 - 1


class Cursor(NamedTuple):
    """The last facility of a page: by what it was sorted, in which segment, key and id."""

    by: str
    segment: int
    key: str | float
    id: int


def written(cursor: Cursor) -> str:
    """Return the text of a cursor: letters, digits, minus and underscore."""
    return urlsafe_b64encode(orjson.dumps(list(cursor))).rstrip(b"=").decode()


def read(text: str) -> Cursor:
    """Return the cursor of a text.

    Raises:
        Invalid: when it is not one that was written here.
    """
    try:
        padded = text[:LONGEST].encode("ascii") + b"=" * (-len(text[:LONGEST]) % 4)
        by, segment, key, id = orjson.loads(urlsafe_b64decode(padded))
    except (Error, ValueError, TypeError):
        raise refused() from None
    right = (
        isinstance(by, str)
        and type(segment) is int
        and segment >= 0
        and (type(key) is float or (type(key) is str and "\0" not in key))
        and type(id) is int
        and 0 <= id <= LARGEST
    )
    if not right:
        raise refused()
    return Cursor(by, segment, key, id)


def refused() -> Invalid:
    """Return the error for a cursor that does not fit."""
    sentence = _("The address of this page of results is not complete. Start at the first page.")
    return Invalid(sentence, {"after": [sentence]})
