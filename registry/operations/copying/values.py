"""What a cell holds, the same on both engines: what fits into its column, and sums of rows.

A cell comes as the driver gives it; days, moments and JSON come as text. SQLite keeps whatever it
is given, PostgreSQL only what the column was made for, so every cell is checked against its
column. Sums do not depend on the order of rows, in which engines differ.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from enum import StrEnum
from hashlib import blake2b
from math import isnan
from typing import Any, NamedTuple

import orjson

DIGEST_BYTES = 16


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    WHOLE = "a whole number"
    REAL = "a number"
    FLAG = "yes or no"
    DAY = "a day"
    MOMENT = "a moment"
    JSON = "JSON"
    BYTES = "bytes"


class Column(NamedTuple):
    """A column of a table."""

    name: str
    kind: Kind
    limit: int | None = None  # characters of a text, bits of a whole number


class Misfit(ValueError):
    """Says why a cell does not fit into its column."""


Row = tuple[Any, ...]

Read = Callable[[Any], Any]
"""Gives a cell that is not NULL its one form, which both drivers take; Misfit if it has none."""


def reader(column: Column) -> Read:
    """Return how the cells of a column are read.

    >>> reader(Column("opened_on", Kind.DAY))("2026-02-30")
    Traceback (most recent call last):
    ...
    registry.operations.copying.values.Misfit: “2026-02-30” is not a day
    """
    match column.kind:
        case Kind.TEXT:
            return _text(column.limit)
        case Kind.WHOLE:
            return _whole(column.limit or 64)
        case kind:
            return READERS[kind]


def _text(limit: int | None) -> Read:
    def read(value: Any) -> str:
        if not isinstance(value, str):
            raise _unlike(value, Kind.TEXT)
        if limit is not None and len(value) > limit:
            raise Misfit(f"{len(value)} characters, of which {limit} fit")
        return _writable(value)

    return read


def _writable(value: str) -> str:
    """Return a text that every engine can keep."""
    if "\0" in value:
        raise Misfit("a NUL character, which PostgreSQL cannot hold")
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise Misfit("bytes that are not UTF-8") from error
    return value


def _whole(bits: int) -> Read:
    low, high = -(1 << bits - 1), (1 << bits - 1) - 1

    def read(value: Any) -> int:
        if type(value) is not int:
            raise _unlike(value, Kind.WHOLE)
        if not low <= value <= high:
            raise Misfit(f"{value} is beyond {high if value > 0 else low}")
        return value

    return read


def _real(value: Any) -> float:
    if not isinstance(value, float | int) or isnan(value):  # SQLite makes NULL of NaN
        raise _unlike(value, Kind.REAL)
    return value + 0.0  # SQLite keeps no negative zero


def _flag(value: Any) -> bool:
    if value not in (0, 1):
        raise _unlike(value, Kind.FLAG)
    return bool(value)


def _day(value: Any) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError) as error:
        raise _unlike(value, Kind.DAY) from error


def _moment(value: Any) -> str:
    """Return a moment in UTC, without its zone, as SQLite keeps it."""
    try:
        read = datetime.fromisoformat(value)
        read = read.astimezone(UTC).replace(tzinfo=None) if read.tzinfo else read
    except (TypeError, ValueError, OverflowError) as error:
        raise _unlike(value, Kind.MOMENT) from error
    return read.isoformat(" ", "microseconds")


def _json(value: Any) -> bytes:
    """Return JSON with its keys in order; numbers count as the numbers that they are read as."""
    if _is_number(value):
        return _json(repr(value))  # a bare number is no text any more in SQLite
    if not isinstance(value, str):
        raise _unlike(value, Kind.JSON)
    try:
        read = orjson.loads(value)
    except orjson.JSONDecodeError as error:
        raise _unlike(value, Kind.JSON) from error
    if "\\u0000" in value:
        _search(read)
    return orjson.dumps(float(read) if _is_number(read) else read, option=orjson.OPT_SORT_KEYS)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _search(value: Any) -> None:
    """Look for texts that cannot be held, at every depth."""
    match value:
        case str():
            _writable(value)
        case list():
            for one in value:
                _search(one)
        case dict():
            _search([*value, *value.values()])


def _bytes(value: Any) -> bytes:
    if not isinstance(value, bytes):
        raise _unlike(value, Kind.BYTES)
    return value


READERS: dict[Kind, Read] = {
    Kind.REAL: _real,
    Kind.FLAG: _flag,
    Kind.DAY: _day,
    Kind.MOMENT: _moment,
    Kind.JSON: _json,
    Kind.BYTES: _bytes,
}


def _unlike(value: Any, kind: Kind) -> Misfit:
    shown = str(value)
    return Misfit(f"“{shown if len(shown) <= 40 else shown[:39] + '…'}” is not {kind}")


class Sum:
    """How many rows there are, and what all of them add up to, in whatever order they come."""

    def __init__(self) -> None:
        """Begin with no row."""
        self.rows = 0
        self.total = 0

    def add(self, rows: Iterable[Row]) -> None:
        """Add rows, each cell in its one form; equal rows count as often as they come."""
        for row in rows:
            digest = blake2b(repr(row).encode(), digest_size=DIGEST_BYTES).digest()
            self.total += int.from_bytes(digest)
            self.rows += 1

    @property
    def checksum(self) -> str:
        """The sum of the digests of all rows, in hexadecimal figures."""
        return f"{self.total % (1 << 8 * DIGEST_BYTES):0{2 * DIGEST_BYTES}x}"

    def __str__(self) -> str:
        """Show both, so that a column of them stands straight."""
        return f"{self.rows:>12}  {self.checksum}"

    def __eq__(self, other: object) -> bool:
        """Tell whether both were made of the same rows."""
        return isinstance(other, Sum) and (self.rows, self.checksum) == (other.rows, other.checksum)

    __hash__ = None  # type: ignore[assignment]


def writers(columns: list[Column]) -> list[Read]:
    """Return how the cells of columns are written; JSON stays as it was, to the last space."""
    return [str if column.kind is Kind.JSON else reader(column) for column in columns]


def read_row(row: Row, readers: list[Read]) -> Row:
    """Return a row with every cell in its one form; Misfit at the first that has none."""
    return tuple([c if c is None else read(c) for read, c in zip(readers, row, strict=True)])


def misfits(row: Row, readers: list[Read]) -> Iterator[tuple[int, Misfit]]:
    """Give what does not fit of a row, each by the number of its column."""
    for number, (read, cell) in enumerate(zip(readers, row, strict=True)):
        try:
            read_row((cell,), [read])
        except Misfit as misfit:
            yield number, misfit
