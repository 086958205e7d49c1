"""A small SVG map for pages without scripts and for print: outlines and pins. Pure.

Plate carrée, squeezed by the cosine of the middle latitude; drawn from simplified outlines.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import pairwise
from math import cos, dist, radians
from typing import NamedTuple

import shapely
from markupsafe import Markup, escape
from shapely.geometry.base import BaseGeometry

from registry.geo import Box, Point
from registry.maps.outlines import bounds, label_point, simplified
from registry.maps.pins import Pin
from registry.maps.signs import INACTIVE, PATHS, shape

TOLERANCE = 0.03
"""Degrees by which a border may differ from the record."""

WIDTH = 620
"""Units across the whole country; signs are about 16 of them."""

WIDTH_IN_FOCUS = 320
"""The same for one region, which stands in a narrow column."""

LEAST_SPAN = 2.0
"""Degrees that a sketch shows at least from west to east: a city with what lies around it."""

ROOM_PER_LETTER = 6.2
"""Units that a letter of a region's name takes."""

TOGETHER = 22
"""Pins nearer to each other than so many units are drawn as a number."""


class Ground(NamedTuple):
    """The part of a sketch that is the same for all visitors."""

    width: int
    height: int
    box: Box
    paths: tuple[tuple[str, str], ...]  # ISO code and path
    labels: tuple[tuple[str, int, int, int], ...]  # ISO code, x, y, width at that place

    def place(self, point: Point) -> tuple[int, int]:
        """Return x and y of a point."""
        return _placed(self.box, self.width, point)


def _placed(box: Box, width: int, point: Point) -> tuple[int, int]:
    scale = width / (box.east - box.west)
    x = (point.lon - box.west) * scale
    y = (box.north - point.lat) * scale / cos(radians(box.centre.lat))
    return round(x), round(y)


@lru_cache(maxsize=8)
def ground(outlines: tuple[tuple[str, str], ...], focus: str = "") -> Ground:
    """Return the drawn outlines.

    Args:
        outlines: ISO code and GeoJSON geometry of each region; at least one.
        focus: ISO code of the region to show with its surroundings; empty shows all.
    """
    shapes = simplified(outlines, TOLERANCE)
    seen = [bounds(shapes[focus])] if focus in shapes else [bounds(one) for one in shapes.values()]
    box = _widened(seen)
    width = WIDTH_IN_FOCUS if focus in shapes else WIDTH
    if focus in shapes:
        shapes = simplified(outlines, min(TOLERANCE, (box.east - box.west) / width))
    empty = Ground(width, _placed(box, width, Point(box.south, box.east))[1], box, (), ())
    around = shapely.box(*_wsen(_beyond(box)))
    drawn = {iso: one for iso, one in shapes.items() if around.intersects(one)}
    return empty._replace(
        paths=tuple((iso, _path(empty, one)) for iso, one in drawn.items()),
        labels=tuple(_label(empty, iso, one) for iso, one in drawn.items()),
    )


def _wsen(box: Box) -> tuple[float, float, float, float]:
    return box.west, box.south, box.east, box.north


def _widened(boxes: list[Box]) -> Box:
    """Return the rectangle around all, with a margin of a fortieth of its size or more."""
    souths, wests, norths, easts = zip(*boxes, strict=True)
    south, west, north, east = min(souths), min(wests), max(norths), max(easts)
    margin = max((north - south) / 40, (east - west) / 40, (LEAST_SPAN - (east - west)) / 2)
    return Box(south - margin, west - margin, north + margin, east + margin)


def _path(base: Ground, outline: BaseGeometry) -> str:
    """Return all rings as one path of relative steps; corners that fall together are left out."""
    clipped = shapely.clip_by_rect(outline, *_wsen(_beyond(base.box)))
    parts = [part for part in shapely.get_parts(clipped) if part.geom_type == "Polygon"]
    rings = [ring for part in parts for ring in (part.exterior, *part.interiors)]
    return "".join(_ring([base.place(Point(y, x)) for x, y in ring.coords]) for ring in rings)


def _beyond(box: Box) -> Box:
    """Return what is drawn: more than is framed, for a place that is wider or higher."""
    high, wide = box.north - box.south, box.east - box.west
    return Box(box.south - high / 2, box.west - 2 * wide, box.north + high / 2, box.east + 2 * wide)


def _ring(corners: list[tuple[int, int]]) -> str:
    steps = [
        f"{x - old_x} {y - old_y}"
        for (old_x, old_y), (x, y) in pairwise(corners[:-1])
        if (x, y) != (old_x, old_y)
    ]
    if len(steps) < 2:
        return ""
    return f"M{corners[0][0]} {corners[0][1]}l{' '.join(steps)}z".replace(" -", "-")


def _label(base: Ground, iso: str, outline: BaseGeometry) -> tuple[str, int, int, int]:
    point = label_point(outline)
    across = outline.intersection(shapely.LineString([(-180, point.lat), (180, point.lat)]))
    room = round(across.length * base.width / (base.box.east - base.box.west))
    return (iso, *base.place(point), room)


def static_svg(
    outlines: tuple[tuple[str, str], ...],
    pins: Iterable[Pin] = (),
    *,
    title: str,
    desc: str = "",
    names: Mapping[str, str] | None = None,
    focus: str = "",
    crowd: str = "{count}",
    shades: Mapping[str, str] | None = None,
) -> Markup:
    """Return the sketch as an inline SVG with title and description; styled by map.css.

    Args:
        outlines: ISO code and GeoJSON geometry of each region, as from the boundaries.
        pins: Facilities; such as lie together become one circle with their number.
        title: What the sketch shows.
        desc: A sentence more, for those who do not see it.
        names: Short name of each region by ISO code; shown where there is room.
        focus: ISO code of the region to show and to mark; empty shows the country.
        crowd: Name of a circle that stands for several facilities, with {count}.
        shades: Class of each region by ISO code: it gets the look of `map-region--shade-CLASS`.
    """
    base = ground(outlines, focus)
    groups = _groups((base.place(pin.point), pin) for pin in _drawn(base, pins))
    areas = Markup("").join(
        Markup('<path class="map-region{}" d="{}"/>').format(_look(iso, focus, shades or {}), path)
        for iso, path in base.paths
    )
    words = Markup("").join(
        Markup('<text class="sketch__label" x="{}" y="{}">{}</text>').format(x, y, name)
        for x, y, name in _free_labels(base, names or {}, [one.middle for one in groups])
    )
    signs = Markup("").join(
        _sign(base, one.pins[0]) if len(one.pins) == 1 else _crowd(one, crowd) for one in groups
    )
    return Markup(
        '<svg class="sketch" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        "<title>{}</title><desc>{}</desc>{}{}{}</svg>"
    ).format(base.width, base.height, title, title, desc, areas, words, signs)


def _look(iso: str, focus: str, shades: Mapping[str, str]) -> str:
    chosen = " map-region--chosen" if iso == focus else ""
    return chosen + (f" map-region--shade-{shades[iso]}" if iso in shades else "")


def _free_labels(
    base: Ground, names: Mapping[str, str], taken: list[tuple[int, int]]
) -> Iterable[tuple[int, int, str]]:
    """Yield the names that their regions have room for and that no sign covers."""
    for iso, x, y, room in base.labels:
        width = len(names.get(iso, "")) * ROOM_PER_LETTER
        covered = any(abs(x - u) < width / 2 + 9 and abs(y - v) < 15 for u, v in taken)
        if 0 < width < room and not covered:
            yield x, y, names[iso]


def _drawn(base: Ground, pins: Iterable[Pin]) -> list[Pin]:
    """Return the pins that lie on the sketch, in an order that depends on nothing else."""
    return sorted(
        (pin for pin in pins if pin.point in base.box), key=lambda one: (one.point, one.id)
    )


class _Group:
    """Pins drawn as one; knows their middle without looking at all of them again."""

    def __init__(self, order: int) -> None:
        self.order = order
        self.pins: list[Pin] = []
        self._x = self._y = 0

    def add(self, place: tuple[int, int], pin: Pin) -> None:
        self.pins.append(pin)
        self._x += place[0]
        self._y += place[1]

    @property
    def middle(self) -> tuple[int, int]:
        return round(self._x / len(self.pins)), round(self._y / len(self.pins))

    @property
    def cell(self) -> tuple[int, int]:
        """Column and row of its middle; what is near lies in the same cell or one beside it."""
        x, y = self.middle
        return x // TOGETHER, y // TOGETHER


def _groups(placed: Iterable[tuple[tuple[int, int], Pin]]) -> list[_Group]:
    """Return the pins with their places, such together whose signs would touch.

    Each is compared with the groups around it only: the time grows as their number does.
    """
    groups: list[_Group] = []
    cells: defaultdict[tuple[int, int], list[_Group]] = defaultdict(list)
    for place, pin in placed:
        group = _near(cells, place)
        if group:
            cells[group.cell].remove(group)
        else:
            group = _Group(len(groups))
            groups.append(group)
        group.add(place, pin)
        cells[group.cell].append(group)
    return groups


def _near(cells: Mapping[tuple[int, int], list[_Group]], place: tuple[int, int]) -> _Group | None:
    """Return the first group, in the order of their making, whose middle is near a place."""
    column, row = place[0] // TOGETHER, place[1] // TOGETHER
    around = ((column + right, row + down) for right in (-1, 0, 1) for down in (-1, 0, 1))
    beside = (one for cell in around for one in cells.get(cell, ()))
    near = (one for one in beside if dist(one.middle, place) < TOGETHER)
    return min(near, key=lambda one: one.order, default=None)


def _sign(base: Ground, pin: Pin) -> Markup:
    states = {"inactive": pin.status in INACTIVE, "unverified": pin.unverified}
    marks = "".join(f" sketch__pin--{state}" for state, holds in states.items() if holds)
    ring = Markup('<circle class="sketch__ring" r="12"/>') if pin.approximate else ""
    x, y = base.place(pin.point)
    name = ", ".join(filter(None, [pin.name, pin.precision_text]))
    return Markup(
        '<g class="sketch__pin sign--{}{}" transform="translate({} {})"><title>{}</title>'
        '<path d="{}"/><text>{}</text>{}</g>'
    ).format(pin.kind, marks, x, y, name, PATHS[shape(pin.kind)], pin.sign, ring)


def _crowd(group: _Group, crowd: str) -> Markup:
    x, y = group.middle
    count = len(group.pins)
    name = escape(crowd.replace("{count}", str(count)))
    return Markup(
        '<g class="sketch__crowd" transform="translate({} {})"><title>{}</title>'
        '<circle r="{}"/><text>{}</text></g>'
    ).format(x, y, name, 10 if count < 10 else 13, count)
