"""Maps drawn by Folium, in the three parts it renders, fit for a strict Content-Security-Policy.

The shell (Leaflet's files, the map and its tiles) is the same for every visitor and is kept;
nonce, name and data are filled in for each page. static/js/map.js finds the map as
`window.registryMap` and its data in the element `registry_map_data`, and does the rest.
Only our own files are referred to; a tile server only when one is set.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import folium
import orjson
from branca.element import Element, MacroElement
from folium.template import Template
from folium.utilities import JsCode
from markupsafe import Markup, escape

from registry.geo import Box, Point
from registry.maps.labels import instructions
from registry.maps.pins import Pin, feature

MAP_ID = "registry_map"
NONCE, LABEL, HINT = "@nonce@", "@label@", "@hint@"  # holes in the shell

MIN_ZOOM, MAX_ZOOM = 3, 18
APPROXIMATE_KM = {"settlement": 8.0, "region": 60.0}
"""Radius of the circle that says how little an approximate pin knows, by precision."""

CLOSE_UP = {"building": 9, "street": 9, "settlement": 9, "region": 6}
"""Zoom at which the map of one facility opens, by precision: neighbouring towns are in view."""

CLOSER_ON_TILES = 4
"""Steps of zoom more where tiles show streets."""

MOTIONS = ("zoom_animation", "fade_animation", "marker_zoom_animation", "inertia")
CALM = JsCode('!matchMedia("(prefers-reduced-motion: reduce)").matches')


class Assets(NamedTuple):
    """Addresses of our own files."""

    leaflet_js: str
    leaflet_css: str
    map_js: str
    map_css: str = ""  # empty: the page links it itself


class Tiles(NamedTuple):
    """A tile server."""

    url: str  # with {z}, {x} and {y}
    attribution: str  # as text


class Frame(NamedTuple):
    """What every map of a page needs, whatever it shows."""

    assets: Assets
    view: Box  # the country
    boundaries_url: str  # answers what outlines.base_geojson gives
    boundaries_credit: str  # as text
    texts: Mapping[str, Any]  # labels.texts
    label: str  # name of the map
    nonce: str
    tiles: Tiles | None = None
    sketch: Markup = Markup("")  # sketch.static_svg: stands in until the script runs, and in print


class Drawing(NamedTuple):
    """A map in parts: into <head>, to its place in <body>, and before </body>."""

    header: Markup
    html: Markup
    script: Markup


class _Shell(folium.Map):
    """Folium's map without the files and styles that it takes from elsewhere."""

    default_js = []
    default_css = []
    _template = Template(
        """
        {% macro html(this, kwargs) %}
        <div class="map__canvas" id={{ this.get_name()|tojson }} role="application"
          aria-label="@label@" aria-describedby="{{ this.get_name() }}_hint"></div>
        <p class="unseen" id="{{ this.get_name() }}_hint">@hint@</p>
        {% endmacro %}
        {% macro script(this, kwargs) %}
        const {{ this.get_name() }} = L.map({{ this.get_name()|tojson }}, {
          center: {{ this.location|tojson }},
          crs: L.CRS.{{ this.crs }},
          ...{{ this.options|tojavascript }}
        });
        {% endmacro %}
        """
    )


class _Handle(MacroElement):
    """Lets map.js find the map, and adds a scale in kilometres."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        L.control.scale({imperial: false}).addTo({{ this._parent.get_name() }});
        window.registryMap = {{ this._parent.get_name() }};
        {% endmacro %}
        """
    )


class _File(Element):
    """A file of ours that the page loads."""

    def __init__(self, template: str, url: str) -> None:
        super().__init__(template)
        self.url = url


STYLE = '<link rel="stylesheet" href="{{ this.url|e }}">'
SCRIPT = '<script src="{{ this.url|e }}" defer nonce="@nonce@"></script>'
MODULE = '<script type="module" src="{{ this.url|e }}" nonce="@nonce@"></script>'


@lru_cache(maxsize=8)
def _shell(assets: Assets, view: Box, tiles: Tiles | None) -> Drawing:
    """Return the parts with holes where nonce and name go; no data of any page."""
    chart = _Shell(
        location=view.centre,
        zoom_start=4,
        tiles=None,
        zoom_snap=1 if tiles else 0.25,  # tiles blur between whole steps
        max_bounds=True,
        min_lat=view.south - 20,
        max_lat=view.north + 20,
        min_lon=view.west - 30,
        max_lon=view.east + 30,
        scroll_wheel_zoom=False,
        wheel_px_per_zoom_level=120,
        bounce_at_zoom_limits=False,
    )
    motions: dict[str, Any] = dict.fromkeys(MOTIONS, CALM)
    # Folium gives them to tiles alone: without tiles the map would have no last zoom.
    chart.options |= motions | {"min_zoom": MIN_ZOOM, "max_zoom": MAX_ZOOM}
    chart._name, chart._id = (
        "registry",
        "map",
    )  # Folium makes them up; the same page, the same bytes
    if tiles:
        credit = str(escape(tiles.attribution or tiles.url))
        layer = folium.TileLayer(tiles.url, attr=credit, min_zoom=MIN_ZOOM, max_zoom=MAX_ZOOM)
        layer._id = "base"
        layer.add_to(chart)
    _Handle().add_to(chart)
    return _rendered(chart, assets)


def _rendered(chart: folium.Map, assets: Assets) -> Drawing:
    page = folium.Figure()
    page.header._children.clear()  # a charset, which the page has set itself
    page.add_child(chart)
    for template, url in ((STYLE, assets.leaflet_css), (STYLE, assets.map_css)):
        if url:
            page.header.add_child(_File(template, url))
    page.header.add_child(_File(SCRIPT, assets.leaflet_js))
    page.render()
    # Modules run after deferred scripts, in order: Leaflet, this script, map.js.
    drawn = f'<script type="module" nonce="{NONCE}">\n{page.script.render()}\n</script>\n'
    parts = (page.header, page.html)
    header, html = (_tidy(part.render()) for part in parts)
    return Drawing(header, html, _tidy(drawn + _File(MODULE, assets.map_js).render()))


def _tidy(html: str) -> Markup:
    """Take out the indentation; the templates above have escaped what they were given."""
    return Markup("\n".join(line.strip() for line in html.splitlines() if line.strip()))  # noqa: S704


def _drawing(frame: Frame, data: Mapping[str, Any]) -> Drawing:
    """Fill the holes of the shell and add the data of this page."""
    shell = _shell(frame.assets, frame.view, frame.tiles)
    header, html, script = (part.replace(NONCE, escape(frame.nonce)) for part in shell)
    html = html.replace(HINT, escape(instructions())).replace(LABEL, escape(frame.label))
    whole = {
        "boundaries": frame.boundaries_url,
        "credit": frame.boundaries_credit,
        "home": _corners(frame.view),
        "tiles": bool(frame.tiles),
        "texts": frame.texts,
        **data,
    }
    block = Markup('<script type="application/json" id="{}_data" nonce="{}">{}</script>').format(
        MAP_ID, frame.nonce, _json(whole)
    )
    sketch = Markup('<div class="map__sketch">{}</div>').format(frame.sketch)
    inside = html + (sketch if frame.sketch else Markup("")) + block
    return Drawing(header, Markup('<div class="map">{}</div>').format(inside), script)


def _json(data: Mapping[str, Any]) -> Markup:
    """Return data as JSON that cannot end the script element it stands in."""
    text = orjson.dumps(data).decode()
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704 - all that means something in HTML is gone


def _corners(box: Box) -> list[list[float]]:
    return [[box.south, box.west], [box.north, box.east]]


def results_map(
    frame: Frame,
    *,
    points_url: str,
    search_url: str = "",
    fit: Box | None = None,
    centre: Point | None = None,
    radius_km: float | None = None,
) -> Drawing:
    """Return the map beside a list of results.

    Args:
        frame: What all maps need.
        points_url: Answers pins.feature_collection; the script adds `view` (south,west,north,east)
            and `zoom` (a whole number) to its query.
        search_url: Address of this search that the script gives another place, by the parameters
            `box` or `near`; it takes the old place away. Empty: the address of the page.
        fit: What to show first; None shows the circle, or else the country.
        centre: Where the search looks from.
        radius_km: How far it looks.
    """
    data = {
        "points": points_url,
        "search": search_url,
        "fit": _corners(fit) if fit else None,
        "centre": list(centre) if centre else None,
        "radius_km": radius_km,
    }
    return _drawing(frame, {"mode": "results", **data})


def facility_map(frame: Frame, pin: Pin, neighbours: Iterable[Pin] = ()) -> Drawing:
    """Return the map of one facility: its pin, how exact that is, and what is near."""
    closer = CLOSER_ON_TILES if frame.tiles else 0
    data = {
        "features": [feature(pin), *(feature(other) for other in neighbours)],
        "chosen": pin.id,
        "around": list(pin.point),
        "around_km": APPROXIMATE_KM.get(pin.precision),
        "zoom": CLOSE_UP.get(pin.precision, CLOSE_UP["settlement"]) + closer,
    }
    return _drawing(frame, {"mode": "facility", **data})


def pin_map(frame: Frame, fit: Box | None, others: Iterable[Pin] = ()) -> Drawing:
    """Return the map on which somebody sets a pin; static/js/moderation-pin.js sets it.

    Args:
        frame: What all maps need.
        fit: What to show first; None shows the country.
        others: Facilities that are there already.
    """
    features = [feature(other) for other in others]
    fits = _corners(fit) if fit else None
    return _drawing(frame, {"mode": "pin", "fit": fits, "features": features})


def region_map(frame: Frame, *, iso: str, fit: Box, points_url: str) -> Drawing:
    """Return the map of one region: its outline marked, its facilities loaded from points_url."""
    return _drawing(
        frame, {"mode": "region", "region": iso, "fit": _corners(fit), "points": points_url}
    )


def shade_map(
    frame: Frame, shades: Mapping[str, str], points_url: str = "", pins: Iterable[Pin] = ()
) -> Drawing:
    """Return the map of the country with its regions in classes.

    Args:
        frame: What all maps need.
        shades: Class of each region by ISO code: it gets the look of `map-region--shade-CLASS`.
        points_url: Answers pins.feature_collection; empty shows none.
        pins: Places to show.
    """
    features = [feature(pin) for pin in pins]
    data: dict[str, Any] = {"mode": "shades", "shades": dict(shades)}
    if points_url:
        data["points"] = points_url
    if features:
        data["features"] = features
    return _drawing(frame, data)
