"""Gives a record new values, as `record` has them. Never commits; `moderation` alone calls it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from registry.columns import PartialDate, parse_partial_date
from registry.db import db, today
from registry.facilities.indicators import Indicator
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
)
from registry.facilities.record import PIN, PROGRAMME_DATES, PROGRAMME_PLAIN, Value
from registry.facilities.slug import slug
from registry.facilities.vocabulary import (
    ContactType,
    DatePrecision,
    Kind,
    Language,
    LegalElement,
    Precision,
    ProgrammeType,
    Sector,
    Service,
    Stage,
    Status,
)

CODED: dict[str, Any] = {"kind": Kind, "status": Status, "legal_element": LegalElement}

LINKS: dict[str, tuple[str, type[Any], str, Any]] = {
    "sectors": ("sector_links", FacilitySector, "sector", Sector),
    "stages": ("stage_links", FacilityStage, "stage", Stage),
    "languages": ("language_links", FacilityLanguage, "language", Language),
}


def write(facility: Facility, values: Mapping[str, Value], *, has_moved: bool = False) -> None:
    """Set fields of a record to values; fields that are not named stay.

    Args:
        facility: In the session already.
        values: Valid ones, by the names of record.FIELDS.
        has_moved: The place is a new one; the old stays, findable, as a former place. Otherwise a
            new place corrects the old one.
    """
    place = put(facility, values, has_moved=has_moved)
    if place is not None:
        db.session.flush()
        _queue(place)


def put(
    facility: Facility, values: Mapping[str, Value], *, has_moved: bool = False
) -> Location | None:
    """Set fields of a record as `write` does, and leave to the caller to flush and to queue.

    Returns:
        The place, when it is among the values: to be queued for the geocoder without a pin.
    """
    place = None
    for name, value in values.items():
        if name == "place":
            place = _put_place(facility, value, has_moved)
        else:
            WRITERS.get(name, _set_plain)(facility, name, value)
    if {"names", "kind"} & values.keys():
        facility.slug = slug(facility.names, facility.kind)
    return place


def _set_plain(facility: Facility, name: str, value: Value) -> None:
    setattr(facility, name, value)


def _set_coded(facility: Facility, name: str, value: Value) -> None:
    setattr(facility, name, CODED[name](value) if value else None)


def _set_day(facility: Facility, name: str, value: Value) -> None:
    setattr(facility, name, _day(value))


def _day(value: Value) -> date | None:
    return date.fromisoformat(value) if value else None


def _set_partial(facility: Facility, name: str, value: Value) -> None:
    for column, known in dates(name.removesuffix("_on"), value).items():
        setattr(facility, column, known)


def dates(name: str, value: Value) -> dict[str, Any]:
    """Return the columns of a date that may be known by its year or month alone."""
    when = _partial(value)
    precision = DatePrecision(when.precision) if when else None
    return {f"{name}_on": when and when.day, f"{name}_precision": precision}


def _partial(value: Value) -> PartialDate | None:
    return parse_partial_date(value) if value else None


def _set_parent(facility: Facility, _name: str, value: Value) -> None:
    wanted = select(Facility).where(Facility.public_id == value)
    facility.parent = db.session.scalar(wanted) if value else None


def _set_former_names(facility: Facility, _name: str, value: Value) -> None:
    facility.former_names = [FormerName(**former_name(one)) for one in value]


def former_name(one: Mapping[str, Value]) -> dict[str, Any]:
    """Return the columns of a former name."""
    since, until = _partial(one["from"]), _partial(one["to"])
    precisions = [DatePrecision(when.precision) for when in (since, until) if when]
    return {
        "name": one["name"],
        "valid_from": since and since.day,
        "valid_to": until and until.day,
        # Both dates are shown by the coarser of the two.
        "date_precision": next((word for word in DatePrecision if word in precisions), None),
    }


def _set_contacts(facility: Facility, _name: str, value: Value) -> None:
    facility.contacts = [
        Contact(type=ContactType(one["type"]), value=one["value"]) for one in value
    ]


def _set_services(facility: Facility, _name: str, value: Value) -> None:
    kept = {offer.service: offer for offer in facility.service_offers}
    offers = []
    for one in value:
        service = Service(one["service"])
        offer = kept.get(service) or ServiceOffer(service=service)
        for name in ("conditions", "price_kzt", "is_free", "url"):
            setattr(offer, name, one[name])
        offers.append(offer)
    facility.service_offers = offers


def _set_links(facility: Facility, name: str, value: Value) -> None:
    links, model, column, vocabulary = LINKS[name]
    kept = {getattr(link, column): link for link in getattr(facility, links)}
    words = [vocabulary(code) for code in value]
    setattr(facility, links, [kept.get(word) or model(**{column: word}) for word in words])


def _set_capacities(facility: Facility, _name: str, value: Value) -> None:
    kept = {figure.indicator: figure for figure in facility.capacities}
    figures = []
    for one in value:
        indicator = Indicator(one["indicator"])
        figure = kept.get(indicator) or Capacity(indicator=indicator)
        figure.value, figure.as_of = one["value"], _day(one["as_of"])
        figures.append(figure)
    facility.capacities = figures


def _set_programmes(facility: Facility, _name: str, value: Value) -> None:
    facility.programmes = [
        Programme(
            names=one["names"],
            type=ProgrammeType(one["type"]) if one["type"] else None,
            **{name: _day(one[name]) for name in PROGRAMME_DATES},
            **{name: one[name] for name in PROGRAMME_PLAIN},
        )
        for one in value
    ]


WRITERS: dict[str, Callable[[Facility, str, Value], None]] = {
    **dict.fromkeys(CODED, _set_coded),
    **dict.fromkeys(LINKS, _set_links),
    "status_date": _set_day,
    "opened_on": _set_partial,
    "closed_on": _set_partial,
    "parent": _set_parent,
    "former_names": _set_former_names,
    "contacts": _set_contacts,
    "services": _set_services,
    "capacities": _set_capacities,
    "programmes": _set_programmes,
}


def _put_place(facility: Facility, value: Value, has_moved: bool) -> Location | None:
    old = facility.location
    if old and (has_moved or value is None):
        old.is_current = False
        old.valid_to = old.valid_to or today()
    if value is None:
        return None
    place = old
    if place is None or has_moved:
        place = Location(address={}, is_current=True)
        facility.locations.append(place)
    if has_moved and old:
        place.valid_from = today()
    for name in ("address", "settlement_id", "settlement_text", "region_iso", "postal_code", *PIN):
        setattr(place, name, value[name])
    place.precision = Precision(value["precision"]) if value["precision"] else None
    place.located_on = today() if place.point else None
    return place


def _queue(place: Location) -> None:
    """Let an address without a pin wait for the geocoder; one that has a pin no longer waits."""
    task = db.session.get(GeocodingTask, place.id)
    if place.point is None and task is None:
        db.session.add(GeocodingTask(location_id=place.id))
    elif place.point is not None and task is not None:
        db.session.delete(task)
