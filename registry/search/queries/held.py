"""The index as a process holds it: sets and pins, in step with the database by its revision.

Each question first asks for the present state, one small row. What is held of an earlier one is
renewed by the rows that changed since; nothing that was changed and committed is missed. A
transaction that has changed the index itself sees its own copy, which goes when it ends.
"""

from collections import defaultdict
from collections.abc import Iterable
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
        sets = select(SearchSet.facet, SearchSet.code, SearchSet.block, SearchSet.bits)
        blocks = session.execute(sets.where(SearchSet.changed > since)).all()
        tiles = session.execute(
            select(SearchTile.tile, SearchTile.pins).where(SearchTile.changed > since)
        ).all()
        held = Index(
            now,
            _with_blocks(known.sets, blocks),
            known.pins.with_tiles({tile: pins for tile, pins in tiles}) if tiles else known.pins,
        )
        forget_revisions(session)
        before, now = now, state(session)
        if now == before:
            break
    return held


def _continues(before: State | None, now: State) -> bool:
    """Tell whether one state leads to the other by changes that are all on record."""
    return before is not None and before.made_at == now.made_at and before.number <= now.number


def _with_blocks(sets: Sets, blocks: Iterable[Any]) -> Sets:
    """Return sets with some of their blocks exchanged."""
    new = {facet: dict(codes) for facet, codes in sets.items()}
    changed: dict[tuple[str, str], list[tuple[int, bytes]]] = defaultdict(list)
    for facet, code, block, bits in blocks:
        changed[facet, code].append((block, bits))
    for (facet, code), parts in changed.items():
        old = new.setdefault(facet, {}).get(code)
        bits = old.copy() if old else BitMap()
        for block, part in parts:
            bits.remove_range(block << BLOCK_BITS, (block + 1) << BLOCK_BITS)
            bits |= BitMap.deserialize(part)
        if bits:
            new[facet][code] = bits
        else:
            new[facet].pop(code, None)
    return new
