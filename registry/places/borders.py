"""In which region a point lies. Pure: takes the outlines, asks no database."""

from collections.abc import Collection
from functools import lru_cache

import shapely
from shapely.geometry.base import BaseGeometry

from registry.geo import Point
from registry.places.outlines import km_outside

Boundaries = tuple[tuple[str, str], ...]
"""ISO code and GeoJSON geometry of each region."""

BORDER_KM = 1.0
"""How far outside its outline a point still counts as in a region: outlines are simplified."""


@lru_cache(maxsize=2)
def _shapes(boundaries: Boundaries) -> dict[str, BaseGeometry]:
    shapes = {iso: shapely.from_geojson(geometry) for iso, geometry in boundaries}
    for shape in shapes.values():
        shapely.prepare(shape)
    return shapes


def region_at(point: Point, boundaries: Boundaries, among: Collection[str] = ()) -> str | None:
    """Return the ISO code of the region in which a point lies; None if there is none.

    Args:
        point: Where.
        boundaries: All regions of the country.
        among: Codes of the regions that are expected; a point on the wrong side of their border,
            but within BORDER_KM of it, counts as inside. None of the others is returned.
    """
    shapes = _shapes(boundaries)
    here = shapely.Point(point.lon, point.lat)
    expected = [iso for iso in shapes if not among or iso in among]
    for iso in expected:
        if shapes[iso].intersects(here):
            return iso
    near = (iso for iso in expected if among and km_outside(shapes[iso], point) <= BORDER_KM)
    return next(near, None)
