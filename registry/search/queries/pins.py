"""Where facilities are: pins as arrays along a curve on which every map cell is one stretch.

The web map (EPSG:3857) is cut into 2^16 by 2^16 squares, numbered by interleaving the bits of
their columns and rows (Morton 1966), so that a cell of any zoom holds consecutive numbers. Pins in
the order of these numbers are a pyramid of cells without a row for each: counting one takes two
searches. In the database they stand packed, a row for each tile of zoom 12.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from math import floor
from typing import Any, NamedTuple

import numpy as np
from pyroaring import BitMap

from registry.geo import Box, Spots

DEPTH = 16
"""Zoom of the squares that are numbered."""

TILE_DEPTH = 12
"""Zoom of the tiles that are kept in the database: 10 km wide in Kazakhstan."""

TILE_BITS = 2 * (DEPTH - TILE_DEPTH)

UNITS = 10_000_000
"""Steps in a degree: a pin is known to a centimetre, and fits into 32 bits."""

DIGITS = 7
"""Decimals of a degree that the index keeps."""

PACKED = np.dtype([("id", "<u4"), ("lat", "<i4"), ("lon", "<i4")])
"""One pin in a tile; pins stand in the order of their ids."""

MERCATOR_LAT = 85.0511
"""Degrees north and south where the map ends; what lies beyond belongs to its last row."""

GRID_MOST = 20
"""Columns and rows of the cells into which an area is cut to be searched."""

CHUNK = 1 << 16
"""Pins that are numbered at once."""

Range = tuple[int, int]

Spot = tuple[int, float, float]
"""Id, degrees north, degrees east."""


def mercator(lats: np.ndarray, lons: np.ndarray, depth: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the columns and rows of points among the squares of a zoom, from the north-west."""
    width = 1 << depth
    turned = np.radians(np.clip(lats, -MERCATOR_LAT, MERCATOR_LAT))
    x = np.floor((np.asarray(lons) + 180) / 360 * width)
    y = np.floor((1 - np.arcsinh(np.tan(turned)) / np.pi) / 2 * width)
    return (
        np.clip(x, 0, width - 1).astype(np.int64),
        np.clip(y, 0, width - 1).astype(np.int64),
    )


def _apart(numbers: np.ndarray) -> np.ndarray:
    """Return 16 bits with a gap after each."""
    spread = numbers.astype(np.uint32)
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        spread = (spread | (spread << np.uint32(shift))) & np.uint32(mask)
    return spread


def curve(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the numbers of squares on the curve.

    >>> curve(np.array([0, 1, 0, 1, 2]), np.array([0, 0, 1, 1, 0])).tolist()
    [0, 1, 2, 3, 4]
    """
    numbers: np.ndarray = _apart(x) | (_apart(y) << np.uint32(1))
    return numbers


def tile_of(lat: float, lon: float) -> int:
    """Return the number of the tile with a point."""
    x, y = mercator(np.array([lat]), np.array([lon]), TILE_DEPTH)
    return int(curve(x, y)[0])


def packed(spots: Iterable[Spot]) -> bytes:
    """Return pins as the block of a tile."""
    rows = [(id, round(lat * UNITS), round(lon * UNITS)) for id, lat, lon in sorted(spots)]
    return np.array(rows, dtype=PACKED).tobytes()


def unpacked(block: bytes) -> list[Spot]:
    """Return the pins in the block of a tile, in the order of ids."""
    rows: list[Any] = np.frombuffer(block, dtype=PACKED).tolist()
    return [(id, lat / UNITS, lon / UNITS) for id, lat, lon in rows]


class Grid(NamedTuple):
    """Cells of one zoom that cover an area, as arrays of equal length."""

    depth: int
    x: np.ndarray
    y: np.ndarray
    is_edge: np.ndarray  # on the edge of the area: what such a cell holds may be outside

    def bounds(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Return south, west, north and east of every cell in degrees."""
        width = 1 << self.depth
        north, south = (
            np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * rows / width))))
            for rows in (self.y, self.y + 1)
        )
        return south, self.x / width * 360 - 180, north, (self.x + 1) / width * 360 - 180


def grid(box: Box, most: int = GRID_MOST) -> Grid:
    """Return cells that cover a box: the smallest of which there are at most so many each way."""
    lats, lons = np.array([box.north, box.south]), np.array([box.west, box.east])
    (left, right), (top, bottom) = mercator(lats, lons, DEPTH)
    depth = DEPTH
    while max(right - left, bottom - top) >= most:
        left, right, top, bottom = left >> 1, right >> 1, top >> 1, bottom >> 1
        depth -= 1
    return grid_of(depth, (int(left), int(right)), (int(top), int(bottom)))


def grid_of(depth: int, columns: Range, rows: Range) -> Grid:
    """Return the cells between columns and rows, both ends inside, row by row."""
    across, down = np.arange(columns[0], columns[1] + 1), np.arange(rows[0], rows[1] + 1)
    x, y = np.tile(across, len(down)), np.repeat(down, len(across))
    edge = (x == columns[0]) | (x == columns[1]) | (y == rows[0]) | (y == rows[1])
    return Grid(depth, x, y, edge)


class Pins:
    """All pins, in the order of the curve. Nothing changes it; `with_tiles` gives a new one."""

    def __init__(
        self, codes: np.ndarray, ids: np.ndarray, lats: np.ndarray, lons: np.ndarray
    ) -> None:
        """Hold pins with their numbers on the curve, in the order of these.

        Args:
            codes: Numbers of squares, 32 bits.
            ids: Of facilities, 32 bits.
            lats: Degrees north, in UNITS.
            lons: Degrees east, in UNITS.
        """
        self.codes = codes
        self.ids = ids
        self.lats = lats
        self.lons = lons

    @classmethod
    def none(cls) -> "Pins":
        """Return no pins."""
        return cls(*(np.empty(0, dtype=kind) for kind in ("u4", "u4", "i4", "i4")))

    def __len__(self) -> int:
        """Return how many pins there are."""
        return len(self.ids)

    def with_tiles(self, tiles: Sequence[int], blocks: bytes | bytearray) -> "Pins":
        """Return the pins with other ones in some tiles.

        Args:
            tiles: Their numbers.
            blocks: All that is in them now, packed, one after the other; what is in none of these
                blocks any more is gone.
        """
        changed = np.array(tiles, dtype=np.uint32)
        stay = ~np.isin(self.codes >> np.uint32(TILE_BITS), changed)
        new = np.frombuffer(blocks, dtype=PACKED)
        codes = np.concatenate((self.codes[stay], *_numbered(new)))
        order = np.argsort(codes, kind="stable").astype(np.uint32)
        held = ((self.ids, "id"), (self.lats, "lat"), (self.lons, "lon"))
        # One column after the other, for the space that all take at once.
        return Pins(
            codes[order], *(np.concatenate((old[stay], new[name]))[order] for old, name in held)
        )

    def spots(self, chosen: Any) -> Spots:
        """Return pins in degrees, chosen by a slice, a mask or places."""
        return Spots(self.ids[chosen], self.lats[chosen] / UNITS, self.lons[chosen] / UNITS)

    def places(self, stretches: Iterable[Any], among: np.ndarray) -> list[Any]:
        """Return the places, within stretches or places, of the pins whose ids are marked."""
        found = []
        for stretch in stretches:
            kept = np.flatnonzero(among[self.ids[stretch]])
            if len(kept):
                is_slice = isinstance(stretch, slice)
                found.append(stretch.start + kept if is_slice else stretch[kept])
        return found

    def marked(self, ids: BitMap) -> np.ndarray:
        """Return for each id, of a pin or not, whether it is in a set."""
        highest = max(int(self.ids.max(initial=0)), ids.max() if ids else 0)
        marks = np.zeros(highest + 1, dtype=bool)
        marks[np.asarray(ids.to_array(), dtype=np.uint32)] = True
        return marks

    def ranges(self, cells: Grid) -> tuple[np.ndarray, np.ndarray]:
        """Return where on the curve the pins of each cell begin and end."""
        shift = np.uint32(2 * (DEPTH - cells.depth))
        first = curve(cells.x, cells.y) << shift
        # The last number inside: one more may be too much for 32 bits.
        last = first | np.uint32((1 << int(shift)) - 1)
        return self.codes.searchsorted(first), self.codes.searchsorted(last, side="right")

    def within(self, cells: Grid, chosen: np.ndarray) -> list[slice]:
        """Return the stretches of the curve that some of the cells make up, empty ones left out."""
        starts, ends = self.ranges(Grid(cells.depth, *(part[chosen] for part in cells[1:])))
        order = np.argsort(starts, kind="stable")
        return list(_joined(zip(starts[order].tolist(), ends[order].tolist(), strict=True)))

    def inside(self, box: Box) -> list[Any]:
        """Return stretches and places of the pins in a box, edges inside."""
        if self.bounds and _holds(box, self.bounds):
            return [slice(0, len(self))]
        cells = grid(box)
        found: list[Any] = self.within(cells, ~cells.is_edge)
        for stretch in self.within(cells, cells.is_edge):
            lats, lons = self.lats[stretch] / UNITS, self.lons[stretch] / UNITS
            inside = (lats >= box.south) & (lats <= box.north)
            inside &= (lons >= box.west) & (lons <= box.east)
            if inside.any():
                found.append(stretch.start + np.flatnonzero(inside))
        return found

    @cached_property
    def bounds(self) -> Box | None:
        """The smallest box around all pins; None without any."""
        if not len(self):
            return None
        south, west, north, east = (
            int(edge) / UNITS
            for edge in (self.lats.min(), self.lons.min(), self.lats.max(), self.lons.max())
        )
        return Box(south, west, north, east)


def gathered(values: np.ndarray, stretches: list[Any]) -> np.ndarray:
    """Return what an array along the curve has at stretches or places, one after the other."""
    parts = [values[stretch] for stretch in stretches]
    if len(parts) == 1:
        return parts[0]
    return np.concatenate(parts) if parts else values[:0]


def _numbered(pins: np.ndarray) -> Iterator[np.ndarray]:
    """Give the numbers of pins on the curve; a part at a time, for the space it takes."""
    for start in range(0, len(pins), CHUNK):
        some = pins[start : start + CHUNK]
        yield curve(*mercator(some["lat"] / UNITS, some["lon"] / UNITS, DEPTH))


def _holds(outer: Box, inner: Box) -> bool:
    return (inner.south, inner.west) in outer and (inner.north, inner.east) in outer


def _joined(ranges: Iterable[Range]) -> Iterator[slice]:
    """Give ranges in order as slices, those that follow each other as one."""
    held: Range | None = None
    for start, end in ranges:
        if start == end:
            continue
        if held and held[1] == start:
            held = (held[0], end)
            continue
        if held:
            yield slice(*held)
        held = (start, end)
    if held:
        yield slice(*held)


def cell_numbers(lats: np.ndarray, lons: np.ndarray, depth: int) -> np.ndarray:
    """Return for each point the number of its square of a zoom, row by row from the north."""
    x, y = mercator(lats, lons, depth)
    return (y << depth) + x


def rounded(degrees: float) -> float:
    """Return an angle as the index keeps it."""
    return floor(degrees * UNITS + 0.5) / UNITS
