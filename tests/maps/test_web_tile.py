from itertools import product
from math import floor, inf, nextafter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.geo import Point
from registry.maps.web_tile import ZOOM_MOST, Tile

zooms = st.integers(0, ZOOM_MOST)


@st.composite
def tiles(draw):
    z = draw(zooms)
    numbers = st.integers(0, 2**z - 1)
    return Tile(z, draw(numbers), draw(numbers))


def around(point, z):
    """Return the tiles that come into question for a point."""
    east, south = Tile(z, 0, 0).place(point)
    near = [Tile(z, floor(east) + i, floor(south) + j) for i, j in product((-1, 0, 1), repeat=2)]
    return [tile for tile in near if tile.exists]


def edges(tile):
    """Return points on the corners of a tile, and the next that a computer knows to each side."""
    box = tile.box
    lats = {nextafter(lat, to) for lat in (box.south, box.north) for to in (-inf, lat, inf)}
    lons = {nextafter(lon, to) for lon in (box.west, box.east) for to in (-inf, lon, inf)}
    return [Point(a, b) for a, b in product(lats, lons) if abs(a) <= 90 and abs(b) <= 180]


@given(lat=st.floats(-90, 90), lon=st.floats(-180, 180), z=zooms)
def test_a_point_belongs_to_one_tile_of_each_zoom(lat, lon, z):
    point = Point(lat, lon)

    assert len([tile for tile in around(point, z) if point in tile.box]) == 1


@given(tile=tiles())
def test_a_point_on_an_edge_belongs_to_one_tile(tile):
    for point in edges(tile):
        assert len([near for near in around(point, tile.z) if point in near.box]) == 1


@given(tile=tiles())
def test_the_north_western_corner_is_inside_the_others_are_not(tile):
    here = tile.box
    east, south = Tile(tile.z, tile.x + 1, tile.y), Tile(tile.z, tile.x, tile.y + 1)

    assert Point(here.north, here.west) in here
    if east.exists:
        assert Point(here.north, east.box.west) not in here
    if south.exists:
        assert Point(south.box.north, here.west) not in here


@given(tile=tiles(), share=st.tuples(*[st.floats(0.01, 0.99)] * 2))
def test_places_run_from_the_north_western_corner_to_the_south_eastern(tile, share):
    box = tile.box
    if 0 < tile.y < 2**tile.z - 1:  # the outermost tiles go on to the poles
        assert tile.place(Point(box.north, box.west)) == pytest.approx((0, 0), abs=1e-6)
        assert tile.place(Point(box.south, box.east)) == pytest.approx((1, 1), abs=1e-6)

    lat = box.south + share[0] * (box.north - box.south)
    east, south = tile.place(Point(lat, box.west + share[1] * (box.east - box.west)))

    assert (0 <= east < 1 and 0 <= south <= 1) or abs(lat) > 85


def test_a_known_tile_is_where_it_should_be():
    box = Tile(5, 22, 10).box  # Astana's, by the formulas of the OpenStreetMap wiki

    assert (box.west, box.east) == (67.5, pytest.approx(78.75))
    assert (box.south, box.north) == (pytest.approx(48.922499), pytest.approx(55.776573))


@pytest.mark.parametrize(
    "tile", [Tile(-1, 0, 0), Tile(23, 0, 0), Tile(2, 4, 0), Tile(2, 0, 4), Tile(2, -1, 0)]
)
def test_what_lies_beyond_the_map_is_no_tile(tile):
    assert not tile.exists
