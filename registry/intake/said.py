"""What a row of a file says of a facility, and what is wrong with it. Pure.

An empty cell says nothing, nor does what stands in no column of the file.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from registry.columns import PartialDate, Unfit
from registry.facilities.record import Values
from registry.facilities.vocabulary import ContactType, Precision
from registry.i18n import LANGUAGES, _
from registry.intake.cells import COLUMNS, parsed
from registry.intake.facilities_file import Ground, check
from registry.places.folding import fold
from registry.tables import Row, Table, texts

ADDRESS_LANGUAGES = ("kk", "ru", "en")

PLAIN = ("short_name", "legal_basis", "operator_note", "trl_from", "trl_to", "parent")
CODED = ("kind", "status", "legal_element")
DATES = ("opened_on", "closed_on")
CODES = ("sectors", "stages", "languages")

Place = tuple[int | None, str | None]
"""GeoNames id of a settlement, ISO code of a region."""


class Places(NamedTuple):
    """What rows are checked against."""

    ground: Ground
    region: Callable[[str], str | None]  # ISO code of a region, by any of its names
    settlement: Callable[[str, str | None], Place]  # by name, within a region where one is told


@dataclass
class Said:
    """What a row says."""

    number: int
    public_id: str = ""
    values: Values = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)  # sentences by field; "" is the row

    @cached_property
    def key(self) -> str:
        """What two rows of a file share that are one facility."""
        if self.public_id:
            return self.public_id
        names = sorted({fold(name) for name in self.values.get("names", {}).values()})
        place = self.values.get("place") or {}
        where = (place.get("settlement_id") or fold(place.get("settlement_text") or ""),)
        return "|".join(map(str, (*names[:1], *where, place.get("region_iso"), self.kind)))

    @property
    def kind(self) -> str:
        """The kind it tells; "" for none."""
        return self.values.get("kind") or ""


def read(number: int, cells: Sequence[str], fields: Sequence[str], places: Places) -> Said:
    """Return what a row says, and what is wrong with it.

    Args:
        number: Of the row.
        cells: Their texts.
        fields: Of each column, in the same order; "" for one that is left out.
        places: What there is.
    """
    table = Table("", tuple(COLUMNS))
    found = {name: column.empty for name, column in COLUMNS.items()}
    found |= {"settlement": None, "confidence": "", "seen_on": None}
    for name, cell in zip(fields, cells, strict=False):
        if name and cell:
            try:
                found[name] = _region(cell, places) if name == "region_iso" else parsed(name, cell)
            except Unfit as error:
                table.refuse(number, name, str(error))
    _settle(found, places)
    row = Row(number, found)
    _check_new(table, row)
    check(table, row, places.ground)
    faults: dict[str, str] = {}
    for fault in table.ordered():
        faults.setdefault(_shown(fault.column, fields), fault.message)
    return Said(number, found["public_id"], {} if faults else _values(row), faults)


def _region(cell: str, places: Places) -> str:
    if found := places.region(cell):
        return found
    raise Unfit(_("No region is called “%(cell)s”.", cell=cell))


def _settle(found: dict[str, Any], places: Places) -> None:
    """Add what follows from the rest: region and settlement, and how good a pin is."""
    pinned = found["lat"] is not None and found["lon"] is not None
    if town := found["settlement_text"]:
        found["settlement"], region = places.settlement(town, found["region_iso"] or None)
        found["region_iso"] = found["region_iso"] or region or ""
    if pinned and not found["precision"]:
        found["precision"] = Precision.BUILDING


def _check_new(table: Table, row: Row) -> None:
    """Refuse a facility that is new and lacks what every record needs."""
    if row["public_id"]:
        return
    wrong = {fault.column for fault in table.faults}
    if not texts(row, "name", LANGUAGES) and not wrong & {f"name_{lang}" for lang in LANGUAGES}:
        table.refuse(row.number, "name_ru", _("A name in one language at least is needed."))
    if not row["kind"] and "kind" not in wrong:
        table.refuse(row.number, "kind", _("A new facility needs its kind."))
    if not row["region_iso"] and not wrong & {"region_iso", "settlement_text"}:
        column = "settlement_text" if row["settlement_text"] else "region_iso"
        unknown = _("A new facility needs its region; this place alone does not tell it.")
        table.refuse(row.number, column, unknown)


def _shown(column: str, fields: Sequence[str]) -> str:
    """Return the field under which a fault is told: one that the file has, "" for the row."""
    if column in fields:
        return column
    if column == "settlement" and "settlement_text" in fields:
        return "settlement_text"
    stem = column.rpartition("_")[0]
    return next((one for one in fields if stem and one.startswith(f"{stem}_")), "")


def _values(row: Row) -> Values:
    """Return what a row says by the names of facilities.record, as far as it says it."""
    found: Values = {
        "names": texts(row, "name", LANGUAGES),
        "descriptions": texts(row, "description", LANGUAGES),
        "contacts": {kind.value: list(row[kind.value]) for kind in ContactType if row[kind.value]},
        "services": [word.value for word in row["services"]],
        "capacities": {one.indicator.value: one.value for one in row["capacities"]},
        "former_names": [_former(one) for one in row["former_names"]],
        "status_date": row["status_date"] and row["status_date"].isoformat(),
        "place": _place(row),
        "operator": _operator(row),
        **{name: row[name] for name in PLAIN},
        **{name: row[name].value if row[name] else None for name in CODED},
        **{name: _day(row[name]) for name in DATES},
        **{name: [word.value for word in row[name]] for name in CODES},
    }
    return {name: value for name, value in found.items() if value not in (None, "", {}, [])}


def _day(when: PartialDate | None) -> str | None:
    return str(when) if when else None


def _former(one: Any) -> dict[str, Any]:
    return {"name": one.name, "from": _day(one.since), "to": _day(one.until)}


def _place(row: Row) -> Values:
    found: Values = {
        "address": texts(row, "address", ADDRESS_LANGUAGES),
        "settlement_id": row["settlement"],
        "settlement_text": row["settlement_text"],
        "region_iso": row["region_iso"],
        "postal_code": row["postal_code"],
        "lat": row["lat"],
        "lon": row["lon"],
        "precision": row["precision"].value
        if row["precision"] and row["lat"] is not None
        else None,
    }
    return {name: value for name, value in found.items() if value not in (None, "", {})}


def _operator(row: Row) -> Values:
    found = {"names": texts(row, "operator", ADDRESS_LANGUAGES), "bin": row["bin"]}
    return {name: value for name, value in found.items() if value}
