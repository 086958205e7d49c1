"""The index as a process holds it: sets and pins, in step with the database by its revision.

Each question first asks for the present state, one small row. What is held of an earlier one is
renewed by the rows that changed since; nothing that was changed and committed is missed. A
transaction that has changed the index itself sees its own copy, which goes when it ends.
"""

from array import array
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cached_property
from threading import Lock
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from pyroaring import BitMap
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from registry.places.queries import forget_revisions, revisions
from registry.search.models import BLOCK_BITS, SearchSet, SearchTile
from registry.search.queries.pins import Pins

PART = "search"
"""The part of the data whose revision counts every change of the index."""

MAKING = "search index"
"""The part whose revision changes when the index is made from nothing."""

TOGETHER = 200
"""Rows that are read at once."""

TRIES = 3
"""How often reading begins anew when somebody writes meanwhile; the next question goes on."""

Sets = dict[str, dict[str, BitMap]]


class State(NamedTuple):
    """What changes with every change of the index."""

    number: int
    changed_at: datetime
    made_at: datetime | None


def state(session: Session) -> State | None:
    """Return the present state of the index; None before the first facility."""
    known = revisions(session)
    if PART not in known:
        return None
    return State(*known[PART], known[MAKING].changed_at if MAKING in known else None)


class Index:
    """Sets and pins at one state. Nothing changes it; threads share it."""

    def __init__(self, now: State | None, sets: Sets, pins: Pins) -> None:
        """Hold what was read at a state."""
        self.state = now
        self.sets = sets
        self.pins = pins
        self.unions: dict[Any, BitMap] = {}  # of codes, kept by those who make them

    def having(self, facet: str, code: str = "") -> BitMap:
        """Return the facilities with a property; none with one that nobody has."""
        return self.sets.get(facet, {}).get(code) or BitMap()

    @cached_property
    def kind_codes(self) -> list[str]:
        """The kinds in use, in the order in which `kinds` numbers them."""
        return sorted(self.sets.get("kind", {}))

    @cached_property
    def kinds(self) -> np.ndarray:
        """The kind of every pin, as its place among `kind_codes`."""
        of_id = np.zeros(int(self.pins.ids.max(initial=0)) + 1, dtype=np.uint8)
        for place, code in enumerate(self.kind_codes):
            ids = np.asarray(self.sets["kind"][code].to_array())
            of_id[ids[ids < len(of_id)]] = place
        return of_id[self.pins.ids]


EMPTY = Index(None, {}, Pins.none())

_held: WeakKeyDictionary[Engine, Index] = WeakKeyDictionary()
_reading = Lock()


def index(session: Session) -> Index:
    """Return the index at the present state."""
    now = state(session)
    own: tuple[Any, Index] | None = session.info.get(PART)
    if own and own[0] is session.get_transaction():
        if own[1].state != now:
            own = session.info[PART] = (own[0], _renewed(session, own[1], now))
        return own[1]
    engine = session.get_bind().engine
    held = _held.get(engine, EMPTY)
    if held.state == now:
        return held
    with _reading:  # once for all threads that ask now
        held = _held.get(engine, EMPTY)
        if held.state and now and _continues(now, held.state):
            # Another thread has seen a change that came after this request began.
            forget_revisions(session)
            now = state(session)
        if held.state != now:
            held = _held[engine] = _renewed(session, held, now)
    return held


def changing(session: Session) -> None:
    """Tell that this transaction changes the index, so that what it sees is not held for others.

    For commands, before the first write.
    """
    transaction = session.get_transaction()
    own = session.info.get(PART)
    if not own or own[0] is not transaction:
        before = _held.get(session.get_bind().engine, EMPTY)
        session.info[PART] = (transaction, before)


def _renewed(session: Session, held: Index, now: State | None) -> Index:
    """Return the index at the state `now`, from what is held and what has changed since."""
    for _ in range(TRIES):
        if now is None:
            return EMPTY
        known = held if _continues(held.state, now) else EMPTY
        since = known.state.number if known.state else -1
        held = Index(
            now,
            _with_blocks(known.sets, _blocks(session, since)),
            _with_tiles(session, known.pins, since),
        )
        forget_revisions(session)
        before, now = now, state(session)
        if now == before:
            break
    return held


def _blocks(session: Session, since: int) -> Iterator[Any]:
    """Give the blocks of sets that were written after a revision, a few at a time in memory."""
    table = SearchSet.__table__.c
    rows = select(table.facet, table.code, table.block, table.bits).where(table.changed > since)
    return iter(session.execute(rows, execution_options={"yield_per": TOGETHER}))


def _with_tiles(session: Session, pins: Pins, since: int) -> Pins:
    """Return pins with the tiles that were written after a revision."""
    table = SearchTile.__table__.c
    rows = select(table.tile, table.pins).where(table.changed > since).order_by(table.tile)
    found = session.execute(rows, execution_options={"yield_per": TOGETHER})
    numbers, blocks = array("I"), bytearray()
    for tile, block in found:
        numbers.append(tile)
        blocks += block
    return pins.with_tiles(numbers, blocks) if numbers else pins


def _continues(before: State | None, now: State) -> bool:
    """Tell whether one state leads to the other by changes that are all on record."""
    return before is not None and before.made_at == now.made_at and before.number < now.number


def _with_blocks(sets: Sets, blocks: Iterable[Any]) -> Sets:
    """Return sets with some of their blocks exchanged."""
    new = {facet: dict(codes) for facet, codes in sets.items()}
    ours: set[tuple[str, str]] = set()  # those that nobody else holds, so that they may change
    for facet, code, block, part in blocks:
        codes = new.setdefault(facet, {})
        if (facet, code) not in ours:
            codes[code] = codes[code].copy() if code in codes else BitMap()
            ours.add((facet, code))
        codes[code].remove_range(block << BLOCK_BITS, (block + 1) << BLOCK_BITS)
        codes[code] |= BitMap.deserialize(part)
    for facet, code in ours:
        if not new[facet][code]:
            del new[facet][code]
    return new
