"""Writes sets by property, one block of ids at a time."""

from pyroaring import BitMap
from sqlalchemy import delete, insert, select, tuple_

from registry.db import db
from registry.search.commands.gathered import Changes, Code
from registry.search.models import BLOCK_BITS, SearchSet


def write(block: int, changes: Changes[Code], number: int) -> None:
    """Take facilities out of sets and put them in.

    Args:
        block: Of the facilities; those of other blocks are left alone.
        changes: By facet and code.
        number: Of the revision that makes the change.
    """
    touched = sorted(changes.keys())
    if not touched:
        return
    place = tuple_(SearchSet.facet, SearchSet.code)
    here = (SearchSet.block == block, place.in_(touched))
    rows = db.session.execute(select(SearchSet.facet, SearchSet.code, SearchSet.bits).where(*here))
    held = {(facet, code): bits for facet, code, bits in rows}
    new = []
    for key in touched:
        before = BitMap.deserialize(held[key]) if key in held else BitMap()
        bits = before - within(block, changes.gone.get(key, ())) | within(
            block, changes.come.get(key, ())
        )
        if bits != before:
            values = {"facet": key[0], "code": key[1], "block": block, "changed": number}
            new.append(values | {"bits": bits.serialize()})
    if new:
        changed = [(row["facet"], row["code"]) for row in new]
        db.session.execute(delete(SearchSet).where(SearchSet.block == block, place.in_(changed)))
        db.session.execute(insert(SearchSet.__table__), new)


def within(block: int, ids: list[int] | tuple[()]) -> BitMap:
    """Return those of the ids that are in a block."""
    return BitMap(id for id in ids if id >> BLOCK_BITS == block)
