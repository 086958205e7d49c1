"""Facilities as likeness compares them, many at a time."""

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from sqlalchemy import select

from registry.db import db
from registry.facilities.models import Contact, Facility, FormerName, Location, Organisation
from registry.facilities.vocabulary import ContactType, Precision
from registry.geo import Point
from registry.intake.profile import Profile
from registry.places.models import Region, Settlement

EXACT = (Precision.BUILDING, Precision.STREET)

SITES = (ContactType.WEBSITE, ContactType.INSTAGRAM, ContactType.TELEGRAM)


class Known(NamedTuple):
    """A facility that may be the one of a row."""

    id: int
    kind: str
    profile: Profile


def known(ids: Collection[int]) -> dict[int, Known]:
    """Return facilities by id."""
    if not ids:
        return {}
    towns = _place_names()
    former = _lists(select(FormerName.facility_id, FormerName.name), FormerName, ids)
    contacts = _lists(select(Contact.facility_id, Contact.type, Contact.value), Contact, ids)
    wanted = (
        select(
            *(Facility.id, Facility.kind, Facility.names, Facility.short_name),
            *(Facility.operator_id, Organisation.bin, Location.lat, Location.lon),
            *(Location.precision, Location.settlement_id, Location.region_iso, Location.address),
        )
        .outerjoin(Organisation, Organisation.id == Facility.operator_id)
        .outerjoin(Location, (Location.facility_id == Facility.id) & Location.is_current)
        .where(Facility.id.in_(ids))
    )
    found = {}
    for one in db.session.execute(wanted):
        reached = contacts.get(one.id, [])
        names = [*one.names.values(), one.short_name, *(name for (name,) in former.get(one.id, []))]
        found[one.id] = Known(
            one.id,
            one.kind.value,
            Profile(
                names=tuple(filter(None, names)),
                point=None if one.lat is None else Point(one.lat, one.lon),
                is_exact=one.precision in EXACT,
                settlement_id=one.settlement_id,
                region_iso=one.region_iso,
                place_names=(*towns.get(one.settlement_id, ()), *towns.get(one.region_iso, ())),
                addresses=tuple((one.address or {}).values()),
                phones=_of(reached, ContactType.PHONE),
                emails=_of(reached, ContactType.EMAIL),
                sites=_of(reached, *SITES),
                operator_id=one.operator_id,
                bin=one.bin or "",
            ),
        )
    return found


def _lists(rows: Any, model: Any, ids: Collection[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for id, *values in db.session.execute(rows.where(model.facility_id.in_(ids))):
        found.setdefault(id, []).append(values)
    return found


def _of(contacts: Iterable[Any], *types: ContactType) -> tuple[str, ...]:
    return tuple(value for type, value in contacts if type in types)


def _place_names() -> dict[Any, tuple[str, ...]]:
    """Return the names of every settlement by its id, of every region by its code."""
    kept = db.session.info.get("place_names")
    if kept is None:
        rows = [*db.session.execute(select(Settlement.id, Settlement.names))]
        rows += [*db.session.execute(select(Region.iso, Region.names))]
        kept = {key: tuple(dict.fromkeys(names.values())) for key, names in rows}
        db.session.info["place_names"] = kept
    found: dict[Any, tuple[str, ...]] = kept
    return found
