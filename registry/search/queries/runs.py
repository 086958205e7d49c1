"""Orders of lists, cut into runs of facilities that follow each other.

A large set of which all members stand far behind would be walked to in vain. Whole runs are
passed over by one intersection each, so that its first members are found wherever they are.
"""

from pyroaring import BitMap
from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from registry.search.models import SearchRun

RUN = 512
"""Places in a run when it is made; one of twice as many facilities is cut."""

NAMED = "named"
"""The order of all names (SearchName); the others are those of models.ORDERS."""

TOGETHER = 32
"""Runs that are read at once."""

Place = tuple[str, int]
"""Key and id: the place of a facility in an order."""


def first_of(session: Session, bits: BitMap, by: str, after: Place | None, count: int) -> list[int]:
    """Return ids among which are the first members of a set in an order, in any order.

    Args:
        session: The database.
        bits: Ids of facilities.
        by: Column of SearchEntry, the one that sorts.
        after: Key and id of the last member that is not wanted any more.
        count: How many of those behind it are wanted at most.
    """
    start = run_of(session, by, after) if after else ("", 0)
    found = BitMap()
    wanted = count
    while True:
        rows = _runs(session, by, start)
        for row in rows:
            met = BitMap.deserialize(row.bits) & bits
            # Of the first run some may stand before `after`, so that it counts for nothing.
            if not after or (row.key, row.id) > after:
                wanted -= len(met)
            found |= met
            if wanted <= 0:
                break
        if wanted <= 0 or len(rows) < TOGETHER:
            return list(found)
        start = (rows[-1].key, rows[-1].id + 1)


def _runs(session: Session, by: str, start: Place) -> list[SearchRun]:
    query = (
        select(SearchRun.key, SearchRun.id, SearchRun.bits)
        .where(SearchRun.by == by, tuple_(SearchRun.key, SearchRun.id) >= start)
        .order_by(SearchRun.key, SearchRun.id)
        .limit(TOGETHER)
    )
    return list(session.execute(query))  # type: ignore[arg-type]


def run_of(session: Session, by: str, place: Place) -> Place:
    """Return the beginning of the run with a place; that of the first before there is any."""
    before = tuple_(SearchRun.key, SearchRun.id) <= place
    query = (
        select(SearchRun.key, SearchRun.id)
        .where(SearchRun.by == by, before)
        .order_by(SearchRun.key.desc(), SearchRun.id.desc())
        .limit(1)
    )
    found = session.execute(query).first()
    return (found.key, found.id) if found else ("", 0)


def beginnings(session: Session, by: str) -> list[Place]:
    """Return where each run of an order begins, in order; the first begins before everything."""
    query = select(SearchRun.key, SearchRun.id).where(SearchRun.by == by)
    found = session.execute(query.order_by(SearchRun.key, SearchRun.id))
    return [(key, id) for key, id in found] or [("", 0)]
