"""Whether a pin can be right: inside its region, in the country, not at 0, 0, not swapped. Pure."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from math import isfinite
from typing import NamedTuple

import shapely
from shapely.geometry.base import BaseGeometry

from registry.geo import Point
from registry.i18n import _
from registry.places.outlines import km_outside

TOLERANCE_KM = 2.0
"""How far outside the outline of its region a pin may stand: outlines are simplified."""

NULL_ISLAND_DEG = 0.01
"""Coordinates below this, both of them, are a blank that became 0, 0."""


class Trouble(StrEnum):
    """What is wrong with a pin."""

    NONE = "none"
    NUMBERS = "numbers"  # no degrees at all
    ZERO = "zero"
    SWAPPED = "swapped"
    REGION = "region"  # in the country, but in another region than stated
    COUNTRY = "country"


class Verdict(NamedTuple):
    """What is to be said of a pin."""

    trouble: Trouble
    point: Point | None  # where it is, or where it should be when swapped; None when no good
    region_iso: str | None  # in which that point lies

    @property
    def is_right(self) -> bool:
        """Tell whether the pin can stay as it is."""
        return self.trouble is Trouble.NONE


class Outlines:
    """The outlines of all regions, prepared for many questions."""

    def __init__(self, boundaries: Iterable[tuple[str, str]]):
        """Read ISO code and GeoJSON geometry of each region."""
        self.shapes: dict[str, BaseGeometry] = {
            iso: shapely.from_geojson(geometry) for iso, geometry in boundaries
        }
        for shape in self.shapes.values():
            shapely.prepare(shape)

    def region_at(self, point: Point, tolerance_km: float = TOLERANCE_KM) -> str | None:
        """Return the ISO code of the region in which a point lies, or the nearest within reach."""
        here = shapely.Point(point.lon, point.lat)
        for iso, shape in self.shapes.items():
            if shape.intersects(here):
                return iso
        near = [(self.km_outside(iso, point), iso) for iso in self._beside(point, tolerance_km)]
        return next((iso for far_km, iso in sorted(near) if far_km <= tolerance_km), None)

    def is_in(self, iso: str, point: Point, tolerance_km: float = TOLERANCE_KM) -> bool:
        """Tell whether a point lies in a region or so near to it that the outline may be wrong."""
        return iso in self.shapes and self.km_outside(iso, point) <= tolerance_km

    def km_outside(self, iso: str, point: Point) -> float:
        """Return how far a point lies outside a region in kilometres; 0 inside."""
        return km_outside(self.shapes[iso], point)

    def _beside(self, point: Point, reach_km: float) -> list[str]:
        # A degree of longitude has 50 km or more up to 63 degrees of latitude.
        here = shapely.Point(point.lon, point.lat)
        reach_deg = reach_km / 50
        return [iso for iso, shape in self.shapes.items() if shape.dwithin(here, reach_deg)]


def check(lat: float, lon: float, outlines: Outlines, region_iso: str | None = None) -> Verdict:
    """Return what is to be said of a pin.

    Args:
        lat: Degrees north as stated.
        lon: Degrees east as stated.
        outlines: All regions of the country.
        region_iso: The region stated; None for anywhere in the country.
    """
    if not (isfinite(lat) and isfinite(lon)):
        return Verdict(Trouble.NUMBERS, None, None)
    if abs(lat) < NULL_ISLAND_DEG and abs(lon) < NULL_ISLAND_DEG:
        return Verdict(Trouble.ZERO, None, None)
    as_stated, exchanged = _point(lat, lon), _point(lon, lat)
    if as_stated and (iso := _fitting(as_stated, outlines, region_iso)):
        return Verdict(Trouble.NONE, as_stated, iso)
    if exchanged and (iso := _fitting(exchanged, outlines, region_iso)):
        return Verdict(Trouble.SWAPPED, exchanged, iso)
    if as_stated is None:
        return Verdict(Trouble.NUMBERS, None, None)
    if elsewhere := outlines.region_at(as_stated):
        return Verdict(Trouble.REGION, as_stated, elsewhere)
    return Verdict(Trouble.COUNTRY, None, None)


def _point(lat: float, lon: float) -> Point | None:
    return Point(lat, lon) if abs(lat) <= 90 and abs(lon) <= 180 else None


def _fitting(point: Point, outlines: Outlines, region_iso: str | None) -> str | None:
    """Return the region that a point fits, None when it does not fit the one stated."""
    if region_iso is None:
        return outlines.region_at(point)
    return region_iso if outlines.is_in(region_iso, point) else None


def sentence(verdict: Verdict, region_names: Mapping[str, str]) -> str:
    """Return what the reader is told of a pin; empty when it is right.

    Args:
        verdict: What check found.
        region_names: Names of the regions in the reader's language, by ISO code.
    """
    match verdict.trouble:
        case Trouble.NUMBERS:
            return _("Latitude goes from -90 to 90 degrees, longitude from -180 to 180.")
        case Trouble.ZERO:
            return _(
                "0, 0 lies in the Atlantic. Leave both fields empty if nobody knows the place."
            )
        case Trouble.SWAPPED if verdict.point:
            return _(
                "Latitude and longitude are swapped, it seems: did you mean %(lat)s, %(lon)s?",
                lat=f"{verdict.point.lat:g}",
                lon=f"{verdict.point.lon:g}",
            )
        case Trouble.REGION:
            iso = verdict.region_iso or ""
            return _(
                "This point lies in another region than stated: %(region)s.",
                region=region_names.get(iso, iso),
            )
        case Trouble.COUNTRY:
            return _("This point lies outside the country.")
    return ""
