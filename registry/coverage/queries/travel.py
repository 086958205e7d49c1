"""Tables of travel times that were loaded."""

from collections.abc import Iterable

import numpy as np
from sqlalchemy import select

from registry.coverage.costs import Times
from registry.coverage.models import TravelTable, TravelTime
from registry.db import db
from registry.errors import NotFound
from registry.facilities.models import Facility
from registry.i18n import _
from registry.places.models import Settlement


def tables() -> list[TravelTable]:
    """Return all tables, the one loaded last first."""
    return list(db.session.scalars(select(TravelTable).order_by(TravelTable.id.desc())))


def table(id: int) -> TravelTable:
    """Return one table.

    Raises:
        NotFound: There is none with this number.
    """
    found = db.session.get(TravelTable, id)
    if found is None:
        raise NotFound(_("There is no table of travel times with the number %(id)s.", id=id))
    return found


def times(table_id: int) -> Times:
    """Return the times of a table from settlements to facilities.

    Raises:
        NotFound: There is none with this number.
    """
    table(table_id)
    columns = (TravelTime.settlement_id, TravelTime.facility_id, TravelTime.minutes)
    rows = db.session.execute(
        select(*columns)
        .where(TravelTime.table_id == table_id, TravelTime.facility_id.is_not(None))
        .order_by(TravelTime.id)
    ).all()
    return Times(
        np.array([row[0] for row in rows], np.int64),
        np.array([row[1] for row in rows], np.int64),
        np.array([row[2] for row in rows], float),
    )


def facility_ids() -> dict[str, int]:
    """Return the ids of all facilities by public id."""
    return _pairs(db.session.execute(select(Facility.public_id, Facility.id)))


def settlement_ids() -> set[int]:
    """Return the ids of all settlements."""
    return set(db.session.scalars(select(Settlement.id)))


def _pairs(rows: Iterable[tuple[str, int]]) -> dict[str, int]:
    return {public_id: id for public_id, id in rows}
