"""Tells map programs where our vector tiles are and what they hold: TileJSON 3.0. Pure.

Source: https://github.com/mapbox/tilejson-spec/tree/master/3.0.0
"""

from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import escape

from registry.geo import Box
from registry.i18n import _
from registry.maps.web_tile import MERCATOR_LAT

ZOOM_CLOSEST = 18
"""Nearer, programs enlarge what they have: all but what stands at one place has come apart."""

ZOOM_FIRST = 4
"""Where a map opens: a country fills the screen."""


def document(
    *, tiles: str, bounds: Box, kinds: Mapping[str, str], credits: Iterable[str]
) -> dict[str, Any]:
    """Return the document, its sentences in the language in use.

    Args:
        tiles: Address of a tile with {z}, {x} and {y}.
        bounds: The country.
        kinds: Label of each kind by code.
        credits: How the makers of the data want to be named; programs show it as HTML.
    """
    south, north = max(bounds.south, -MERCATOR_LAT), min(bounds.north, MERCATOR_LAT)
    middle = bounds.centre
    return {
        "tilejson": "3.0.0",
        "name": _("Registry of innovation infrastructure"),
        "description": _(
            "Facilities where a tile holds few of them, else counts of those near each other. A"
            " facility is in one tile of each zoom."
        ),
        "scheme": "xyz",
        "tiles": [tiles],
        "minzoom": 0,
        "maxzoom": ZOOM_CLOSEST,
        "bounds": [round(degrees, 4) for degrees in (bounds.west, south, bounds.east, north)],
        "center": [round(middle.lon, 4), round(middle.lat, 4), ZOOM_FIRST],
        "attribution": str(escape(" · ".join(dict.fromkeys(filter(None, credits))))),
        "vector_layers": [
            _layer("facilities", _("Facilities, one by one"), _of_facilities()),
            _layer("cells", _("Facilities near each other, counted"), _of_cells() | dict(kinds)),
        ],
    }


def _layer(id: str, description: str, fields: Mapping[str, str]) -> dict[str, Any]:
    zooms = {"minzoom": 0, "maxzoom": ZOOM_CLOSEST}
    return {"id": id, "description": description, **zooms, "fields": dict(fields)}


def _of_facilities() -> dict[str, str]:
    return {
        "id": _("Public id: eight letters and digits that never change"),
        "name": _("Name"),
        "kind": _("Kind, by its code"),
        "status": _("Status, by its code: active, planned, closed …"),
        "precision": _("What the place stands on: building, street, settlement or region"),
        "unverified": _("Whether the sources are too weak to rely on"),
        "url": _("Address of the page"),
    }


def _of_cells() -> dict[str, str]:
    return {"count": _("Number of facilities; of each kind under its code")}
