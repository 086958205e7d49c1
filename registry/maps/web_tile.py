"""The square tiles that web maps are cut into, as parts of the Earth in degrees. Pure.

Tiles are numbered as in OpenStreetMap and TileJSON (scheme `xyz`): zoom 0 is one tile, each zoom
halves it, x counts eastwards from the date line and y southwards from the north (EPSG:3857).
"""

from math import asinh, atan, degrees, inf, nextafter, pi, radians, sinh, tan
from typing import NamedTuple

from registry.geo import Box, Point

ZOOM_MOST = 22

MERCATOR_LAT = degrees(atan(sinh(pi)))
"""Degrees north and south where the map ends, 85.05; what lies beyond is drawn at its edge."""


class Tile(NamedTuple):
    """One tile of a zoom; its numbers may be beyond those that there are."""

    z: int
    x: int
    y: int

    @property
    def exists(self) -> bool:
        """Tell whether the map has such a tile."""
        if not 0 <= self.z <= ZOOM_MOST:
            return False  # before the number of tiles is asked for, which may fit no memory
        return 0 <= self.x <= self._last and 0 <= self.y <= self._last

    @property
    def _last(self) -> int:
        return (1 << max(self.z, 0)) - 1

    @property
    def box(self) -> Box:
        """What belongs to the tile: every point of the Earth to exactly one tile of a zoom.

        The western and northern edges belong to a tile, the eastern and southern to the next. The
        outermost tiles reach to the date line and to the poles.
        """
        return Box(
            south=-90.0 if self.y == self._last else nextafter(self._lat(self.y + 1), inf),
            west=self._lon(self.x),
            north=90.0 if self.y == 0 else self._lat(self.y),
            east=180.0 if self.x == self._last else nextafter(self._lon(self.x + 1), -inf),
        )

    def _lon(self, x: int) -> float:
        return 360 * x / (1 << self.z) - 180

    def _lat(self, y: int) -> float:
        return degrees(atan(sinh(pi * (1 - 2 * y / (1 << self.z)))))

    def place(self, point: Point) -> tuple[float, float]:
        """Return how far east and south a point lies in the tile: 0 to 1 inside.

        >>> Tile(1, 1, 0).place(Point(0, 90))
        (0.5, 1.0)
        """
        lat = radians(min(max(point.lat, -MERCATOR_LAT), MERCATOR_LAT))
        width = 1 << self.z
        east = (point.lon + 180) / 360 * width - self.x
        south = (1 - asinh(tan(lat)) / pi) / 2 * width - self.y
        return east, south
