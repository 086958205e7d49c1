"""Points on the Earth and distances between them. Pure: no Flask, no database."""

from math import atan, cos, radians, tan
from typing import NamedTuple

import numpy as np
from geopy.distance import ELLIPSOIDS, geodesic

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the Earth (IUGG)."""

KM_PER_DEGREE_LAT_MIN = 110.574
"""Kilometres in one degree of latitude at the equator, where it is shortest; rounded down."""

KM_PER_DEGREE_LON_EQUATOR = 111.319
"""Kilometres in one degree of longitude at the equator on WGS 84, rounded down."""

MAJOR_KM, _MINOR_KM, FLATTENING = ELLIPSOIDS["WGS-84"]

ELLIPSOIDAL_ERROR = 1e-5
"""Share by which `ellipsoidal_km` may differ from the geodesic up to FAR_KM."""

ELLIPSOIDAL_ERROR_FAR = 0.006
"""The same beyond, where the formula fails on the other side of the Earth."""

FAR_KM = 12_000.0

MILLIMETRE_KM = 1e-6


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


class Spots(NamedTuple):
    """Numbered points as arrays of equal length."""

    ids: np.ndarray
    lats: np.ndarray  # degrees north
    lons: np.ndarray  # degrees east

    def where(self, chosen: np.ndarray) -> "Spots":
        """Return those that a mask or a list of places chooses."""
        return Spots(self.ids[chosen], self.lats[chosen], self.lons[chosen])


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


def ellipsoidal_km(centre: Point, spots: Spots) -> np.ndarray:
    """Return the distances of spots from a centre, off by no more than `error_km`.

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
    share = np.where(km > FAR_KM * 0.99, ELLIPSOIDAL_ERROR_FAR, ELLIPSOIDAL_ERROR)
    off: np.ndarray = km * share + MILLIMETRE_KM
    return off


def in_order(centre: Point, spots: Spots, count: int, after: Reach | None) -> list[Reach]:
    """Return the spots nearest to a centre by geodesic, nearest first, equal ones by id.

    Args:
        centre: Where to measure from.
        spots: Candidates.
        count: How many at most, above 0.
        after: Leave out this one and all before it, to go on where a page ended.
    """
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
            measured[place] = distance_km(centre, Point(float(place[0]), float(place[1])))
        reach = Reach(measured[place], int(spots.ids[i]))
        if after is None or reach > after:
            best.append(reach)
            if len(best) % count == 0:
                best = sorted(best)[:count]
                limit = best[-1].km
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
