"""The records of facilities with all that the index keeps of them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from registry.facilities.mergers.models import IS_PUBLIC, Merger
from registry.facilities.models import Facility, Location

LISTS = (
    "former_names",
    "contacts",
    "operator",
    "service_offers",
    "sector_links",
    "stage_links",
    "language_links",
    "programmes",
)


def complete_after(session: Session, last: int, count: int) -> Sequence[Facility]:
    """Return the next facilities by id, complete for the index.

    Args:
        session: The database.
        last: Id after which to begin; 0 for the first.
        count: How many at most.
    """
    return _complete(session, select(Facility).where(Facility.id > last).limit(count))


def complete(session: Session, ids: Sequence[int]) -> Sequence[Facility]:
    """Return facilities by id, complete for the index, in the order of their ids."""
    return _complete(session, select(Facility).where(Facility.id.in_(ids)))


def public(session: Session, some: Sequence[Facility]) -> list[Facility]:
    """Return those of some records that did not become part of others."""
    ids = [facility.id for facility in some]
    gone = set(session.scalars(select(Merger.facility_id).where(Merger.facility_id.in_(ids))))
    return [facility for facility in some if facility.id not in gone]


def _complete(session: Session, some: Select[Any]) -> Sequence[Facility]:
    lists = (selectinload(getattr(Facility, name)) for name in LISTS)
    place = selectinload(Facility.locations)
    whole = (place.selectinload(Location.settlement), place.selectinload(Location.region))
    return session.scalars(
        some.where(IS_PUBLIC).order_by(Facility.id).options(*lists, *whole)
    ).all()
