"""Which facilities are in a circle, and which are nearest: geodesics, measured only where in doubt.

A closed formula on the ellipsoid is right to a few metres for whole arrays at once; the geodesic
itself decides what it leaves open: the rim of a circle, the order of neighbours.
"""

import numpy as np
from pyroaring import BitMap
from sqlalchemy.orm import Session

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
from registry.search.queries.tiles import EVERYWHERE, spots_in, spots_of

FIRST_KM = 20.0
"""Radius of the first circle in which the nearest are looked for."""

GROWTH = 4
"""How many times larger each next circle is."""

FEW = 300
"""Up to this many facilities are fetched by their ids rather than looked for around a centre."""

HALF_ROUND_KM = 20_100.0
"""No two points on Earth are farther apart; rounded up."""


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


def _exact_km(centre: Point, spots: Spots, i: int | np.signedinteger) -> float:
    return distance_km(centre, Point(float(spots.lats[i]), float(spots.lons[i])))
