"""Which facilities are in a circle, and which are nearest: geodesics, measured only where in doubt.

A closed formula on the ellipsoid is right to a few metres for whole arrays at once; the geodesic
itself decides what it leaves open: the rim of a circle, the order of neighbours.
"""

from math import atan, cos, radians, tan

import numpy as np
from geopy.distance import ELLIPSOIDS
from pyroaring import BitMap
from sqlalchemy.orm import Session

from registry.geo import Box, Point, Reach, box_around, distance_km
from registry.search.queries.tiles import EVERYWHERE, Spots, spots_in, spots_of

MAJOR_KM, _MINOR_KM, FLATTENING = ELLIPSOIDS["WGS-84"]

ERROR = 1e-5
"""Share by which `ellipsoidal_km` may differ from the geodesic up to FAR_KM."""

ERROR_FAR = 0.006
"""The same beyond, where the formula fails on the other side of the Earth."""

FAR_KM = 12_000.0

MILLIMETRE_KM = 1e-6

FIRST_KM = 20.0
"""Radius of the first circle in which the nearest are looked for."""

GROWTH = 4
"""How many times larger each next circle is."""

FEW = 300
"""Up to this many facilities are fetched by their ids rather than looked for around a centre."""

HALF_ROUND_KM = 20_100.0
"""No two points on Earth are farther apart; rounded up."""


def ellipsoidal_km(centre: Point, spots: Spots) -> np.ndarray:
    """Return the distances of spots from a centre, off by less than `error_km`.

    Source: Lambert's formula for long lines; Thomas (1970), Spheroidal Geodesics, Reference
    Systems, and Local Geometry, US Naval Oceanographic Office SP-138.
    """
    here = atan((1 - FLATTENING) * tan(radians(centre.lat)))
    there = np.arctan((1 - FLATTENING) * np.tan(np.radians(spots.lats)))
    turn = np.radians(spots.lons - centre.lon)
    half = np.sin((there - here) / 2) ** 2 + cos(here) * np.cos(there) * np.sin(turn / 2) ** 2
    half = np.clip(half, 1e-30, 1 - 1e-15)  # sin² of half the angle; it divides below
    angle = 2 * np.arcsin(np.sqrt(half))
    middle, apart = (there + here) / 2, (there - here) / 2
    x = (angle - np.sin(angle)) * (np.sin(middle) * np.cos(apart)) ** 2 / (1 - half)
    y = (angle + np.sin(angle)) * (np.cos(middle) * np.sin(apart)) ** 2 / half
    km: np.ndarray = MAJOR_KM * (angle - FLATTENING / 2 * (x + y))
    return np.where(km > FAR_KM, MAJOR_KM * angle, km)


def error_km(km: np.ndarray) -> np.ndarray:
    """Return by how much distances from `ellipsoidal_km` may be off; at least a millimetre."""
    return np.where(km > FAR_KM * 0.99, km * ERROR_FAR, km * ERROR) + MILLIMETRE_KM


def boxed(centre: Point, radius_km: float) -> Box:
    """Return a box that holds the circle and a millimetre around it, for what rounding takes."""
    if radius_km >= HALF_ROUND_KM / 2:
        return EVERYWHERE
    return box_around(centre, radius_km + MILLIMETRE_KM)


def circle(session: Session, centre: Point, radius_km: float) -> BitMap:
    """Return the ids of the facilities at most radius_km away by geodesic; the rim is inside."""
    return circle_of(centre, radius_km, spots_in(session, boxed(centre, radius_km)))


def circle_of(centre: Point, radius_km: float, spots: Spots) -> BitMap:
    """Return which of the spots are in a circle; see `circle`."""
    km = ellipsoidal_km(centre, spots)
    off = error_km(km)
    found = BitMap(spots.ids[km + off <= radius_km])
    for i in np.flatnonzero((km + off > radius_km) & (km - off <= radius_km)):
        if _exact_km(centre, spots, i) <= radius_km:
            found.add(int(spots.ids[i]))
    return found


def nearest(
    session: Session, centre: Point, among: BitMap, count: int, after: Reach | None = None
) -> list[Reach]:
    """Return those of the given facilities that are nearest, nearest first, equal ones by id.

    Args:
        session: The database.
        centre: Where to measure from.
        among: Ids of facilities with a known place.
        count: How many at most, above 0.
        after: Leave out this one and all before it, to go on where a page ended.
    """
    if len(among) <= FEW:
        return in_order(centre, spots_of(session, among), count, after)
    radius_km = max(FIRST_KM, after.km * 1.1 if after else 0.0)
    while True:
        spots = only(spots_in(session, boxed(centre, radius_km)), among)
        found = in_order(centre, spots, count, after)
        # Tiles of another moment than `among` may lack some of it for ever.
        if len(spots.ids) == len(among) or radius_km >= HALF_ROUND_KM:
            return found
        if len(found) == count and found[-1].km <= radius_km:
            return found
        radius_km *= GROWTH


def only(spots: Spots, among: BitMap) -> Spots:
    """Return the spots whose ids are in a set."""
    if not among or not len(spots.ids):
        return spots.where(np.zeros(len(spots.ids), dtype=bool))
    kept = np.zeros(max(int(spots.ids.max()), among.max()) + 1, dtype=bool)
    kept[np.asarray(among.to_array())] = True
    return spots.where(kept[spots.ids])


def in_order(centre: Point, spots: Spots, count: int, after: Reach | None) -> list[Reach]:
    """Return the first spots by geodesic distance and id; see `nearest`."""
    km = ellipsoidal_km(centre, spots)
    off = error_km(km)
    low, high = km - off, km + off
    candidates = np.flatnonzero(high >= after.km) if after else np.arange(len(km))
    candidates = candidates[np.argsort(low[candidates], kind="stable")]
    best: list[Reach] = []
    limit = float("inf")  # as soon as enough are found: how far the last of them is
    measured: dict[tuple[float, float], float] = {}  # many stand on the centre of one town
    for i in candidates:
        if low[i] > limit:
            break
        place = (spots.lats[i], spots.lons[i])
        if place not in measured:
            measured[place] = _exact_km(centre, spots, i)
        reach = Reach(measured[place], int(spots.ids[i]))
        if after is None or reach > after:
            best.append(reach)
            if len(best) % count == 0:
                best = sorted(best)[:count]
                limit = best[-1].km
    return sorted(best)[:count]


def _exact_km(centre: Point, spots: Spots, i: int | np.signedinteger) -> float:
    return distance_km(centre, Point(float(spots.lats[i]), float(spots.lons[i])))
