"""Points on the Earth and distances between them. Pure: no Flask, no database."""

from collections.abc import Iterable
from math import cos, radians
from typing import NamedTuple

import numpy as np
from geopy.distance import geodesic

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the Earth (IUGG)."""

KM_PER_DEGREE_LAT_MIN = 110.574
"""Kilometres in one degree of latitude at the equator, where it is shortest; rounded down."""

KM_PER_DEGREE_LON_EQUATOR = 111.319
"""Kilometres in one degree of longitude at the equator on WGS 84, rounded down."""

GREAT_CIRCLE_ERROR = 0.006
"""Share by which a great circle may differ from the geodesic; the most on Earth is 0.0056."""


class Point(NamedTuple):
    """A place on the WGS 84 ellipsoid."""

    lat: float  # degrees north, -90 to 90
    lon: float  # degrees east, -180 to 180


class Box(NamedTuple):
    """A rectangle in degrees, edges inside."""

    south: float
    west: float
    north: float
    east: float

    def __contains__(self, point: object) -> bool:
        """Tell whether a point lies inside or on the edge."""
        return (
            isinstance(point, tuple)
            and self.south <= point[0] <= self.north
            and self.west <= point[1] <= self.east
        )

    @property
    def centre(self) -> Point:
        """The middle, in degrees."""
        return Point((self.south + self.north) / 2, (self.west + self.east) / 2)


class Spot(NamedTuple):
    """A numbered point: what the database gives for a facility."""

    id: int
    lat: float
    lon: float


class Reach(NamedTuple):
    """A numbered point with its distance from a centre."""

    km: float
    id: int


def distance_km(a: Point, b: Point) -> float:
    """Return the length in kilometres of the shortest path between two points.

    >>> semey, oskemen = Point(50.4111, 80.2275), Point(49.9483, 82.6275)
    >>> round(distance_km(semey, oskemen))
    179

    Source: Karney (2013), Algorithms for geodesics, doi:10.1007/s00190-012-0578-z, as in geopy.
    """
    return float(geodesic(a, b).kilometers)


def great_circle_km(centre: Point, lats: np.ndarray, lons: np.ndarray) -> np.ndarray:
    """Return the distances from a centre on a sphere: fast, at most 0.56 % off.

    Args:
        centre: Where to measure from.
        lats: Degrees north, shape (n,).
        lons: Degrees east, shape (n,).

    Source: haversine formula, Sinnott (1984), Sky and Telescope 68(2).
    """
    lat, lon = np.radians(lats), np.radians(lons)
    here_lat, here_lon = radians(centre.lat), radians(centre.lon)
    half = np.sin((lat - here_lat) / 2) ** 2
    half += np.cos(lat) * cos(here_lat) * np.sin((lon - here_lon) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1)))


def nearest(centre: Point, spots: Iterable[Spot], count: int, after: Reach | None) -> list[Reach]:
    """Return the spots nearest to a centre by geodesic, nearest first, equal ones by id.

    Args:
        centre: Where to measure from.
        spots: Candidates.
        count: How many at most.
        after: Leave out this spot and all before it, to go on where a page ended.
    """
    rows = list(spots)
    if not rows:
        return []
    ids, lats, lons = zip(*rows, strict=True)
    km = great_circle_km(centre, np.array(lats), np.array(lons))
    order = np.argsort(km, kind="stable")
    start = 0
    if after:
        start = int(np.searchsorted(km[order], after.km * (1 - GREAT_CIRCLE_ERROR)))
    best: list[Reach] = []
    for i in order[start:]:
        if len(best) > count and km[i] * (1 - GREAT_CIRCLE_ERROR) > sorted(best)[count - 1].km:
            break
        reach = Reach(distance_km(centre, Point(lats[i], lons[i])), ids[i])
        if after is None or reach > after:
            best.append(reach)
    return sorted(best)[:count]


def box_around(centre: Point, radius_km: float) -> Box:
    """Return a box that holds every point within radius_km of the centre, and some more.

    It lets the database drop far points cheaply; distance_km then decides. A circle that holds
    a pole or crosses the 180th meridian gets the whole band of longitudes.

    Args:
        centre: Middle of the circle.
        radius_km: Kilometres, above 0.
    """
    dlat = radius_km / KM_PER_DEGREE_LAT_MIN
    south, north = max(-90.0, centre.lat - dlat), min(90.0, centre.lat + dlat)
    if south == -90.0 or north == 90.0:
        return Box(south, -180.0, north, 180.0)
    # A degree of longitude shrinks towards the pole, so measure it on the circle's polar edge.
    dlon = radius_km / (KM_PER_DEGREE_LON_EQUATOR * cos(radians(abs(centre.lat) + dlat)))
    west, east = centre.lon - dlon, centre.lon + dlon
    if west < -180.0 or east > 180.0:
        return Box(south, -180.0, north, 180.0)
    return Box(south, west, north, east)
