"""What a map shows of the found: single facilities when few, counts by cells when many.

A cell is 64 pixels wide on the web map at its zoom (EPSG:3857, tiles of 256 pixels).
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from pyroaring import BitMap

from registry.geo import Box
from registry.search.document import Card
from registry.search.queries.held import Index
from registry.search.queries.pins import DEPTH, UNITS, cell_numbers, gathered

CELLS_PER_TILE_BITS = 2

ZOOM_MOST = 22

CARDS_MOST = 200
"""Up to this many facilities are shown one by one."""


@dataclass(frozen=True)
class Cell:
    """Facilities near each other, as one mark."""

    count: int
    kinds: dict[str, int]  # counts by kind, most first
    lat: float  # mean position
    lon: float


class Points(NamedTuple):
    """What a viewport holds: cards when at most CARDS_MOST are inside, else cells."""

    total: int
    cards: list[Card]
    cells: list[Cell]


class Shown:
    """Pins that a map shows, in the order of the curve; a column is put together when needed."""

    def __init__(self, index: Index, stretches: list[Any]) -> None:
        """Show what stands at stretches or places of the curve."""
        self.index = index
        self.stretches = stretches

    def column(self, values: np.ndarray) -> np.ndarray:
        """Return what is shown of a column of the pins of the index."""
        return gathered(values, self.stretches)

    def __len__(self) -> int:
        """Return how many pins are shown."""
        return sum(
            part.stop - part.start if isinstance(part, slice) else len(part)
            for part in self.stretches
        )


def shown(index: Index, box: Box, found: BitMap) -> Shown:
    """Return the pins in a box that are among the found."""
    stretches = sorted(index.pins.inside(box), key=_first)
    if len(found) < len(index.having("all")):
        stretches = index.pins.places(stretches, index.pins.marked(found))
    return Shown(index, stretches)


def _first(stretch: Any) -> int:
    return int(stretch.start if isinstance(stretch, slice) else stretch[0])


def cells(pins: Shown, zoom: int) -> list[Cell]:
    """Return pins gathered in cells, from north-west to south-east."""
    if not len(pins):
        return []
    index, depth = pins.index, min(max(zoom, 0), ZOOM_MOST) + CELLS_PER_TILE_BITS
    columns = (index.pins.lats, index.pins.lons, index.kinds)
    lats, lons, kinds = (pins.column(values) for values in columns)
    if depth <= DEPTH:
        # Cells of whole squares: what is in one of them stands together already.
        numbers = pins.column(index.pins.codes) >> np.uint32(2 * (DEPTH - depth))
    else:
        numbers = cell_numbers(lats / UNITS, lons / UNITS, depth)
        order = np.argsort(numbers, kind="stable")
        numbers, lats, lons, kinds = (values[order] for values in (numbers, lats, lons, kinds))
    starts = np.concatenate(([0], np.flatnonzero(numbers[1:] != numbers[:-1]) + 1))
    counts = np.diff(starts, append=len(numbers))
    rows = _by_kind(kinds, counts, len(index.kind_codes))
    places = cell_numbers(lats[starts] / UNITS, lons[starts] / UNITS, depth)
    lats, lons = (
        np.add.reduceat(values, starts, dtype=np.int64) / counts for values in (lats, lons)
    )
    return [
        Cell(int(counts[i]), _most_first(index.kind_codes, rows[i]), *_degrees(lats[i], lons[i]))
        for i in np.argsort(places).tolist()
    ]


def _by_kind(kinds: np.ndarray, counts: np.ndarray, width: int) -> np.ndarray:
    """Return how many of each kind stand in each cell, of which the pins follow each other."""
    of_cell = np.repeat(np.arange(len(counts), dtype=np.int32) * width, counts)
    table: np.ndarray = np.bincount(of_cell + kinds, minlength=len(counts) * width)
    return table.reshape(len(counts), width)


def _degrees(*units: float) -> list[float]:
    return [round(float(value) / UNITS, 6) for value in units]


def _most_first(names: list[str], row: np.ndarray) -> dict[str, int]:
    found = {names[i]: int(row[i]) for i in np.flatnonzero(row)}
    return dict(sorted(found.items(), key=lambda item: -item[1]))
