"""Loading of facilities from files. Never commits."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import select

from registry.columns import PartialDate
from registry.db import db
from registry.facilities.models import (
    Capacity,
    Contact,
    Facility,
    FacilityLanguage,
    FacilitySector,
    FacilityStage,
    FormerName,
    GeocodingTask,
    Location,
    Programme,
    ServiceOffer,
    Source,
)
from registry.facilities.slug import slug
from registry.facilities.vocabulary import ContactType, DatePrecision
from registry.i18n import LANGUAGES, best
from registry.intake.commands.operators import Operators
from registry.intake.facilities_file import Book, Ground, read_facilities
from registry.intake.facility_columns import Former
from registry.places import queries
from registry.places.models import Settlement
from registry.places.providers import CONFIDENCE
from registry.search.commands import index
from registry.tables import Row, texts

PROVIDER = "source"
"""Who gave the coordinates that stand in a file: the source of the record."""

SAME_IN_PROGRAMMES = (
    *("type", "starts_on", "ends_on", "duration_weeks"),
    *("application_deadline", "equity_percent", "seats", "url"),
)
"""Columns of programmes.csv that go into the record as they are."""

ADDRESS_LANGUAGES = ("kk", "ru", "en")


class Counts(NamedTuple):
    """What became of the facilities in a file."""

    created: int
    already_there: int


def load_facilities(folder: Path) -> Counts:
    """Create the facilities of facilities.csv and programmes.csv that are not there yet.

    A facility whose public id the database has is left as it is, its programmes too. Locations
    without coordinates wait in the queue of the geocoder. The new facilities are indexed.

    Raises:
        Faulty: With every fault of both files; then nothing is changed.
    """
    there = {key: number for key, number in _rows(Facility.public_id, Facility.id)}
    book = read_facilities(folder, _ground(there))
    fresh = [row for row in book.facilities if row["public_id"] not in there]
    operators = Operators()
    made = {row["public_id"]: _facility(row, operators) for row in fresh}
    _add_programmes(book, made)
    _set_parents(fresh, made, there)
    db.session.add_all(made.values())
    db.session.flush()
    _queue(place for facility in made.values() for place in facility.locations)
    db.session.flush()
    index(list(made.values()))
    return Counts(len(made), len(book.facilities) - len(made))


def _rows(*columns: Any) -> Any:
    return db.session.execute(select(*columns))


def _ground(public_ids: Iterable[str]) -> Ground:
    return Ground(
        queries.outlines(),
        {region.iso: best(region.names).value for region in queries.regions()},
        {key: iso for key, iso in _rows(Settlement.id, Settlement.region_iso)},
        set(public_ids),
    )


def _facility(row: Row, operators: Operators) -> Facility:
    names = texts(row, "name", LANGUAGES)
    operator = operators.named(texts(row, "operator", ADDRESS_LANGUAGES))
    opened, closed = row["opened_on"], row["closed_on"]
    facility = Facility(
        slug=slug(names, row["kind"]),
        names=names,
        descriptions=texts(row, "description", LANGUAGES),
        operator=operator,
        opened_on=opened and opened.day,
        opened_precision=_precision(opened),
        # "Closed in 2018" after "opened on 2018-11-05" is no contradiction.
        closed_on=closed and max(closed.day, opened.day if opened else closed.day),
        closed_precision=_precision(closed),
        **{name: row[name] for name in ("public_id", "short_name", "kind", "legal_element")},
        **{name: row[name] for name in ("legal_basis", "status", "status_date", "confidence")},
        **{name: row[name] for name in ("operator_note", "trl_from", "trl_to")},
    )
    _add_properties(facility, row)
    facility.former_names = [_former(former) for former in row["former_names"]]
    facility.contacts = [
        Contact(type=kind, value=value) for kind in ContactType for value in row[kind.value]
    ]
    if row["source_url"] or row["source_title"]:  # some are public, but have no address
        source = Source(url=row["source_url"], title=row["source_title"], seen_on=row["seen_on"])
        facility.sources = [source]
    if place := _location(row):
        facility.locations = [place]
    return facility


def _add_properties(facility: Facility, row: Row) -> None:
    facility.service_offers = [ServiceOffer(service=word) for word in row["services"]]
    facility.sector_links = [FacilitySector(sector=word) for word in row["sectors"]]
    facility.stage_links = [FacilityStage(stage=word) for word in row["stages"]]
    facility.language_links = [FacilityLanguage(language=word) for word in row["languages"]]
    facility.capacities = [
        Capacity(indicator=figure.indicator, value=figure.value, as_of=row["seen_on"])
        for figure in row["capacities"]
    ]


def _precision(when: PartialDate | None) -> DatePrecision | None:
    return DatePrecision(when.precision) if when else None


def _former(former: Former) -> FormerName:
    """Return a former name; its dates are shown by the coarser precision of the two."""
    dates = [when for when in (former.since, former.until) if when]
    precisions = [_precision(when) for when in dates]
    return FormerName(
        name=former.name,
        valid_from=former.since and former.since.day,
        valid_to=former.until and former.until.day,
        date_precision=next((word for word in DatePrecision if word in precisions), None),
    )


def _location(row: Row) -> Location | None:
    """Return where a row says that the facility is; None when it says nothing."""
    address = texts(row, "address", ADDRESS_LANGUAGES)
    if not (address or row["settlement"] or row["settlement_text"] or row["region_iso"]):
        return None
    pinned = row["lat"] is not None
    return Location(
        address=address,
        settlement_id=row["settlement"],
        settlement_text=row["settlement_text"],
        region_iso=row["region_iso"] or None,
        postal_code=row["postal_code"],
        lat=row["lat"],
        lon=row["lon"],
        precision=row["precision"],
        provider=PROVIDER if pinned else "",
        confidence=CONFIDENCE[row["precision"]] if pinned else None,
        located_on=row["seen_on"] if pinned else None,
    )


def _add_programmes(book: Book, made: dict[str, Facility]) -> None:
    for row in book.programmes:
        if row["facility"] in made:
            names = texts(row, "name", LANGUAGES)
            values = {name: row[name] for name in SAME_IN_PROGRAMMES}
            made[row["facility"]].programmes.append(Programme(names=names, **values))


def _set_parents(rows: Iterable[Row], made: dict[str, Facility], there: dict[str, int]) -> None:
    for row in rows:
        parent = row["parent"]
        if parent in made:
            made[row["public_id"]].parent = made[parent]
        elif parent:
            made[row["public_id"]].parent_id = there[parent]


def _queue(locations: Iterable[Location]) -> None:
    unpinned = (place for place in locations if place.point is None)
    db.session.add_all(GeocodingTask(location_id=place.id) for place in unpinned)
