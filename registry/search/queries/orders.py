"""The place of every facility in each order of lists, kept in the process until search changes.

A large set of which all members stand far behind would be walked to in vain; with the places at
hand its first members are picked from an array. Renewing takes 10 ms for 100,000 facilities.
"""

import numpy as np
from pyroaring import BitMap
from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from registry.search.models import SearchEntry
from registry.search.queries import sqlite
from registry.search.queries.state import State, state

NOWHERE = np.iinfo(np.int32).max

_kept: dict[tuple[str, str], tuple[State | None, np.ndarray]] = {}


def first_of(
    session: Session, bits: BitMap, column: str, after: tuple[str, int] | None, count: int
) -> list[int]:
    """Return the ids of the first members of a set in the order of a column, in any order.

    Args:
        session: The database.
        bits: Ids of facilities.
        column: Of SearchEntry, the one that sorts.
        after: Key and id of the last member that is not wanted any more.
        count: How many at most.
    """
    places = _places(session, column)
    start = _place_after(session, places, column, after) if after else 0
    ids = np.asarray(bits.to_array())
    ids = ids[ids < len(places)]
    where = places[ids]
    kept = (where >= start) & (where < NOWHERE)
    ids, where = ids[kept], where[kept]
    if len(ids) > count:
        ids = ids[np.argpartition(where, count)[:count]]
    found: list[int] = ids.tolist()
    return found


def _places(session: Session, column: str) -> np.ndarray:
    """Return for each id its place in the order; NOWHERE for ids that are no facility."""
    name = (str(session.get_bind().engine.url), column)
    now = state(session)
    kept = _kept.get(name)  # once: another thread may replace it
    if kept and kept[0] == now:
        return kept[1]
    ids = sqlite.ids_in_order(session, column)
    places = np.full(int(ids.max(initial=0)) + 1, NOWHERE, dtype=np.int32)
    places[ids] = np.arange(len(ids), dtype=np.int32)
    _kept[name] = (now, places)
    return places


def _place_after(session: Session, places: np.ndarray, column: str, after: tuple[str, int]) -> int:
    key = getattr(SearchEntry, column)
    behind = tuple_(key, SearchEntry.facility_id) > after
    order = (key, SearchEntry.facility_id)
    following = session.scalar(
        select(SearchEntry.facility_id).where(behind).order_by(*order).limit(1)
    )
    # One that was added since the places were read has none.
    return NOWHERE if following is None or following >= len(places) else int(places[following])
