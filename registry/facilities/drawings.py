"""Maps of facilities: the records turned into pins, the settings into what every map needs."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from flask import current_app, url_for
from markupsafe import Markup

from registry.facilities.vocabulary import Kind, Precision, Status
from registry.geo import Box
from registry.i18n import _, best, language
from registry.maps import build, outlines, sketch
from registry.maps.labels import texts
from registry.maps.pins import Pin
from registry.pages import asset, nonce
from registry.places import queries as places
from registry.places.models import Region


def precision_text(precision: str | None, settlement: str, region: str) -> str:
    """Return what a pin stands on, as a sentence for people; empty for a building."""
    match precision:
        case Precision.SETTLEMENT:
            return _("approximate: centre of %(place)s", place=settlement or region)
        case Precision.REGION:
            return _("approximate: somewhere in %(place)s", place=region)
        case Precision.STREET:
            return _("on this street; the house is not known")
        case _other:
            return ""


def provider_name(provider: str) -> str:
    """Return who gave a pin, as people call it: a geocoder by its name."""
    ours = {
        "gazetteer": _("our gazetteer"),
        "source": _("the source"),
        "person": _("a person who knows the place"),
    }
    return ours.get(provider, provider.capitalize())


def pin_of_card(card: Any) -> Pin | None:
    """Return the pin of a search.document.Card; None when its place is not known."""
    if card.point is None:
        return None
    where = best(card.settlement_names).value, best(card.region_names).value
    return Pin(
        id=card.public_id,
        name=best(card.names).value,
        url=url_for("facilities.detail", public_id=card.public_id, slug=card.slug),
        kind=card.kind,
        sign=str(card.kind_word.sign),
        point=card.point,
        status=card.status,
        precision=card.precision or Precision.BUILDING,
        precision_text=precision_text(card.precision, *where),
        unverified=card.is_unverified,
    )


def pin_of_facility(facility: Any) -> Pin | None:
    """Return the pin of a record; None when its place is not known."""
    place = facility.location
    if place is None or place.point is None:
        return None
    settlement = best(place.settlement.names).value if place.settlement else place.settlement_text
    region = best(place.region.names).value if place.region else ""
    return Pin(
        id=facility.public_id,
        name=best(facility.names).value,
        url=url_for("facilities.detail", public_id=facility.public_id, slug=facility.slug),
        kind=facility.kind.value,
        sign=str(facility.kind.sign),
        point=place.point,
        status=facility.status.value,
        precision=place.precision or Precision.BUILDING,
        precision_text=precision_text(place.precision, settlement, region),
        unverified=facility.is_unverified,
    )


EARTH = Box(-60.0, -180.0, 75.0, 180.0)
"""What a map shows as long as no outline has been loaded."""


@lru_cache(maxsize=8)
def country_box(boundaries: tuple[tuple[str, str], ...]) -> Box:
    """Return the rectangle around all regions.

    Args:
        boundaries: ISO code and GeoJSON geometry of each.
    """
    boxes = [outlines.bounds(shape) for shape in outlines.simplified(boundaries, 0.05).values()]
    if not boxes:
        return EARTH
    return Box(
        min(box.south for box in boxes),
        min(box.west for box in boxes),
        max(box.north for box in boxes),
        max(box.east for box in boxes),
    )


def short_names() -> dict[str, str]:
    """Return the short name of every region by ISO code, in the language in use."""
    return {region.iso: best(region.short_names).value for region in places.regions()}


def drawn(
    pins: Iterable[Pin], title: str, focus: str = "", shades: Mapping[str, str] | None = None
) -> Any:
    """Return the sketch that stands in for the map in print and without scripts."""
    boundaries = places.boundaries()
    if not boundaries:
        return Markup("")
    return sketch.static_svg(
        boundaries,
        pins,
        title=title,
        names=short_names(),
        focus=focus,
        crowd=_("Facilities: {count}"),
        shades=shades,
    )


def frame(
    label: str, pins: Iterable[Pin], focus: str = "", shades: Mapping[str, str] | None = None
) -> build.Frame:
    """Return what every map needs, in the language in use.

    Args:
        label: Name of the map, read out to those who do not see it.
        pins: What the sketch shows that stands in for the map.
        focus: ISO code of the region that the sketch shows; empty shows the country.
        shades: Classes of regions by ISO code, in the sketch.
    """
    config = current_app.config
    tiles = build.Tiles(config["TILES_URL"], config["TILES_ATTRIBUTION"])
    return build.Frame(
        assets=build.Assets(
            leaflet_js=asset("vendor/leaflet/leaflet.js"),
            leaflet_css=asset("vendor/leaflet/leaflet.css"),
            map_js=asset("js/map.js"),
        ),
        view=country_box(places.boundaries()),
        boundaries_url=url_for("facilities.boundaries", v=places.revision()),
        boundaries_credit=places.boundaries_credit(),
        texts=texts(
            {kind.value: str(kind.label) for kind in Kind},
            {status.value: str(status.label) for status in Status},
        ),
        label=label,
        nonce=nonce(),
        tiles=tiles if tiles.url else None,
        sketch=drawn(pins, label, focus, shades),
    )


def facility_drawing(facility: Any, neighbours: Iterable[Any]) -> build.Drawing | None:
    """Return the map of a facility with what is near; None when its place is not known."""
    pin = pin_of_facility(facility)
    if pin is None:
        return None
    others = [found for found in map(pin_of_facility, neighbours) if found]
    region = facility.location.region_iso or ""
    label = _("Map of %(name)s", name=pin.name)
    return build.facility_map(frame(label, [pin], region), pin, others)


def region_drawing(region: Region, facilities: Iterable[Any]) -> build.Drawing | None:
    """Return the map of a region with its facilities; None when its outline is not known."""
    pins = [found for found in map(pin_of_facility, facilities) if found]
    label = _("Map of %(name)s", name=best(region.names).value)
    shape = outlines.simplified(places.boundaries(), 0.05).get(region.iso)
    if shape is None:
        return None
    return build.region_map(
        frame(label, pins, region.iso),
        iso=region.iso,
        fit=outlines.bounds(shape),
        points_url=url_for("search.points", region=region.iso),
    )


def _base() -> bytes:
    towns = [
        outlines.Place(best(town.names).value, town.point, town.population)
        for town in places.settlements()
    ]
    return outlines.base_geojson(places.boundaries(), short_names(), towns)


@lru_cache(maxsize=8)
def _kept_base(_lang: str, _revision: str) -> bytes:
    return _base()


def base_map() -> bytes:
    """Return what a map draws under its pins, as GeoJSON: outlines and names of places."""
    revision = places.revision()
    return _kept_base(language(), revision) if revision else _base()
