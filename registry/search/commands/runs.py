"""Writes the runs into which orders of lists are cut."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from pyroaring import BitMap
from sqlalchemy import delete, insert, select, tuple_, update

from registry.db import db
from registry.search.commands.gathered import Changes
from registry.search.models import ORDERS, SearchEntry, SearchName, SearchRun
from registry.search.queries.runs import NAMED, RUN, Place, beginnings

PAGE = 20_000
"""Places that are read at once."""

FIRST: Place = ("", 0)


def make() -> None:
    """Cut every order anew, from the entries and names that are there."""
    for by in (*ORDERS, NAMED):
        _cut(by, FIRST, None)


def write(orders: Mapping[str, Changes[str]]) -> None:
    """Take facilities out of runs and put them in, and cut those that grew too long.

    Entries and names have to be in place.

    Args:
        orders: By order, the ids that leave and enter it, by their keys.
    """
    for by, changes in orders.items():
        if not changes.keys():
            continue
        starts = beginnings(db.session(), by)
        gone, come = _by_run(starts, changes.gone), _by_run(starts, changes.come)
        for number in sorted(gone.keys() | come.keys()):
            end = starts[number + 1] if number + 1 < len(starts) else None
            _write(by, starts[number], end, gone[number], come[number])


def _by_run(starts: list[Place], ids: Mapping[str, list[int]]) -> dict[int, BitMap]:
    found: dict[int, BitMap] = defaultdict(BitMap)
    for key, many in ids.items():
        for id in many:
            found[max(bisect_right(starts, (key, id)) - 1, 0)].add(id)
    return found


def _write(by: str, start: Place, end: Place | None, gone: BitMap, come: BitMap) -> None:
    here = _is(by, start)
    held = db.session.scalar(select(SearchRun.bits).where(*here))
    bits = (BitMap.deserialize(held) if held else BitMap()) - gone | come
    if len(bits) > 2 * RUN:
        db.session.execute(delete(SearchRun).where(*here))
        _cut(by, start, end)
    elif held is None:
        _put([_row(by, start, bits)])
    elif bits or start == FIRST:
        db.session.execute(update(SearchRun).where(*here).values(bits=bits.serialize()))
    else:
        db.session.execute(delete(SearchRun).where(*here))


def _is(by: str, start: Place) -> tuple[Any, ...]:
    return (SearchRun.by == by, SearchRun.key == start[0], SearchRun.id == start[1])


def _row(by: str, start: Place, bits: BitMap) -> dict[str, Any]:
    return {"by": by, "key": start[0], "id": start[1], "bits": bits.serialize()}


def _put(rows: list[dict[str, Any]]) -> None:
    if rows:
        db.session.execute(insert(SearchRun.__table__), rows)


def _cut(by: str, start: Place, end: Place | None) -> None:
    """Make the runs between two places; None is the end of everything."""
    rows: list[dict[str, Any]] = []
    part: list[Place] = []
    for place in _places(by, start, end):
        if len(part) == RUN:
            rows.append(_row(by, part[0] if rows else start, BitMap(id for _key, id in part)))
            part = []
        part.append(place)
    if part or start == FIRST:
        rows.append(_row(by, part[0] if rows else start, BitMap(id for _key, id in part)))
    _put(rows)


def _places(by: str, start: Place, end: Place | None) -> Iterator[Place]:
    """Give the places between two, in order, a page at a time."""
    key, id = (
        (SearchName.folded, SearchName.facility_id)
        if by == NAMED
        else (getattr(SearchEntry, by), SearchEntry.facility_id)
    )
    behind = tuple_(key, id) >= start
    while True:
        page = select(key, id).where(behind).order_by(key, id).limit(PAGE)
        if end:
            page = page.where(tuple_(key, id) < end)
        found = [(name, number) for name, number in db.session.execute(page)]
        yield from found
        if len(found) < PAGE:
            return
        behind = tuple_(key, id) > found[-1]
