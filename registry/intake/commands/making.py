"""Many new records at once: one statement for each table, where one by one takes far longer."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import insert, select

from registry.columns import parse_partial_date
from registry.db import db, today, utcnow
from registry.facilities.indicators import Indicator
from registry.facilities.models import (
    Capacity,
    Contact,
    Facility,
    FormerName,
    GeocodingTask,
    Location,
    ServiceOffer,
)
from registry.facilities.record import NOTHING, Values
from registry.facilities.slug import slug
from registry.facilities.vocabulary import (
    Confidence,
    ContactType,
    Kind,
    LegalElement,
    Precision,
    Service,
    Status,
)
from registry.facilities.writing import LINKS, dates, former_name
from registry.moderation.commands.steps import new_id

PUBLIC_ID = 8

Row = dict[str, Any]


class Place(NamedTuple):
    """Where a record that was made is."""

    region_iso: str | None


class Made(NamedTuple):
    """A record that was made, as far as its history asks for it."""

    id: int
    version: int
    location: Place | None


def make(records: Sequence[Values]) -> list[Made]:
    """Make records of values, each in full; nothing of them is in the index yet."""
    every = [NOTHING | values for values in records]
    parents = _parents(values["parent"] for values in every)
    added = insert(Facility).returning(Facility.id, sort_by_parameter_order=True)
    ids = list(db.session.scalars(added, [_facility(values, parents) for values in every]))
    made = list(zip(ids, every, strict=True))
    for model, rows in _parts(made):
        if rows:
            db.session.execute(insert(model), rows)
    _place(made)
    return [
        Made(id, 1, Place(values["place"]["region_iso"]) if values["place"] else None)
        for id, values in made
    ]


def _parents(numbers: Iterable[str | None]) -> dict[str, int]:
    wanted = select(Facility.public_id, Facility.id)
    rows = wanted.where(Facility.public_id.in_({number for number in numbers if number}))
    return {number: id for number, id in db.session.execute(rows)}


def _facility(values: Values, parents: dict[str, int]) -> Row:
    kind, now = Kind(values["kind"]), utcnow()
    told = values["status_date"]
    same = ("names", "descriptions", "opening_hours", "short_name", "legal_basis", "operator_id")
    return {
        **{name: values[name] for name in (*same, "operator_note", "trl_from", "trl_to")},
        "public_id": new_id(PUBLIC_ID),
        "slug": slug(values["names"], kind),
        "kind": kind,
        "status": Status(values["status"]),
        "status_date": parse_partial_date(told).day if told else None,
        "legal_element": LegalElement(values["legal_element"]) if values["legal_element"] else None,
        "parent_id": parents.get(values["parent"] or ""),
        **dates("opened", values["opened_on"]),
        **dates("closed", values["closed_on"]),
        "confidence": Confidence.HIGH,
        "created_at": now,
        "updated_at": now,
        "version": 1,
    }


def _parts(made: Iterable[tuple[int, Values]]) -> Iterable[tuple[Any, list[Row]]]:
    """Give the rows of what belongs to records, by their tables."""
    made = list(made)
    for name, (_links, model, column, vocabulary) in LINKS.items():
        yield (
            model,
            [
                {"facility_id": id, column: vocabulary(code)}
                for id, values in made
                for code in values[name]
            ],
        )
    yield (
        Contact,
        [
            {"facility_id": id, "type": ContactType(one["type"]), "value": one["value"]}
            for id, values in made
            for one in values["contacts"]
        ],
    )
    yield (
        ServiceOffer,
        [
            {"facility_id": id, **one, "service": Service(one["service"])}
            for id, values in made
            for one in values["services"]
        ],
    )
    yield (
        Capacity,
        [
            {
                "facility_id": id,
                "indicator": Indicator(one["indicator"]),
                "value": one["value"],
                "as_of": None,
            }
            for id, values in made
            for one in values["capacities"]
        ],
    )
    yield (
        FormerName,
        [
            {"facility_id": id, **former_name(one)}
            for id, values in made
            for one in values["former_names"]
        ],
    )


def _place(made: Iterable[tuple[int, Values]]) -> None:
    """Put records where they are; an address without a pin waits for the geocoder."""
    rows = []
    for id, values in made:
        if place := values["place"]:
            pinned = place["lat"] is not None
            precision = Precision(place["precision"]) if place["precision"] else None
            rows.append({
                **place, "facility_id": id, "precision": precision, "is_current": True,
                "located_on": today() if pinned else None,
            })  # fmt: skip
    if not rows:
        return
    added = insert(Location).returning(Location.id, sort_by_parameter_order=True)
    ids = list(db.session.scalars(added, rows))
    waiting = [id for id, row in zip(ids, rows, strict=True) if row["lat"] is None]
    if waiting:
        db.session.execute(insert(GeocodingTask), [{"location_id": id} for id in waiting])
