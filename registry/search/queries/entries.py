"""Entries of the index as they are kept, for answers that are joined and not made."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from pyroaring import BitMap
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.geo import Point, Spots, geodesics_km
from registry.search.document import Row
from registry.search.models import SearchEntry

BATCH = 500
"""Entries that are read at once: some hundred kilobytes."""


def rows(session: Session, ids: Sequence[int], km: Mapping[int, float | None]) -> Iterator[Row]:
    """Give entries in the order of ids, with their distances; unknown ids are left out."""
    table = SearchEntry.__table__.c
    held = select(table.facility_id, table.card, table.lat, table.lon)
    found = {row[0]: row for row in session.execute(held.where(table.facility_id.in_(ids)))}
    for id in ids:
        if id in found:
            _id, card, lat, lon = found[id]
            yield Row(card, lat, lon, km.get(id))


def batches(session: Session, ids: BitMap, centre: Point | None) -> Iterator[list[Row]]:
    """Give entries some at a time, in the order of ids; distances are those from a centre."""
    every = ids.to_array()
    for start in range(0, len(every), BATCH):
        found = list(rows(session, every[start : start + BATCH].tolist(), {}))
        yield _measured(found, centre) if centre else found


def _measured(found: list[Row], centre: Point) -> list[Row]:
    """Return entries with their distances; one without a pin has none."""
    pinned = [place for place, row in enumerate(found) if row.lat is not None]
    spots = np.array([(found[place].lat, found[place].lon) for place in pinned], dtype=float)
    km = geodesics_km(centre, Spots(np.array(pinned), *spots.reshape(-1, 2).T)).tolist()
    measured = dict(zip(pinned, km, strict=True))
    return [row._replace(km=measured.get(place)) for place, row in enumerate(found)]
