"""What a map shows of the found: single facilities when few, counts by cells when many.

A cell is 64 pixels wide on the web Mercator map at its zoom (EPSG:3857, tiles of 256 pixels).
"""

from dataclasses import dataclass
from math import pi
from typing import NamedTuple

import numpy as np
from pyroaring import BitMap
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.geo import Spots
from registry.search.document import Card
from registry.search.models import SearchSet

CELLS_PER_TILE = 4

ZOOM_MOST = 22

MERCATOR_LAT = 85.0511
"""Degrees north and south where the map ends."""

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


def cells(session: Session, spots: Spots, zoom: int) -> list[Cell]:
    """Return the spots gathered in cells, from north-west to south-east."""
    if not len(spots.ids):
        return []
    numbers = _cell_numbers(spots, zoom)
    _cells, of_cell, counts = np.unique(numbers, return_inverse=True, return_counts=True)
    lats = np.bincount(of_cell, weights=spots.lats) / counts
    lons = np.bincount(of_cell, weights=spots.lons) / counts
    names, kinds = _kinds(session, spots.ids)
    table = np.bincount(of_cell * len(names) + kinds, minlength=len(counts) * len(names))
    return [
        Cell(int(counts[i]), _most_first(names, row), *_rounded(lats[i], lons[i]))
        for i, row in enumerate(table.reshape(len(counts), len(names)))
    ]


def _cell_numbers(spots: Spots, zoom: int) -> np.ndarray:
    width = CELLS_PER_TILE << min(max(zoom, 0), ZOOM_MOST)
    lats = np.radians(np.clip(spots.lats, -MERCATOR_LAT, MERCATOR_LAT))
    x = np.floor((spots.lons + 180) / 360 * width).astype(np.int64)
    y = np.floor((1 - np.arcsinh(np.tan(lats)) / pi) / 2 * width).astype(np.int64)
    numbers: np.ndarray = y * (width + 1) + x
    return numbers


def _kinds(session: Session, ids: np.ndarray) -> tuple[list[str], np.ndarray]:
    """Return the codes of kinds, and for each facility the place of its own among them."""
    kind_of = np.zeros(int(ids.max()) + 1, dtype=np.int64)
    inside = BitMap(ids)
    names = []
    rows = session.execute(select(SearchSet.code, SearchSet.bits).where(SearchSet.facet == "kind"))
    for place, (code, bits) in enumerate(rows):
        names.append(code)
        kind_of[np.asarray((BitMap.deserialize(bits) & inside).to_array())] = place
    return names, kind_of[ids]


def _rounded(*degrees: float) -> list[float]:
    return [round(float(value), 6) for value in degrees]


def _most_first(names: list[str], row: np.ndarray) -> dict[str, int]:
    found = {names[i]: int(row[i]) for i in np.flatnonzero(row)}
    return dict(sorted(found.items(), key=lambda item: -item[1]))
