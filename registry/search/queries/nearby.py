"""Which facilities are in a box or a circle, and which are nearest.

Whole cells are taken or left by their bounds; single pins are measured on the rim alone. A closed
formula on the ellipsoid is right to a few metres for whole arrays at once; the geodesic itself
decides what it leaves open: the rim of a circle, the order of neighbours.
"""

from array import array

import numpy as np
from pyroaring import BitMap

from registry.geo import (
    MILLIMETRE_KM,
    Box,
    Point,
    Reach,
    Spots,
    box_around,
    distance_km,
    ellipsoidal_km,
    error_km,
    in_order,
)
from registry.search.queries.pins import DEPTH, Grid, Pins, gathered, grid, grid_of, mercator

FIRST_KM = 0.5
"""Radius of the first circle in which the nearest are looked for, where pins stand close."""

GROWTH = 2
"""How many times larger each next circle is."""

HALF_ROUND_KM = 20_100.0
"""No two points on Earth are farther apart; rounded up."""

CORNER_MARGIN = 1.02
"""A side of a cell bulges towards the pole, and may be farther from its middle than its corners."""

CLIPPED_LAT = 85.0
"""Degrees beyond which a cell may hold more than its bounds say."""

EVERYWHERE = Box(-90.0, -180.0, 90.0, 180.0)


def bitmap(ids: np.ndarray) -> BitMap:
    """Return ids in any order as a set."""
    # Sorted first, they go in five times as fast; pyroaring takes the buffer of an array whole.
    return BitMap(array("I", np.sort(ids).astype(np.uint32).tobytes()))


def boxed(centre: Point, radius_km: float) -> Box:
    """Return a box that holds the circle and a millimetre around it, for what rounding takes."""
    if radius_km >= HALF_ROUND_KM / 2:
        return EVERYWHERE
    return box_around(centre, radius_km + MILLIMETRE_KM)


def in_box(pins: Pins, box: Box) -> BitMap:
    """Return the ids of the facilities in a box, edges inside."""
    return bitmap(gathered(pins.ids, pins.inside(box)))


def circle(pins: Pins, centre: Point, radius_km: float) -> BitMap:
    """Return the ids of the facilities at most radius_km away by geodesic; the rim is inside."""
    cells = grid(boxed(centre, radius_km))
    least, most = _reach_km(cells, centre)
    is_rim = (least <= radius_km) & (most > radius_km)
    parts = [pins.ids[stretch] for stretch in pins.within(cells, most <= radius_km)]
    for stretch in pins.within(cells, is_rim):
        parts.append(_in_circle(centre, radius_km, pins.spots(stretch)))
    return bitmap(np.concatenate(parts)) if parts else BitMap()


def _reach_km(cells: Grid, centre: Point) -> tuple[np.ndarray, np.ndarray]:
    """Return how near and how far from a centre a cell may hold anything, at the most."""
    south, west, north, east = cells.bounds()
    lats, lons = (south + north) / 2, (west + east) / 2
    middle = ellipsoidal_km(centre, Spots(cells.x, lats, lons))
    corner = np.maximum(
        _apart_km(lats, north, (east - west) / 2), _apart_km(lats, south, (east - west) / 2)
    )
    corner = corner * CORNER_MARGIN + error_km(middle) + MILLIMETRE_KM
    beyond = (north > CLIPPED_LAT) | (south < -CLIPPED_LAT) | (east - west > 45)
    return np.where(beyond, 0, middle - corner), np.where(beyond, np.inf, middle + corner)


def _apart_km(lats: np.ndarray, other_lats: np.ndarray, turn: np.ndarray) -> np.ndarray:
    """Return distances over pairs of latitudes and a turn in degrees; never too short by 1 %."""
    half = np.sin(np.radians(other_lats - lats) / 2) ** 2
    cosines = np.cos(np.radians(lats)) * np.cos(np.radians(other_lats))
    half += cosines * np.sin(np.radians(turn) / 2) ** 2
    km: np.ndarray = 2 * 6399.6 * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    return km


def _in_circle(centre: Point, radius_km: float, spots: Spots) -> np.ndarray:
    km = ellipsoidal_km(centre, spots)
    off = error_km(km)
    inside = km + off <= radius_km
    for i in np.flatnonzero(~inside & (km - off <= radius_km)):
        point = Point(float(spots.lats[i]), float(spots.lons[i]))
        inside[i] = distance_km(centre, point) <= radius_km
    return spots.ids[inside]


def nearest(
    pins: Pins, centre: Point, among: BitMap, count: int, after: Reach | None = None
) -> list[Reach]:
    """Return those of the given facilities that are nearest, nearest first, equal ones by id.

    Args:
        pins: Where facilities are.
        centre: Where to measure from.
        among: Ids of facilities with a known place.
        count: How many at most, above 0.
        after: Leave out this one and all before it, to go on where a page ended.
    """
    wanted = pins.marked(among)
    share = len(among) / max(len(pins), 1)
    radius_km = _first_km(pins, centre, count / max(share, 1e-9))
    if after:
        radius_km = max(radius_km, after.km * 1.1)
    while True:
        chosen = pins.places(pins.inside(boxed(centre, radius_km)), wanted)
        spots = pins.spots(np.concatenate(chosen) if chosen else slice(0, 0))
        found = in_order(centre, spots, count, after)
        # Pins of another moment than `among` may lack some of it for ever.
        if len(spots.ids) == len(among) or radius_km >= HALF_ROUND_KM:
            return found
        if len(found) == count and found[-1].km <= radius_km:
            return found
        radius_km *= GROWTH


def _first_km(pins: Pins, centre: Point, count: float) -> float:
    """Return the radius of a circle that may hold so many pins, by the cells around its centre."""
    x, y = (
        int(part[0]) for part in mercator(np.array([centre.lat]), np.array([centre.lon]), DEPTH)
    )
    for depth in range(DEPTH, 2, -1):
        column, row, last = x >> (DEPTH - depth), y >> (DEPTH - depth), (1 << depth) - 1
        around = grid_of(
            depth,
            (max(column - 1, 0), min(column + 1, last)),
            (max(row - 1, 0), min(row + 1, last)),
        )
        starts, ends = pins.ranges(around)
        if (ends - starts).sum() >= 2 * count:
            south, _west, north, east = around.bounds()
            return max(FIRST_KM, float(_apart_km(south, north, east * 0)[0]))
    return HALF_ROUND_KM
