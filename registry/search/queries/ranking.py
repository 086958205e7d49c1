"""In which order the found are shown, and how a page of a long list is reached without the rest.

The found are cut into segments, best first; inside a segment a column of the entries or the
distance decides. A page starts after the last facility of the page before.
"""

from heapq import nsmallest
from typing import Any, NamedTuple

from pyroaring import BitMap
from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from registry.geo import Point, Reach
from registry.places.folding import fold
from registry.search.models import SearchEntry
from registry.search.queries.cursors import Cursor, refused
from registry.search.queries.facets import Filters
from registry.search.queries.held import Index
from registry.search.queries.names import named
from registry.search.queries.nearby import nearest
from registry.search.queries.runs import first_of
from registry.search.question import Question

TABLE = SearchEntry.__table__.c  # plain columns: asked of the model, each statement takes longer

DISTANCE = "distance"

FEW = 200
"""Up to this many are fetched and sorted; of more, the first are looked for."""

PATIENCE = 200
"""Rows that a walk passes before whole runs are."""


class Segment(NamedTuple):
    """Facilities among which one thing decides: `distance`, or a column of SearchEntry."""

    bits: BitMap
    by: str


class Place(NamedTuple):
    """A facility at its place in the list."""

    cursor: Cursor
    km: float | None  # known where distance decided

    @property
    def id(self) -> int:
        """The facility."""
        return self.cursor.id


def segments(session: Session, question: Question, filters: Filters) -> list[Segment]:
    """Return the found, cut by what matters most in the order in effect."""
    found = filters.found()
    if question.order == "distance":
        return _by_distance(filters.index, found)
    if question.order != "relevance":
        column = f"name_{question.lang}" if question.order == "name" else question.order
        return [Segment(found, column)]
    ranked = []
    for tier in tiers(session, question, filters):
        ranked.append(found & tier)
        found = found - tier
    ranked.append(found)
    if question.centre is None:
        return [Segment(bits, "standing") for bits in ranked]
    return [segment for bits in ranked for segment in _by_distance(filters.index, bits)]


def _by_distance(index: Index, bits: BitMap) -> list[Segment]:
    """Return those whose place is known by distance, then the others."""
    located = index.having("located")
    return [Segment(bits & located, DISTANCE), Segment(bits - located, "standing")]


def tiers(session: Session, question: Question, filters: Filters) -> list[BitMap]:
    """Return sets from best to good: so named, with a name that begins so, named by all words.

    All that was typed counts before the part of it that is searched as words.
    """
    typed = [key for key in dict.fromkeys((fold(question.whole), fold(question.text))) if key]
    called = [named(session, key) for key in typed]
    exact, begun = [one.exactly for one in called], [one.begun for one in called]
    return [*exact, *begun, filters.match.named if filters.match else BitMap()]


def walk(
    session: Session,
    index: Index,
    parts: list[Segment],
    centre: Point | None,
    after: Cursor | None,
    count: int,
) -> list[Place]:
    """Return the next facilities of a list of segments.

    Raises:
        Invalid: when `after` is from another list.
    """
    first = after.segment if after else 0
    if after and (first >= len(parts) or parts[first].by != after.by):
        raise refused()
    places: list[Place] = []
    for number, part in enumerate(parts[first:], first):
        start = after if number == first else None
        missing = count - len(places)
        if missing <= 0:
            break
        places += _in_segment(session, index, part, number, centre, start, missing)
    return places


def _in_segment(
    session: Session,
    index: Index,
    part: Segment,
    number: int,
    centre: Point | None,
    after: Cursor | None,
    count: int,
) -> list[Place]:
    if after and isinstance(after.key, str) is (part.by == DISTANCE):
        raise refused()
    if part.by == DISTANCE and centre:
        start = Reach(float(after.key), after.id) if after else None
        reaches = nearest(index.pins, centre, part.bits, count, start)
        return [Place(Cursor(part.by, number, km, id), km) for km, id in reaches]
    start_at = (str(after.key), after.id) if after else None
    rows = by_column(session, part.bits, part.by, start_at, count)
    return [Place(Cursor(part.by, number, key, id), None) for key, id in rows]


def by_column(
    session: Session, bits: BitMap, column: str, after: tuple[str, int] | None, count: int
) -> list[tuple[str, int]]:
    """Return key and id of the next facilities of a set, in the order of a column.

    A large set is met soon on a walk along the index, unless all of it stands far behind.
    """
    if not bits:
        return []
    key = TABLE[column]
    rows = select(key, TABLE.facility_id)
    if after:
        rows = rows.where(tuple_(key, TABLE.facility_id) > after)
    if len(bits) <= FEW:
        return nsmallest(count, _fetched(session, rows, bits.to_array().tolist()))
    path = rows.order_by(key, TABLE.facility_id).limit(PATIENCE)
    passed = session.execute(path).all()
    met = [(name, id) for name, id in passed if id in bits]
    if len(met) >= count or len(passed) < PATIENCE:
        return met[:count]
    few = first_of(session, bits, column, after, count)
    return nsmallest(count, _fetched(session, rows, few))


def _fetched(session: Session, rows: Any, ids: list[int]) -> list[tuple[str, int]]:
    some = rows.where(TABLE.facility_id.in_(ids))
    return [(name, id) for name, id in session.execute(some)]
