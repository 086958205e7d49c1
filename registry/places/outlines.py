"""Outlines of regions: read from GeoJSON and checked; how far a point lies outside one.

No database.
"""

from collections.abc import Iterable
from math import cos, radians
from pathlib import Path
from typing import Any

import orjson
import shapely
from shapely.affinity import scale
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from registry.columns import Unfit
from registry.geo import Point, distance_km
from registry.i18n import _
from registry.tables import Table


def read_outlines(path: Path, isos: set[str]) -> tuple[dict[str, BaseGeometry], Table]:
    """Return the outline of each region by ISO code, with a table of faults; valid ones only.

    The file is a GeoJSON FeatureCollection whose features have the property `iso`. A row number
    counts features from 1.
    """
    table = Table(path.name)
    outlines: dict[str, BaseGeometry] = {}
    seen: set[str] = set()
    features = _features(path, table)
    for place, feature in enumerate(features, 1):
        try:
            iso = _iso(feature, isos, seen)
            seen.add(iso)
            outlines[iso] = _outline(feature)
        except Unfit as error:
            table.refuse(place, "", str(error))
    if features:
        _check_all_there(table, isos - seen)
    return outlines, table


def _features(path: Path, table: Table) -> list[Any]:
    try:
        found = orjson.loads(path.read_bytes())
    except FileNotFoundError:
        table.refuse(0, "", _("The file is missing."))
        return []
    except orjson.JSONDecodeError as error:
        table.refuse(0, "", _("The file cannot be read: %(reason)s.", reason=str(error)))
        return []
    features = found.get("features") if isinstance(found, dict) else None
    if not isinstance(features, list) or not features:
        table.refuse(0, "", _("This is not a GeoJSON FeatureCollection with features."))
        return []
    return features


def _iso(feature: Any, isos: set[str], seen: set[str]) -> str:
    try:
        iso = str(feature["properties"]["iso"])
    except (KeyError, TypeError):
        raise Unfit(_("This feature lacks the property iso.")) from None
    if iso in seen:
        raise Unfit(_("%(iso)s stands twice.", iso=iso))
    if iso not in isos:
        raise Unfit(_("regions.csv has no %(iso)s.", iso=iso))
    return iso


def _outline(feature: Any) -> BaseGeometry:
    try:
        outline = shape(feature["geometry"])
    except (KeyError, TypeError, ValueError, AttributeError, shapely.errors.ShapelyError):
        raise Unfit(_("The geometry of this feature cannot be read.")) from None
    if outline.geom_type not in ("Polygon", "MultiPolygon") or outline.is_empty:
        raise Unfit(_("The geometry of this feature is no polygon."))
    if not outline.is_valid:
        reason = shapely.is_valid_reason(outline)
        raise Unfit(_("The polygon is broken: %(reason)s.", reason=reason))
    return outline


def _check_all_there(table: Table, missing: Iterable[str]) -> None:
    for iso in sorted(filter(None, missing)):
        table.refuse(0, "", _("The outline of %(iso)s is missing.", iso=iso))


def km_outside(outline: BaseGeometry, point: Point) -> float:
    """Return how far a point lies outside an outline in kilometres; 0 inside and on the edge."""
    here = shapely.Point(point.lon, point.lat)
    if outline.intersects(here):
        return 0.0
    # Degrees of longitude are shorter: squeeze them, so that the nearest point is the nearest.
    squeeze = cos(radians(point.lat))
    squeezed = scale(outline, xfact=squeeze, origin=(point.lon, point.lat))
    edge = shapely.get_coordinates(shapely.shortest_line(here, squeezed))[1]
    return distance_km(point, Point(edge[1], point.lon + (edge[0] - point.lon) / squeeze))
