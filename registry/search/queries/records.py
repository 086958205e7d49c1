"""The records of facilities with all that the index keeps of them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

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
    some = select(Facility).where(Facility.id > last).order_by(Facility.id).limit(count)
    lists = (selectinload(getattr(Facility, name)) for name in LISTS)
    place = selectinload(Facility.locations)
    whole = (place.selectinload(Location.settlement), place.selectinload(Location.region))
    return session.scalars(some.options(*lists, *whole)).all()
