"""Reading facilities one at a time or a page full; search finds them among many."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from registry.db import db, utcnow
from registry.errors import NotFound
from registry.facilities.mergers.models import IS_PUBLIC, Merger
from registry.facilities.models import Facility, GeocodingTask, Location
from registry.facilities.vocabulary import Kind, Precision, Status
from registry.geo import Point, Spots, box_around, in_order
from registry.i18n import _
from registry.places.models import Region

PLACES = selectinload(Facility.locations).options(
    joinedload(Location.settlement), joinedload(Location.region)
)

ROW = (PLACES,)
"""What a line in a list shows, beside the record itself."""

PAGE = (
    PLACES,
    joinedload(Facility.operator),
    joinedload(Facility.parent),
    selectinload(Facility.children),
    selectinload(Facility.former_names),
    selectinload(Facility.contacts),
    selectinload(Facility.service_offers),
    selectinload(Facility.sector_links),
    selectinload(Facility.stage_links),
    selectinload(Facility.language_links),
    selectinload(Facility.capacities),
    selectinload(Facility.programmes),
    selectinload(Facility.sources),
)
"""What a page of a facility shows, and the search index keeps: a fixed number of queries."""

IS_AT_PUBLIC = Location.facility_id.not_in(select(Merger.facility_id))
"""Of places: that their record did not become part of another."""

ORDER = {kind: place for place, kind in enumerate(Kind)}

FIRST_RADIUS_KM, LAST_RADIUS_KM = 25.0, 6400.0
"""Where to look for neighbours first, and where to give up."""


class RegionCounts(NamedTuple):
    """What a region has, by kind; a kind it lacks is 0."""

    region: Region
    counts: dict[Kind, int]

    @property
    def total(self) -> int:
        """All kinds together."""
        return sum(self.counts.values())

    @property
    def others(self) -> int:
        """The kinds beside the four that the registry exists for."""
        return sum(count for kind, count in self.counts.items() if not kind.is_core)

    @property
    def has_core(self) -> bool:
        """Tell whether there is any of the four kinds."""
        return self.total > self.others


def get(public_id: str) -> Facility:
    """Return a facility with all that its page shows.

    Raises:
        NotFound: There is none with this public id.
    """
    found = db.session.scalar(
        select(Facility).where(Facility.public_id == public_id).options(*PAGE)
    )
    if found is None:
        raise NotFound(_("No facility has the number %(number)s.", number=public_id))
    return found


def present(public_id: str) -> Facility:
    """Return the facility to which a public id leads: another one where it became part of that.

    Raises:
        NotFound: There is none.
    """
    found = db.session.execute(
        select(Facility, Merger.into_id)
        .outerjoin(Merger, Merger.facility_id == Facility.id)
        .where(Facility.public_id == public_id)
        .options(*PAGE)
    ).first()
    if found is None:
        raise NotFound(_("No facility has the number %(number)s.", number=public_id))
    facility, into_id = found
    return facility if into_id is None else _successor(into_id)


def _successor(id: int) -> Facility:
    """Return what a record became part of, however often that became part of another."""
    seen: set[int] = set()
    while id not in seen:
        seen.add(id)
        further = db.session.scalar(select(Merger.into_id).where(Merger.facility_id == id))
        id = further or id
    return db.session.scalars(select(Facility).where(Facility.id == id).options(*PAGE)).one()


def several(public_ids: Sequence[str]) -> list[Facility]:
    """Return facilities with all that their pages show, each once, in the order asked.

    Public ids that belong to no facility are left out; those of a record that became part of
    another give that.
    """
    wanted = select(Facility).where(Facility.public_id.in_(public_ids), IS_PUBLIC).options(*PAGE)
    found = {facility.public_id: facility for facility in db.session.scalars(wanted)}
    if missing := [public_id for public_id in public_ids if public_id not in found]:
        gone = select(Facility.public_id, Merger.into_id).join(
            Merger, Merger.facility_id == Facility.id
        )
        for public_id, into_id in db.session.execute(gone.where(Facility.public_id.in_(missing))):
            found[public_id] = _successor(into_id)
    return list(dict.fromkeys(found[one] for one in public_ids if one in found))


def of_region(iso: str, limit: int | None = None) -> list[Facility]:
    """Return the facilities that are in a region now, whatever their status, with their places.

    The four kinds that the registry exists for come first, in the order of the vocabulary.

    Args:
        iso: Code of the region.
        limit: How many at most; all of them without.
    """
    here = (
        select(Facility)
        .where(_is_in(iso))
        .order_by(case(ORDER, value=Facility.kind), Facility.id)
        .limit(limit)
    )
    return list(db.session.scalars(here.options(*ROW)))


def total_of_region(iso: str) -> int:
    """Return how many facilities `of_region` has without a limit."""
    here = select(func.count()).select_from(Facility).where(_is_in(iso))
    return db.session.scalar(here) or 0


def _is_in(iso: str) -> ColumnElement[bool]:
    return Facility.locations.any(Location.is_current & (Location.region_iso == iso)) & IS_PUBLIC


def neighbours(facility: Facility, count: int) -> list[tuple[Facility, float]]:
    """Return the facilities nearest to this one with their distances in kilometres.

    Nothing is near a facility without a pin.
    """
    place = facility.location
    if place is None or place.point is None:
        return []
    radius_km = FIRST_RADIUS_KM
    reaches = in_order(place.point, _spots(place.point, radius_km, facility.id), count, None)
    # The corners of the box lie further than the radius, where others may be nearer.
    while radius_km < LAST_RADIUS_KM and not (
        len(reaches) == count and reaches[-1].km <= radius_km
    ):
        radius_km *= 2
        reaches = in_order(place.point, _spots(place.point, radius_km, facility.id), count, None)
    near = select(Facility).where(Facility.id.in_([reach.id for reach in reaches])).options(*ROW)
    found = {other.id: other for other in db.session.scalars(near)}
    return [(found[reach.id], reach.km) for reach in reaches if reach.id in found]


def _spots(centre: Point, radius_km: float, without_id: int) -> Spots:
    box = box_around(centre, radius_km)
    rows = (
        select(Location.facility_id, Location.lat, Location.lon)
        .where(Location.is_current, Location.facility_id != without_id, IS_AT_PUBLIC)
        .where(Location.lat.between(box.south, box.north))
        .where(Location.lon.between(box.west, box.east))
        .order_by(Location.id.desc())
    )
    # A facility with two current addresses counts where its page shows it: at the first.
    pins = {id: (lat, lon) for id, lat, lon in db.session.execute(rows)}
    points = np.array(list(pins.values()), dtype=float).reshape(-1, 2)
    return Spots(np.array(list(pins), dtype=np.int64), points[:, 0], points[:, 1])


def counts_by_region(statuses: Collection[Status] = (Status.ACTIVE,)) -> list[RegionCounts]:
    """Return for every region how many facilities of each kind it has, by ISO code.

    Args:
        statuses: Count facilities with one of these.
    """
    rows = (
        select(Location.region_iso, Facility.kind, func.count(Facility.id.distinct()))
        .join(Location.facility)
        .where(Location.is_current, Facility.status.in_(statuses), IS_PUBLIC)
        .group_by(Location.region_iso, Facility.kind)
    )
    counted: dict[Any, dict[Kind, int]] = {}
    for iso, kind, count in db.session.execute(rows):
        counted.setdefault(iso, {})[kind] = count
    regions = db.session.scalars(select(Region).order_by(Region.iso))
    zero = dict.fromkeys(Kind, 0)
    return [RegionCounts(region, zero | counted.get(region.iso, {})) for region in regions]


def waiting(
    limit: int | None = None, *, refine: bool = False, now: datetime | None = None
) -> list[int]:
    """Return the ids of the locations that geocoding should try now, fewest attempts first.

    These are the current ones without a pin and those in the queue whose time has come; never
    one whose pin a person confirmed.

    Args:
        limit: How many at most.
        refine: Also those whose pin stands on a settlement or region only.
        now: The present moment, for tests.
    """
    rows = (
        select(Location.id)
        .outerjoin(GeocodingTask)
        .where(Location.is_current, ~Location.is_pin_confirmed, or_(*_wanting(refine)))
        .where(IS_AT_PUBLIC)
        .where(
            or_(
                GeocodingTask.location_id.is_(None),
                GeocodingTask.next_try_at <= (now or utcnow()),
            )
        )
        .order_by(func.coalesce(GeocodingTask.attempts, 0), Location.id)
        .limit(limit)
    )
    return list(db.session.scalars(rows))


def _wanting(refine: bool) -> Iterable[ColumnElement[bool]]:
    yield Location.lat.is_(None)
    yield GeocodingTask.location_id.is_not(None)
    if refine:
        yield Location.precision.in_((Precision.SETTLEMENT, Precision.REGION))
