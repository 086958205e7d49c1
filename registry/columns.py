"""Kinds of columns that a file may have: what their cells take, how they are written. Pure.

A parser returns the value of a cell that is not empty, or raises Unfit.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date
from enum import StrEnum
from math import inf, isfinite
from typing import Any, NamedTuple

from registry.i18n import _

NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
WHOLE = re.compile(r"-?[0-9]{1,18}")
DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?")

LARGEST = 2**31 - 1
"""Of the whole numbers that a column of the database takes."""

YEARS = range(1800, 2201)
"""Years that a date may have; any other is a slip."""


class Unfit(ValueError):
    """The text of a cell is not what its column takes; the message is for its author."""


class Column(NamedTuple):
    """A column that a file must have, and how its cells are read and written."""

    name: str
    parse: Callable[[str], Any]
    show: Callable[[Any], str] = str
    empty: Any = None
    required: bool = False


class PartialDate(NamedTuple):
    """A date of which year, month or day is known; `day` is the first one that fits."""

    day: date
    precision: str  # year, month or day

    def __str__(self) -> str:
        """Return it as files hold it: 2018, 2018-11 or 2018-11-05."""
        return self.day.isoformat()[: {"year": 4, "month": 7, "day": 10}[self.precision]]


def text(name: str, longest: int = 300, *, required: bool = False) -> Column:
    """A column of text of at most so many characters; an empty cell is ""."""

    def parse(cell: str) -> str:
        if len(cell) > longest:
            raise Unfit(_("This has %(n)s characters; at most %(m)s fit.", n=len(cell), m=longest))
        return cell

    return Column(name, parse, empty="", required=required)


def matching(name: str, fits: Callable[[str], bool], message: str, **options: Any) -> Column:
    """A column of text that a rule accepts; the message says what is wrong otherwise."""
    plain = text(name, **options)

    def parse(cell: str) -> str:
        if not fits(cell):
            raise Unfit(str(message))
        return str(plain.parse(cell))

    return plain._replace(parse=parse)


def number(name: str, low: float = -inf, high: float = inf, *, required: bool = False) -> Column:
    """A column of decimal numbers with a point, both ends of the range inside."""
    return Column(name, lambda cell: parse_number(cell, low, high), _show_number, required=required)


def parse_number(cell: str, low: float = -inf, high: float = inf) -> float:
    """Return a decimal number within a range, or raise Unfit."""
    if not NUMBER.fullmatch(cell) or not isfinite(value := float(cell)):
        raise Unfit(_("“%(cell)s” is not a number such as 12.5.", cell=cell))
    return _in_range(value, low, high)


def whole(name: str, low: float = -inf, high: float = inf, *, required: bool = False) -> Column:
    """A column of whole numbers, both ends of the range inside."""

    def parse(cell: str) -> int:
        if not WHOLE.fullmatch(cell):
            raise Unfit(_("“%(cell)s” is not a whole number.", cell=cell))
        return int(_in_range(_in_range(int(cell), low, high), -LARGEST, LARGEST))

    return Column(name, parse, required=required)


def _in_range(value: float, low: float, high: float) -> float:
    if low <= value <= high:
        return value
    if high == inf:
        raise Unfit(_("%(value)s is below %(low)s.", value=value, low=low))
    raise Unfit(
        _("%(value)s is not between %(low)s and %(high)s.", value=value, low=low, high=high)
    )


def _show_number(value: float) -> str:
    return repr(value).removesuffix(".0")


def partial_date(name: str, *, required: bool = False) -> Column:
    """A column of dates of which at least the year is known: 2018, 2018-11, 2018-11-05."""
    return Column(name, parse_partial_date, required=required)


def parse_partial_date(cell: str) -> PartialDate:
    """Return the date with its precision, or raise Unfit."""
    if not (match := DATE.fullmatch(cell)):
        raise Unfit(_("“%(cell)s” is not a date such as 2018, 2018-11 or 2018-11-05.", cell=cell))
    year, month, day = match.groups()
    try:
        first = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        raise Unfit(_("The calendar has no %(cell)s.", cell=cell)) from None
    _in_range(first.year, YEARS[0], YEARS[-1])
    return PartialDate(first, "day" if day else "month" if month else "year")


def full_date(name: str, *, required: bool = False) -> Column:
    """A column of dates known to the day."""

    def parse(cell: str) -> date:
        found = parse_partial_date(cell)
        if found.precision != "day":
            raise Unfit(_("“%(cell)s” lacks the day: write it as 2018-11-05.", cell=cell))
        return found.day

    return Column(name, parse, date.isoformat, required=required)


def code(name: str, vocabulary: type[StrEnum], *, required: bool = False) -> Column:
    """A column of codes of a vocabulary."""
    return Column(name, lambda cell: parse_code(cell, vocabulary), required=required)


def parse_code(cell: str, vocabulary: type[StrEnum]) -> StrEnum:
    """Return the word that a code stands for, or raise Unfit naming those there are."""
    try:
        return vocabulary(cell)
    except ValueError:
        codes = ", ".join(vocabulary)
        raise Unfit(
            _("“%(cell)s” is not one of these: %(codes)s.", cell=cell, codes=codes)
        ) from None


def several(
    name: str,
    parse: Callable[[str], Any],
    separator: str = ";",
    show: Callable[[Any], str] = str,
    *,
    required: bool = False,
) -> Column:
    """A column whose cells hold several values; none may stand twice in a cell."""

    def parse_all(cell: str) -> tuple[Any, ...]:
        found = tuple(parse(part) for part in map(str.strip, cell.split(separator)) if part)
        if twice := [part for i, part in enumerate(found) if part in found[:i]]:
            raise Unfit(_("“%(part)s” stands twice.", part=twice[0]))
        return found

    def show_all(values: Iterable[Any]) -> str:
        return separator.join(map(show, values))

    return Column(name, parse_all, show_all, empty=(), required=required)
