"""Periods that figures are reported for: a year, a half or a quarter of it. Pure."""

import re
from calendar import monthrange
from datetime import date
from typing import NamedTuple

from registry.i18n import _

YEARS = range(1990, 2101)
"""Years that somebody may plan or report for."""

CODE = re.compile(r"([0-9]{4})(?:-([HQ])([1-4]))?")

MONTHS = {"": 12, "H": 6, "Q": 3}
"""How long a part of a year is."""


class Period(NamedTuple):
    """A period by its first and last day; sorts by time, the shorter of two first."""

    first: date
    last: date

    @property
    def months(self) -> int:
        """How long it is."""
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1

    @property
    def code(self) -> str:
        """What addresses call it.

        >>> Period(date(2026, 4, 1), date(2026, 6, 30)).code
        '2026-Q2'
        """
        letter = next((letter for letter, long in MONTHS.items() if long == self.months), "")
        number = (self.first.month - 1) // self.months + 1
        return f"{self.first.year}-{letter}{number}" if letter else str(self.first.year)

    @property
    def label(self) -> str:
        """What readers call it."""
        _year, _sign, part = self.code.partition("-")
        match part[:1]:
            case "Q":
                return _("quarter %(n)s of %(year)s", n=part[1:], year=self.first.year)
            case "H":
                return _("half %(n)s of %(year)s", n=part[1:], year=self.first.year)
        return str(self.first.year)

    @property
    def short(self) -> str:
        """What a narrow column or a bar of a chart is headed with."""
        _year, _sign, part = self.code.partition("-")
        match part[:1]:
            case "Q":
                return _("Q%(n)s %(year)s", n=part[1:], year=self.first.year)
            case "H":
                return _("H%(n)s %(year)s", n=part[1:], year=self.first.year)
        return str(self.first.year)


def parse(code: str) -> Period | None:
    """Return the period with a code; None when there is none.

    >>> parse("2026-H2")
    Period(first=datetime.date(2026, 7, 1), last=datetime.date(2026, 12, 31))
    >>> parse("2026-H3")
    """
    found = CODE.fullmatch(code)
    if found is None or int(found[1]) not in YEARS:
        return None
    year, long = int(found[1]), MONTHS[found[2] or ""]
    number = int(found[3] or 1)
    if number * long > 12:
        return None
    last = number * long
    return Period(date(year, last - long + 1, 1), date(year, last, monthrange(year, last)[1]))
