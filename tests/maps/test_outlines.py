import orjson
import pytest
import shapely

from registry.geo import Box, Point
from registry.maps import outlines
from registry.maps.outlines import Place
from tests.maps.samples import NAMES, OUTLINES, square
from tests.maps.test_sketch import kazakhstan  # noqa: F401 - a fixture


def test_neighbours_keep_one_border(kazakhstan):  # noqa: F811
    shapes = list(outlines.simplified(kazakhstan, 0.03).values())

    assert shapely.coverage_is_valid(shapes, gap_width=0)


def test_simplifying_drops_corners_and_keeps_the_area(kazakhstan):  # noqa: F811
    fine, coarse = (outlines.simplified(kazakhstan, tolerance) for tolerance in (0.001, 0.03))

    corners = [sum(map(shapely.get_num_coordinates, one.values())) for one in (fine, coarse)]
    assert corners[1] < corners[0] / 3
    for iso, shape in fine.items():
        assert coarse[iso].area == pytest.approx(shape.area, rel=0.1)


def test_a_speck_is_left_out_but_never_all_of_a_region():
    islands = shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(2, 2, 2.001, 2.001)])
    lone = square(5, 5, size=0.001)

    found = outlines.simplified((("A", shapely.to_geojson(islands)), ("B", lone)), 0.0)

    assert len(shapely.get_parts(found["A"])) == 1
    assert not found["B"].is_empty


def test_the_base_holds_regions_with_names_inside_and_towns_largest_first():
    towns = [Place("Small", Point(51, 61)), Place("Large", Point(50.5, 63), 9000)]

    base = orjson.loads(outlines.base_geojson(OUTLINES, NAMES, towns))

    regions = [one for one in base["features"] if "iso" in one["properties"]]
    for region in regions:
        label = region["properties"]
        assert label["name"] == NAMES[label["iso"]]
        shape = shapely.geometry.shape(region["geometry"])
        assert shape.contains(shapely.Point(label["lon"], label["lat"]))
    assert [one["properties"]["name"] for one in base["features"][2:]] == ["Large", "Small"]
    assert base["features"][2]["geometry"]["coordinates"] == [63, 50.5]


def test_a_rectangle_lies_around_points_or_is_none():
    assert outlines.around([Point(1, 4), Point(3, 2)]) == Box(1, 2, 3, 4)
    assert outlines.around([]) is None
