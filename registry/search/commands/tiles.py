"""Writes the tiles in which pins stand."""

from collections.abc import Mapping

from sqlalchemy import delete, insert, select

from registry.db import db
from registry.search.models import SearchTile
from registry.search.queries.pins import Spot, packed, unpacked
from registry.search.queries.postings import TOGETHER


def write(gone: Mapping[int, list[int]], come: Mapping[int, list[Spot]], number: int) -> None:
    """Take pins out of tiles and put them in.

    A tile that lost its last pin stays, empty, to tell those who hold a copy.

    Args:
        gone: Ids that leave, by tile.
        come: Pins that enter, by tile.
        number: Of the revision that makes the change.
    """
    touched = sorted(gone.keys() | come.keys())
    for start in range(0, len(touched), TOGETHER):
        some = touched[start : start + TOGETHER]
        here = SearchTile.tile.in_(some)
        rows = db.session.execute(select(SearchTile.tile, SearchTile.pins).where(here))
        held = {tile: pins for tile, pins in rows}
        new = []
        for tile in some:
            left = set(gone.get(tile, ()))
            pins = [pin for pin in unpacked(held.get(tile, b"")) if pin[0] not in left]
            block = packed([*pins, *come.get(tile, ())])
            if block != held.get(tile, b""):
                new.append({"tile": tile, "pins": block, "changed": number})
        if new:
            changed = [row["tile"] for row in new]
            db.session.execute(delete(SearchTile).where(SearchTile.tile.in_(changed)))
            db.session.execute(insert(SearchTile.__table__), new)
