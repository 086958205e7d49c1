"""A country of two squares, and the parts of a page that every map needs."""

import json

from registry.geo import Box, Point
from registry.maps.build import Assets, Frame
from registry.maps.pins import Pin

HOSTILE = "\"><script>alert('&')</script>@nonce@@label@"


def square(west, south, size=2.0):
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


OUTLINES = (("XX-1", square(60, 50)), ("XX-2", square(62, 50)))
NAMES = {"XX-1": "Ouest", "XX-2": "Est"}


def pin(**changes):
    plain = {
        "id": "abcdefgh",
        "name": "Hub",
        "url": "/en/facilities/abcdefgh",
        "kind": "it_hub",
        "sign": "IT",
        "point": Point(51, 61),
    }
    return Pin(**plain | changes)


def frame(**changes):
    plain = {
        "assets": Assets("/static/leaflet.js", "/static/leaflet.css", "/static/map.js"),
        "view": Box(50, 60, 52, 64),
        "boundaries_url": "/en/base.json",
        "boundaries_credit": "Bureau of Maps",
        "texts": {"close": "Close"},
        "label": "Map of the results",
        "nonce": "n0nce",
    }
    return Frame(**plain | changes)
