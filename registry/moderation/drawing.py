"""Maps of proposals: the one on which a pin is set, and the one with the old and the new place."""

from collections.abc import Iterable

from registry.facilities.drawings import frame, pin_of_card, precision_text
from registry.facilities.record import Changes, Value
from registry.facilities.vocabulary import Kind, Precision, Status
from registry.geo import Box, Point, box_around
from registry.i18n import _
from registry.maps import build, outlines
from registry.maps.pins import Pin
from registry.places import queries as places
from registry.search.document import Card

AROUND_KM = 1.5
"""How much of its surroundings the map shows on which a pin is set."""


def point_of(place: Value) -> Point | None:
    """Return the pin of a place; None without one."""
    if not place or place["lat"] is None:
        return None
    return Point(place["lat"], place["lon"])


def setting(place: Value, others: Iterable[Card]) -> build.Drawing:
    """Return the map on which the pin of a place is set, with the facilities around."""
    pins = [pin for pin in map(pin_of_card, others) if pin]
    region = (place or {}).get("region_iso") or ""
    label = _("Map to set the pin on")
    return build.pin_map(frame(label, pins, region), _view(place), pins)


def _view(place: Value) -> Box | None:
    if point := point_of(place):
        return box_around(point, AROUND_KM)
    iso = (place or {}).get("region_iso")
    shape = outlines.simplified(places.boundaries(), 0.05).get(iso) if iso else None
    return outlines.bounds(shape) if shape is not None else None


def moved(changes: Changes, kind: str | None) -> build.Drawing | None:
    """Return the map with the old and the new pin of a change; None without any pin."""
    if "place" not in changes:
        return None
    old, new = changes["place"]["old"], changes["place"]["new"]
    pins = [
        pin
        for pin in (_pin("new", _("New place"), new, kind), _pin("old", _("Old place"), old, kind))
        if pin
    ]
    if not pins:
        return None
    return build.facility_map(frame(_("Map of the old and the new place"), pins), pins[0], pins[1:])


def _pin(id: str, name: str, place: Value, kind: str | None) -> Pin | None:
    point = point_of(place)
    if point is None:
        return None
    word = Kind(kind) if kind else Kind.BUSINESS_INCUBATOR
    precision = place["precision"] or Precision.BUILDING.value
    return Pin(
        id=id,
        name=name,
        url="#place",
        kind=word.value,
        sign=str(word.sign),
        point=point,
        status=Status.ACTIVE.value if id == "new" else Status.MOVED.value,
        precision=precision,
        precision_text=precision_text(precision, "", ""),
        unverified=False,
    )
