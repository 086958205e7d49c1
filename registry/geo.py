"""Points on the Earth and distances between them. Pure: no Flask, no database."""

from math import atan, cos, pi, radians, sin, tan
from typing import NamedTuple

import numpy as np
from geopy.distance import ELLIPSOIDS, geodesic

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the Earth (IUGG)."""

KM_PER_DEGREE_LAT_MIN = 110.574
"""Kilometres in one degree of latitude at the equator, where it is shortest; rounded down."""

KM_PER_DEGREE_LON_EQUATOR = 111.319
"""Kilometres in one degree of longitude at the equator on WGS 84, rounded down."""

MAJOR_KM, MINOR_KM, FLATTENING = ELLIPSOIDS["WGS-84"]

ELLIPSOIDAL_ERROR = 1e-5
"""Share by which `ellipsoidal_km` may differ from the geodesic up to FAR_KM."""

ELLIPSOIDAL_ERROR_FAR = 0.006
"""The same beyond, where the formula fails on the other side of the Earth."""

FAR_KM = 12_000.0

MILLIMETRE_KM = 1e-6

VINCENTY_ROUNDS = 30

VINCENTY_RAD = 1e-13
"""Below this change of the turn, in radians, a distance is settled: a micrometre."""


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


def geodesics_km(centre: Point, spots: Spots) -> np.ndarray:
    """Return the lengths of the shortest paths from a centre to spots, to the millimetre.

    Source: Vincenty (1975), Direct and inverse solutions of geodesics on the ellipsoid, Survey
    Review 23(176); where it does not converge, near the other side of the Earth, `distance_km`.
    """
    here = atan((1 - FLATTENING) * tan(radians(centre.lat)))
    there = np.arctan((1 - FLATTENING) * np.tan(np.radians(spots.lats)))
    turn = np.radians((spots.lons - centre.lon + 180) % 360 - 180)
    turned = turn
    for _ in range(VINCENTY_ROUNDS):
        arc = _arc(here, there, turned)
        before, turned = turned, turn + _excess(arc)
        unsettled = ~(np.abs(turned - before) < VINCENTY_RAD)  # what is no number is not settled
        if not unsettled.any():
            break
    km = _length_km(_arc(here, there, turned))
    for i in np.flatnonzero(unsettled | (np.abs(turned) > pi)) if len(km) else ():
        km[i] = distance_km(centre, Point(float(spots.lats[i]), float(spots.lons[i])))
    return np.round(km, 6)


class _Arc(NamedTuple):
    """Vincenty's quantities on the auxiliary sphere, in his letters."""

    sigma: np.ndarray  # radians between the two points
    sin_sigma: np.ndarray
    cos_sigma: np.ndarray
    sin_alpha: np.ndarray  # of the azimuth at the equator
    cos2_alpha: np.ndarray
    cos_2m: np.ndarray  # of twice the angle from the equator to the middle


def _arc(here: float, there: np.ndarray, turned: np.ndarray) -> _Arc:
    sin1, cos1, sin2, cos2 = sin(here), cos(here), np.sin(there), np.cos(there)
    sin_turn, cos_turn = np.sin(turned), np.cos(turned)
    sin_sigma = np.hypot(cos2 * sin_turn, cos1 * sin2 - sin1 * cos2 * cos_turn)
    cos_sigma = sin1 * sin2 + cos1 * cos2 * cos_turn
    sin_alpha = cos1 * cos2 * sin_turn / np.where(sin_sigma == 0, 1, sin_sigma)
    cos2_alpha = 1 - sin_alpha**2
    on_equator = cos2_alpha < 1e-15
    cos_2m = cos_sigma - 2 * sin1 * sin2 / np.where(on_equator, 1, cos2_alpha)
    sigma = np.arctan2(sin_sigma, cos_sigma)
    return _Arc(sigma, sin_sigma, cos_sigma, sin_alpha, cos2_alpha, np.where(on_equator, 0, cos_2m))


def _excess(arc: _Arc) -> np.ndarray:
    """Return by how much the turn on the sphere exceeds that on the ellipsoid (equation 11)."""
    c = FLATTENING / 16 * arc.cos2_alpha * (4 + FLATTENING * (4 - 3 * arc.cos2_alpha))
    series = arc.cos_2m + c * arc.cos_sigma * (2 * arc.cos_2m**2 - 1)
    excess: np.ndarray = (1 - c) * FLATTENING * arc.sin_alpha
    return excess * (arc.sigma + c * arc.sin_sigma * series)


def _length_km(arc: _Arc) -> np.ndarray:
    """Return the length on the ellipsoid (equations 3, 4, 6 and 19)."""
    u2 = arc.cos2_alpha * (MAJOR_KM**2 - MINOR_KM**2) / MINOR_KM**2
    a = 1 + u2 / 16384 * (4096 + u2 * (-768 + u2 * (320 - 175 * u2)))
    b = u2 / 1024 * (256 + u2 * (-128 + u2 * (74 - 47 * u2)))
    cube = (4 * arc.sin_sigma**2 - 3) * (4 * arc.cos_2m**2 - 3)
    inner = arc.cos_sigma * (2 * arc.cos_2m**2 - 1) - b / 6 * arc.cos_2m * cube
    delta = b * arc.sin_sigma * (arc.cos_2m + b / 4 * inner)
    length: np.ndarray = MINOR_KM * a * (arc.sigma - delta)
    return length


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
    chosen = np.flatnonzero(km + off >= after.km) if after else np.arange(len(km))
    wanted = count
    while True:
        # All that may be among the first, by how far each is at least.
        some = chosen
        if wanted < len(chosen):
            high = km[chosen] + off[chosen]
            limit = np.partition(high, wanted - 1)[wanted - 1]
            some = chosen[km[chosen] - off[chosen] <= limit]
        exact, ids = geodesics_km(centre, spots.where(some)), spots.ids[some]
        order = np.lexsort((ids, exact))
        if after:
            is_behind = (exact > after.km) | ((exact == after.km) & (ids > after.id))
            order = order[is_behind[order]]
        if len(order) >= count or len(some) == len(chosen):
            first = order[:count]
            return list(map(Reach, exact[first].tolist(), ids[first].tolist()))
        wanted *= 2


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
