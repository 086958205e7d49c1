"""Facilities and programmes of a data pack, read and checked as a whole. Pure.

Either all of it is right, or Faulty names every fault by file, row and column.
"""

from calendar import monthrange
from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

from registry.columns import PartialDate
from registry.i18n import LANGUAGES, _
from registry.intake.facility_columns import FACILITIES, PROGRAMMES
from registry.places.pins import Outlines, sentence
from registry.places.pins import check as check_pin
from registry.tables import Row, Table, read, require, texts


class Ground(NamedTuple):
    """What the database knows, against which files are checked."""

    outlines: Outlines
    region_names: Mapping[str, str]  # in the reader's language, by ISO code
    settlements: Mapping[int, str]  # ISO code of the region by GeoNames id
    public_ids: Collection[str]  # facilities that are there already


class Book(NamedTuple):
    """The rows of the two files."""

    facilities: list[Row]
    programmes: list[Row]


def read_facilities(folder: Path, ground: Ground) -> Book:
    """Return what the two files hold, or raise Faulty with every fault of both."""
    facilities = read(folder / "facilities.csv", FACILITIES)
    programmes = read(folder / "programmes.csv", PROGRAMMES)
    _check_ids(facilities)
    for row in facilities.rows:
        _check_name(facilities, row)
        check(facilities, row, ground)
    ids = {row["public_id"] for row in facilities.rows}
    _check_parents(facilities, ids | set(ground.public_ids))
    for row in programmes.rows:
        _check_name(programmes, row)
        _check_programme(programmes, row, ids | set(ground.public_ids))
    require(facilities, programmes)
    return Book(facilities.rows, programmes.rows)


def check(table: Table, row: Row, ground: Ground) -> None:
    """Refuse what in a row of facilities contradicts itself or the places."""
    _check_life(table, row)
    _check_trl(table, row)
    _check_place(table, row, ground)
    _check_figures(table, row)


def last_day(when: PartialDate) -> date:
    """Return the last day that a date can mean: 2018-11 may be the 30th of November."""
    year, month = when.day.year, when.day.month
    if when.precision == "day":
        return when.day
    if when.precision == "year":
        return date(year, 12, 31)
    return date(year, month, monthrange(year, month)[1])


def _check_ids(table: Table) -> None:
    seen: dict[str, int] = {}
    for row in table.rows:
        public_id = row["public_id"]
        if public_id and public_id in seen:
            again = _("%(key)s is already in row %(row)s.", key=public_id, row=seen[public_id])
            table.refuse(row.number, "public_id", again)
        seen.setdefault(public_id, row.number)


def _check_name(table: Table, row: Row) -> None:
    if not texts(row, "name", LANGUAGES):
        table.refuse(row.number, "name_kk", _("A name in one language at least is needed."))


def _check_life(table: Table, row: Row) -> None:
    opened, closed = row["opened_on"], row["closed_on"]
    if opened and closed and last_day(closed) < opened.day:
        table.refuse(row.number, "closed_on", _("This is before the opening."))


def _check_trl(table: Table, row: Row) -> None:
    low, high = row["trl_from"], row["trl_to"]
    if low and high and high < low:
        table.refuse(row.number, "trl_to", _("This is below trl_from."))


def _check_place(table: Table, row: Row, ground: Ground) -> None:
    iso, settlement = row["region_iso"], row["settlement"]
    if iso and iso not in ground.outlines.shapes:
        table.refuse(row.number, "region_iso", _("No region has the code %(iso)s.", iso=iso))
    if settlement is not None:
        home = ground.settlements.get(settlement)
        if home is None:
            unknown = _("No settlement has the GeoNames id %(id)s.", id=settlement)
            table.refuse(row.number, "settlement", unknown)
        elif iso and iso != home:
            elsewhere = _("This settlement is in %(home)s, not in %(iso)s.", home=home, iso=iso)
            table.refuse(row.number, "settlement", elsewhere)
    _check_pin(table, row, ground)


def _check_pin(table: Table, row: Row, ground: Ground) -> None:
    lat, lon, iso = row["lat"], row["lon"], row["region_iso"]
    if lat is None and lon is None:
        if row["precision"]:
            table.refuse(row.number, "precision", _("There are no coordinates to go with this."))
        return
    if lat is None or lon is None:
        missing = "lat" if lat is None else "lon"
        if not any(fault.row == row.number and fault.column == missing for fault in table.faults):
            table.refuse(row.number, missing, _("Latitude and longitude go together."))
        return
    if not row["precision"]:
        table.refuse(row.number, "precision", _("Coordinates need their precision."))
    if not iso:
        table.refuse(row.number, "region_iso", _("Coordinates need their region."))
    elif iso in ground.outlines.shapes:
        verdict = check_pin(lat, lon, ground.outlines, iso)
        if not verdict.is_right:
            table.refuse(row.number, "lat", sentence(verdict, ground.region_names))


def _check_figures(table: Table, row: Row) -> None:
    indicators = [figure.indicator for figure in row["capacities"]]
    for indicator in dict.fromkeys(indicators):
        if indicators.count(indicator) > 1:
            twice = _("“%(part)s” stands twice.", part=indicator.value)
            table.refuse(row.number, "capacities", twice)


def _check_parents(table: Table, ids: Collection[str]) -> None:
    parents = {row["public_id"]: row["parent"] for row in table.rows}
    for row in table.rows:
        parent = row["parent"]
        if parent and parent not in ids:
            nobody = _("No facility has the public id %(id)s.", id=parent)
            table.refuse(row.number, "parent", nobody)
        elif parent and row["public_id"] in _ancestors(row["public_id"], parents):
            table.refuse(row.number, "parent", _("A facility cannot be inside itself."))


def _ancestors(public_id: str, parents: Mapping[str, str]) -> set[str]:
    found: set[str] = set()
    above = parents.get(public_id, "")
    while above and above not in found:
        found.add(above)
        above = parents.get(above, "")
    return found


def _check_programme(table: Table, row: Row, ids: Collection[str]) -> None:
    if row["facility"] and row["facility"] not in ids:
        nobody = _("No facility has the public id %(id)s.", id=row["facility"])
        table.refuse(row.number, "facility", nobody)
    if row["starts_on"] and row["ends_on"] and row["ends_on"] < row["starts_on"]:
        table.refuse(row.number, "ends_on", _("This is before the start."))
