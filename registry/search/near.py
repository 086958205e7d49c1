"""The place that the address of a search names: one of ours, or coordinates."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from geopy.location import Location

from registry.geo import Box, Point, distance_km
from registry.i18n import best
from registry.places.gazetteer import Gazetteer

ABROAD_KM = 1000.0
"""A point farther than this from every regional centre is not in the country."""

NUMBER = r"[-+]?\d{1,3}(?:\.\d{1,15})?"

COORDINATES = re.compile(rf"\s*({NUMBER})\s*[,;\s]\s*({NUMBER})\s*", re.ASCII)


class Near(NamedTuple):
    """A place named in the address."""

    names: dict[str, str]  # empty for coordinates
    point: Point | None  # None: the whole region
    region_iso: str | None
    code: str  # GeoNames id, ISO code or coordinates

    @property
    def label(self) -> str:
        """What it is called in the language in use."""
        return best(self.names).value or self.code


def coordinates(text: str) -> Point | None:
    """Return the two numbers of `50.41,80.23` as they stand; None if the text is anything else."""
    found = COORDINATES.fullmatch(text)
    return Point(float(found[1]), float(found[2])) if found else None


def written(point: Point) -> str:
    """Return a point as addresses give it, to about a metre.

    >>> written(Point(50.4111, 80.0))
    '50.4111,80'
    """
    # Adding zero turns -0 into 0.
    rounded = (round(number, 5) + 0.0 for number in point)
    return ",".join(f"{number:.5f}".rstrip("0").rstrip(".") for number in rounded)


def written_box(box: Box) -> str:
    """Return a box as addresses give it."""
    return ",".join([written(Point(box.south, box.west)), written(Point(box.north, box.east))])


def near(text: str, gazetteer: Gazetteer) -> Near | None:
    """Return the settlement, the region or the point that a text names; None if there is none."""
    if point := coordinates(text):
        return Near({}, point, None, written(point))
    found = gazetteer.geocode(text) if text else None
    if not isinstance(found, Location):
        return None
    raw = found.raw
    if raw["level"] == "region":
        return Near(raw["names"], None, raw["region_iso"], raw["region_iso"])
    point = Point(found.latitude, found.longitude)
    return Near(raw["names"], point, raw["region_iso"], str(raw["id"]))


def is_on_earth(point: Point) -> bool:
    """Tell whether latitude and longitude are in their ranges."""
    return point in Box(-90, -180, 90, 180)


def exchanged(point: Point, centres: Iterable[Point]) -> Point | None:
    """Return the point with latitude and longitude exchanged, where that looks meant.

    Args:
        point: As given.
        centres: Regional centres of the country; far from all of them nobody searches.
    """
    known = list(centres)
    other = Point(point.lon, point.lat)
    return other if _is_home(other, known) and not _is_home(point, known) else None


def _is_home(point: Point, centres: Iterable[Point]) -> bool:
    return is_on_earth(point) and any(distance_km(point, c) <= ABROAD_KM for c in centres)
