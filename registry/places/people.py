"""Reading a count of people by place: settlements, or cells of a grid, as CSV. Pure.

A header, then lat and lon (WGS84, of the middle of a cell), people (parts of persons are fine) and
optionally name and settlement (GeoNames id). Rows without people are left out.
"""

import csv
from collections.abc import Callable, Container
from io import StringIO
from math import isfinite
from typing import NamedTuple

from registry.errors import Fault, Faulty
from registry.geo import Point
from registry.i18n import _

MOST_FAULTS = 100
"""After so many the file is given up."""

LARGEST = 10.0**8
"""More people than live at any place."""

NAME_LENGTH = 120


class Counted(NamedTuple):
    """So many people at a place."""

    settlement_id: int | None
    name: str
    region_iso: str
    lat: float
    lon: float
    people: float


class Wrong(Exception):
    """What is wrong with a row."""

    def __init__(self, column: str, told: str) -> None:
        """Keep the column, and the sentence for whoever made the file."""
        super().__init__(told)
        self.column, self.told = column, told


def read(
    text: str, file: str, settlements: Container[int], region_at: Callable[[Point], str | None]
) -> list[Counted]:
    """Return where people live, in the order of the file.

    Args:
        text: The file.
        file: Its name, for faults.
        settlements: Ids of those that are known.
        region_at: Gives the region in which a point lies.

    Raises:
        Faulty: With what is wrong, by row and column.
    """
    lines = csv.DictReader(StringIO(text.removeprefix("\ufeff"), newline=""))
    missing = {"lat", "lon", "people"} - set(lines.fieldnames or ())
    if missing:
        told = _("These columns are missing: %(names)s.", names=", ".join(sorted(missing)))
        raise Faulty([Fault(file, 1, "", told)])
    found, faults = [], []
    for line in lines:
        try:
            cells = {name: value.strip() for name, value in line.items() if name and value}
            if counted := _counted(cells, settlements, region_at):
                found.append(counted)
        except Wrong as wrong:
            faults.append(Fault(file, lines.line_num, wrong.column, wrong.told))
            if len(faults) == MOST_FAULTS:
                break
    if not found and not faults:
        faults.append(Fault(file, 0, "", _("The file counts nobody.")))
    if faults:
        raise Faulty(faults)
    return found


def _counted(
    cells: dict[str, str], settlements: Container[int], region_at: Callable[[Point], str | None]
) -> Counted | None:
    people = _number(cells, "people", 0, LARGEST)
    lat, lon = _number(cells, "lat", -90, 90), _number(cells, "lon", -180, 180)
    if not people:
        return None
    region = region_at(Point(lat, lon))
    if region is None:
        raise Wrong("lat", _("This point lies outside the country."))
    return Counted(
        _settlement(cells, settlements),
        cells.get("name", "")[:NAME_LENGTH],
        region,
        lat,
        lon,
        people,
    )


def _number(cells: dict[str, str], column: str, least: float, most: float) -> float:
    typed = cells.get(column, "")
    try:
        value = float(typed)
    except ValueError:
        value = float("nan")
    if not isfinite(value) or not least <= value <= most:
        told = _(
            "“%(text)s” is not a number from %(least)s to %(most)s.",
            text=typed[:40],
            least=f"{least:g}",
            most=f"{most:.0f}",
        )
        raise Wrong(column, told)
    return value


def _settlement(cells: dict[str, str], settlements: Container[int]) -> int | None:
    typed = cells.get("settlement", "")
    if not typed:
        return None
    if not (typed.isascii() and typed.isdecimal() and int(typed) in settlements):
        raise Wrong("settlement", _("There is no settlement %(id)s.", id=typed[:40]))
    return int(typed)


class Difference(NamedTuple):
    """What a file counts in a region, beside the official total."""

    iso: str
    counted: float
    official: int | None

    @property
    def share(self) -> float | None:
        """How much of the official total it counts; None where there is none."""
        return self.counted / self.official if self.official else None

    @property
    def is_too_many(self) -> bool:
        """Tell whether it counts more people than there are."""
        return self.official is not None and self.counted > self.official


def differences(found: list[Counted], official: dict[str, int | None]) -> list[Difference]:
    """Return what is counted beside the official totals, for every region."""
    sums = dict.fromkeys(official, 0.0)
    for one in found:
        sums[one.region_iso] = sums.get(one.region_iso, 0.0) + one.people
    return [Difference(iso, sums[iso], official.get(iso)) for iso in sorted(sums)]
