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
from registry.search.queries.pins import DEPTH, UNITS, cell_numbers

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


class Shown(NamedTuple):
    """Pins that a map shows, as arrays of equal length in the order of the curve."""

    codes: np.ndarray
    ids: np.ndarray
    lats: np.ndarray  # in UNITS
    lons: np.ndarray
    kinds: np.ndarray


def shown(index: Index, box: Box, found: BitMap) -> Shown:
    """Return the pins in a box that are among the found."""
    pins = index.pins
    stretches = sorted(pins.inside(box), key=_first)
    if len(found) < len(index.having("all")):
        stretches = _among(pins.ids, stretches, found)
    columns = (pins.codes, pins.ids, pins.lats, pins.lons, index.kinds)
    parts = [[column[part] for part in stretches] for column in columns]
    return Shown(*(part[0] if len(part) == 1 else _together(part) for part in parts))


def _together(parts: list[np.ndarray]) -> np.ndarray:
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.int32)


def _first(stretch: Any) -> int:
    return int(stretch.start if isinstance(stretch, slice) else stretch[0])


def _among(ids: np.ndarray, stretches: list[Any], found: BitMap) -> list[Any]:
    """Return the places of those at stretches or places that are in a set."""
    wanted = np.zeros(max(int(ids.max(initial=0)), found.max() if found else 0) + 1, dtype=bool)
    wanted[np.asarray(found.to_array(), dtype=np.uint32)] = True
    places = []
    for stretch in stretches:
        kept = np.flatnonzero(wanted[ids[stretch]])
        if len(kept):
            places.append(stretch.start + kept if isinstance(stretch, slice) else stretch[kept])
    return places


def cells(index: Index, pins: Shown, zoom: int) -> list[Cell]:
    """Return pins gathered in cells, from north-west to south-east."""
    if not len(pins.ids):
        return []
    order, starts, counts = _gathered(pins, min(max(zoom, 0), ZOOM_MOST) + CELLS_PER_TILE_BITS)
    if order is not None:
        pins = Shown(*(column[order] for column in pins))
    lats = np.add.reduceat(pins.lats, starts, dtype=np.int64) / counts / UNITS
    lons = np.add.reduceat(pins.lons, starts, dtype=np.int64) / counts / UNITS
    kinds = len(index.kind_codes)
    of_cell = np.repeat(np.arange(len(starts), dtype=np.int32) * kinds, counts)
    table = np.bincount(of_cell + pins.kinds, minlength=len(starts) * kinds)
    rows = table.reshape(len(starts), kinds)
    depth = min(zoom + CELLS_PER_TILE_BITS, 30)
    numbers = cell_numbers(pins.lats[starts] / UNITS, pins.lons[starts] / UNITS, depth)
    return [
        Cell(int(counts[i]), _most_first(index.kind_codes, rows[i]), *_rounded(lats[i], lons[i]))
        for i in np.argsort(numbers).tolist()
    ]


def _gathered(pins: Shown, depth: int) -> tuple[np.ndarray | None, np.ndarray, np.ndarray]:
    """Return the order in which pins of a cell stand together, where each begins, how many it has.

    No order is needed as long as cells are made of whole squares of the curve.
    """
    order = None
    if depth <= DEPTH:
        numbers = pins.codes >> np.uint32(2 * (DEPTH - depth))
    else:
        numbers = cell_numbers(pins.lats / UNITS, pins.lons / UNITS, depth)
        order = np.argsort(numbers, kind="stable")
        numbers = numbers[order]
    starts = np.concatenate(([0], np.flatnonzero(numbers[1:] != numbers[:-1]) + 1))
    return order, starts, np.diff(starts, append=len(numbers))


def _rounded(*degrees: float) -> list[float]:
    return [round(float(value), 6) for value in degrees]


def _most_first(names: list[str], row: np.ndarray) -> dict[str, int]:
    found = {names[i]: int(row[i]) for i in np.flatnonzero(row)}
    return dict(sorted(found.items(), key=lambda item: -item[1]))
