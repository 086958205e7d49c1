"""The ground of the audit, read from the registry and kept until anything in it changes."""

from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
from flask import Flask, current_app
from sqlalchemy import select

from registry.coverage.ground import (
    ALWAYS,
    NEVER,
    NOWHERE,
    Ground,
    People,
    Regions,
    Sites,
)
from registry.coverage.standing import bits
from registry.db import db
from registry.facilities.indicators import Indicator
from registry.facilities.mergers.models import IS_PUBLIC
from registry.facilities.models import (
    Capacity,
    Facility,
    FacilitySector,
    Location,
    ServiceOffer,
)
from registry.facilities.vocabulary import Kind, Sector, Service, Status
from registry.places import queries as places
from registry.places.models import PeoplePoint, PeopleSource, Region, Settlement

EXTENSION = "coverage"


class _Kept(NamedTuple):
    """The ground, and the state of the data for which it counts."""

    state: Any
    ground: Ground


class Keeper:
    """Holds the ground of a process."""

    def __init__(self) -> None:
        """Hold nothing yet."""
        self.lock = Lock()
        self.kept: _Kept | None = None


def init_app(app: Flask) -> None:
    """Let an application keep its ground."""
    app.extensions[EXTENSION] = Keeper()


def ground() -> Ground:
    """Return the country as the registry knows it now.

    Places that no pack brought have no revision: then it is read afresh.
    """
    keeper: Keeper = current_app.extensions[EXTENSION]
    session = db.session()
    revisions = places.revisions(session)
    if places.PART not in revisions:
        return _read()
    state = (session.get_bind().engine.url, sorted(revisions.items()))
    with keeper.lock:
        if keeper.kept is None or keeper.kept.state != state:
            keeper.kept = _Kept(state, _read())
        return keeper.kept.ground


def _read() -> Ground:
    regions = _regions()
    where = {iso: place for place, iso in enumerate(regions.isos)}
    source = db.session.scalar(
        select(PeopleSource)
        .where(PeopleSource.country == current_app.config["COUNTRY"].upper())
        .order_by(PeopleSource.id.desc())
        .limit(1)
    )
    people = _people(where, source)
    sites = _sites(where)
    title = source.title if source else ""
    digest = sha256(title.encode())
    digest.update(",".join(regions.isos).encode())
    for part in (regions[1:], people, sites):
        for column in part:
            digest.update(np.ascontiguousarray(column).tobytes())
    return Ground(regions, people, sites, title, digest.hexdigest())


def _regions() -> Regions:
    rows = db.session.execute(
        select(Region.iso, Region.population, Region.area_km2)
        .where(Region.country == current_app.config["COUNTRY"].upper())
        .order_by(Region.iso)
    ).all()
    return Regions(
        tuple(row.iso for row in rows),
        _floats(row.population for row in rows),
        _floats(row.area_km2 for row in rows),
    )


def _people(where: dict[str, int], source: PeopleSource | None) -> People:
    query: Any
    if source:
        query = select(
            PeoplePoint.id,
            PeoplePoint.settlement_id,
            PeoplePoint.lat,
            PeoplePoint.lon,
            PeoplePoint.people,
            PeoplePoint.region_iso,
        ).where(PeoplePoint.source_id == source.id)
        order: Any = PeoplePoint.id
    else:
        query = select(
            Settlement.id,
            Settlement.id,
            Settlement.lat,
            Settlement.lon,
            Settlement.population,
            Settlement.region_iso,
        ).where(Settlement.population.is_not(None))
        order = Settlement.id
    rows = [tuple(row) for row in db.session.execute(query.order_by(order)) if row[5] in where]
    columns = list(zip(*rows, strict=True)) if rows else [()] * 6
    return People(
        np.array(columns[0], np.int64),
        np.array([id or 0 for id in columns[1]], np.int64),
        np.array(columns[2], float),
        np.array(columns[3], float),
        np.array(columns[4], float),
        np.array([where[iso] for iso in columns[5]], np.int64),
    )


def _sites(where: dict[str, int]) -> Sites:
    rows = db.session.execute(
        select(
            Facility.id,
            Facility.kind,
            Facility.status,
            Facility.opened_on,
            Facility.closed_on,
            Facility.status_date,
            Location.lat,
            Location.lon,
            Location.region_iso,
            Location.is_current,
            Location.valid_from,
            Location.valid_to,
        )
        .outerjoin(Location, Location.facility_id == Facility.id)
        .where(IS_PUBLIC)
        .order_by(Facility.id, Location.id)
    ).all()
    services = _words(ServiceOffer.facility_id, ServiceOffer.service, Service)
    sectors = _words(FacilitySector.facility_id, FacilitySector.sector, Sector)
    area, workplaces = _capacities(Indicator.RENTABLE_AREA), _capacities(Indicator.WORKSTATIONS)
    kept = [row for row in rows if row.is_current is not False or row.valid_to is not None]
    kinds = {kind: place for place, kind in enumerate(Kind)}
    statuses = {status: place for place, status in enumerate(Status)}
    days = [_days(row) for row in kept]
    return Sites(
        np.array([row.id for row in kept], np.int64),
        _floats(row.lat for row in kept),
        _floats(row.lon for row in kept),
        np.array([where.get(row.region_iso, NOWHERE) for row in kept], np.int64),
        np.array([kinds[row.kind] for row in kept], np.int8),
        np.array([statuses[row.status] for row in kept], np.int8),
        np.array([services.get(row.id, 0) for row in kept], np.uint64),
        np.array([sectors.get(row.id, 0) for row in kept], np.uint64),
        np.array([first for first, _end in days], np.int64),
        np.array([end for _first, end in days], np.int64),
        _floats(area.get(row.id) for row in kept),
        _floats(workplaces.get(row.id) for row in kept),
    )


ENDED = (Status.CLOSED, Status.SUSPENDED, Status.MOVED)


def _days(row: Any) -> tuple[int, int]:
    """Return from which day on a facility is at a place, and from which on no more."""
    ended = row.closed_on or (row.status_date if row.status in ENDED else None)
    firsts = [_day(one, ALWAYS) for one in (row.opened_on, row.valid_from)]
    if row.valid_from and row.opened_on is None:
        firsts = [_day(row.valid_from, ALWAYS)]
    left = None if row.is_current else row.valid_to
    return max(firsts), min(_day(ended, NEVER), _day(left, NEVER))


def _day(day: date | None, unknown: int) -> int:
    return day.toordinal() if day else unknown


def _words(owner: Any, word: Any, vocabulary: Any) -> dict[int, int]:
    found: dict[int, int] = {}
    for id, one in db.session.execute(select(owner, word)):
        found[id] = found.get(id, 0) | int(bits(vocabulary, (one,)))
    return found


def _capacities(indicator: Indicator) -> dict[int, float]:
    rows = db.session.execute(
        select(Capacity.facility_id, Capacity.value).where(Capacity.indicator == indicator)
    )
    return {id: value for id, value in rows}


def _floats(values: Iterable[float | None]) -> np.ndarray:
    return np.array([np.nan if value is None else value for value in values], float)
