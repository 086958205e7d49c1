"""Outlines of regions for drawing: simplified so that neighbours keep one border. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import orjson
import shapely
from shapely.geometry.base import BaseGeometry

from registry.geo import Box, Point

WEB_TOLERANCE = 0.006
"""Degrees by which a border on the web map may differ from the record: about 600 m."""

WEB_DECIMALS = 3

SMALLEST_ISLAND = 0.002
"""Square degrees below which a lone part of a region is left out of drawings, about 15 km²."""


class Place(NamedTuple):
    """A settlement whose name helps to read the map."""

    name: str
    point: Point
    population: int | None = None


@lru_cache(maxsize=8)
def simplified(outlines: tuple[tuple[str, str], ...], tolerance: float) -> dict[str, BaseGeometry]:
    """Return the outlines by ISO code with fewer corners; shared borders stay shared.

    Args:
        outlines: ISO code and GeoJSON geometry of each region; the regions touch, not overlap.
        tolerance: In degrees; a triangle of a corner and its neighbours smaller than its square
            goes (Visvalingam-Whyatt, as in GEOS's coverage simplifier).
    """
    isos = [iso for iso, _geometry in outlines]
    shapes = shapely.from_geojson([geometry for _iso, geometry in outlines])
    thin = shapely.coverage_simplify(shapes, tolerance)
    return {iso: _without_specks(shape) for iso, shape in zip(isos, thin, strict=True)}


def _without_specks(shape: BaseGeometry) -> BaseGeometry:
    """Drop parts and holes too small to see; the largest part always stays."""
    parts = sorted(shapely.get_parts(shape), key=lambda part: part.area, reverse=True)
    kept = [part for place, part in enumerate(parts) if not place or part.area >= SMALLEST_ISLAND]
    return shapely.MultiPolygon(kept) if len(kept) > 1 else kept[0]


def bounds(shape: BaseGeometry) -> Box:
    """Return the rectangle around an outline."""
    west, south, east, north = shapely.bounds(shape).tolist()
    return Box(south, west, north, east)


def around(points: Iterable[Point]) -> Box | None:
    """Return the smallest rectangle around points; None around none."""
    found = list(points)
    if not found:
        return None
    lats, lons = zip(*found, strict=True)
    return Box(min(lats), min(lons), max(lats), max(lons))


def label_point(shape: BaseGeometry) -> Point:
    """Return the place inside an outline where its name has most room."""
    largest = max(shapely.get_parts(shape), key=lambda part: part.area)
    middle = shapely.get_coordinates(shapely.maximum_inscribed_circle(largest, 0.05))[0]
    return Point(float(middle[1]), float(middle[0]))


def base_geojson(
    outlines: tuple[tuple[str, str], ...], names: Mapping[str, str], places: Sequence[Place] = ()
) -> bytes:
    """Return what the web map draws under its pins, as a GeoJSON FeatureCollection.

    A region has the properties iso, name, lat and lon (where its name goes); a settlement is a
    Point with name and population (0 when unknown).

    Args:
        outlines: ISO code and GeoJSON geometry of each region.
        names: Short name of each region by ISO code, in the reader's language.
        places: Settlements; the map names as many as fit, largest first.
    """
    regions = [
        _region(iso, shape, names.get(iso, iso))
        for iso, shape in simplified(outlines, WEB_TOLERANCE).items()
    ]
    towns = [
        {
            "type": "Feature",
            "properties": {"name": place.name, "population": place.population or 0},
            "geometry": {
                "type": "Point",
                "coordinates": [round(place.point.lon, 3), round(place.point.lat, 3)],
            },
        }
        for place in sorted(places, key=lambda place: -(place.population or 0))
    ]
    return orjson.dumps({"type": "FeatureCollection", "features": regions + towns})


def _region(iso: str, shape: BaseGeometry, name: str) -> dict[str, Any]:
    point = label_point(shape)
    polygons = [
        [_rounded(ring) for ring in (part.exterior, *part.interiors)]
        for part in shapely.get_parts(shape)
    ]
    return {
        "type": "Feature",
        "properties": {
            "iso": iso,
            "name": name,
            "lat": round(point.lat, 2),
            "lon": round(point.lon, 2),
        },
        "geometry": {"type": "MultiPolygon", "coordinates": polygons},
    }


def _rounded(ring: BaseGeometry) -> list[tuple[float, float]]:
    return [
        (round(lon, WEB_DECIMALS), round(lat, WEB_DECIMALS))
        for lon, lat in shapely.get_coordinates(ring).tolist()
    ]
