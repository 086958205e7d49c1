"""What a map shows: pins of single facilities, and cells that stand for many. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from registry.geo import Point


class Pin(NamedTuple):
    """A facility on a map, in the reader's language."""

    id: str  # public id
    name: str
    url: str  # of its page
    kind: str  # code
    sign: str  # one or two letters
    point: Point
    status: str = "active"  # code
    precision: str = "building"  # building, street, settlement or region
    precision_text: str = ""  # a sentence for people: approximate: centre of Kokshetau
    unverified: bool = False

    @property
    def approximate(self) -> bool:
        """Tell whether the pin stands on less than a street."""
        return self.precision in ("settlement", "region")


class Cell(NamedTuple):
    """Facilities close together, shown as a number until the visitor comes nearer."""

    total: int
    point: Point  # their middle
    kinds: Mapping[str, int]  # how many of each kind


def feature(pin: Pin) -> dict[str, Any]:
    """Return a pin as a GeoJSON feature."""
    return _point_feature(
        pin.point,
        {
            "id": pin.id,
            "name": pin.name,
            "url": pin.url,
            "kind": pin.kind,
            "sign": pin.sign,
            "status": pin.status,
            "approximate": pin.approximate,
            "unverified": pin.unverified,
            "precision_text": pin.precision_text,
        },
    )


def _point_feature(point: Point, properties: dict[str, Any]) -> dict[str, Any]:
    place = {"type": "Point", "coordinates": [round(point.lon, 6), round(point.lat, 6)]}
    return {"type": "Feature", "properties": properties, "geometry": place}


def feature_collection(pins: Iterable[Pin], cells: Iterable[Cell] = ()) -> dict[str, Any]:
    """Return the answer that map.js expects from the address of the points."""
    many = [
        _point_feature(cell.point, {"count": cell.total, "kinds": dict(cell.kinds)})
        for cell in cells
    ]
    return {"type": "FeatureCollection", "features": many + [feature(pin) for pin in pins]}
