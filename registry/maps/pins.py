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


USUAL = {"status": "active", "approximate": False, "unverified": False, "precision_text": ""}
"""What most pins have, left out of their features: two hundred of them are a third lighter."""

PIN_DECIMALS = 6

CELL_DECIMALS = 5
"""Of degrees; a metre, less than a pixel wherever facilities are counted."""


def feature(pin: Pin) -> dict[str, Any]:
    """Return a pin as a GeoJSON feature; what is USUAL is left out."""
    properties = {
        "id": pin.id,
        "name": pin.name,
        "url": pin.url,
        "kind": pin.kind,
        "sign": pin.sign,
        "status": pin.status,
        "approximate": pin.approximate,
        "unverified": pin.unverified,
        "precision_text": pin.precision_text,
    }
    said = {name: value for name, value in properties.items() if USUAL.get(name) != value}
    return _point_feature(pin.point, PIN_DECIMALS, said)


def _point_feature(point: Point, decimals: int, properties: dict[str, Any]) -> dict[str, Any]:
    coordinates = [round(point.lon, decimals), round(point.lat, decimals)]
    place = {"type": "Point", "coordinates": coordinates}
    return {"type": "Feature", "properties": properties, "geometry": place}


def feature_collection(pins: Iterable[Pin], cells: Iterable[Cell] = ()) -> dict[str, Any]:
    """Return the answer that map.js expects from the address of the points.

    A cell has its counts by kind in the order of `kinds` beside the features: hundreds of cells
    would else name every kind again.
    """
    many = list(cells)
    kinds = sorted({kind for cell in many for kind in cell.kinds})
    features = [
        _point_feature(
            cell.point,
            CELL_DECIMALS,
            {"count": cell.total, "kinds": [cell.kinds.get(kind, 0) for kind in kinds]},
        )
        for cell in many
    ]
    whole: dict[str, Any] = {"type": "FeatureCollection"}
    if many:
        whole["kinds"] = kinds
    return whole | {"features": features + [feature(pin) for pin in pins]}
