"""In which region a point lies, on the outlines that we ship."""

from pathlib import Path

import orjson
import pytest

from registry.geo import Point
from registry.places.borders import region_at

PACK = Path(__file__).parents[2] / "registry" / "packs" / "kz"


@pytest.fixture(scope="module")
def boundaries():
    features = orjson.loads((PACK / "boundaries.geojson").read_bytes())["features"]
    return tuple(
        (feature["properties"]["iso"], orjson.dumps(feature["geometry"]).decode())
        for feature in features
    )


@pytest.mark.parametrize(
    ("lat", "lon", "iso"),
    [
        (50.4111, 80.2275, "KZ-10"),
        (51.1801, 71.446, "KZ-71"),
        (43.2525, 76.9115, "KZ-75"),
        (42.3417, 69.5901, "KZ-79"),
        (54.8753, 69.1628, "KZ-59"),
        (42.8746, 74.5698, None),  # Bishkek
        (53.3548, 83.7698, None),  # Barnaul
        (0, 0, None),
        (80.2275, 50.4111, None),  # swapped
    ],
)
def test_a_point_lies_in_its_region_or_in_none(boundaries, lat, lon, iso):
    assert region_at(Point(lat, lon), boundaries) == iso


def test_a_point_in_another_region_is_in_none_of_those_expected(boundaries):
    astana = Point(51.1801, 71.446)

    assert region_at(astana, boundaries, ["KZ-71"]) == "KZ-71"
    assert region_at(astana, boundaries, ["KZ-10", "KZ-11"]) is None


def test_a_point_just_across_the_border_counts_where_it_is_expected():
    square = '{"type":"Polygon","coordinates":[[[70,50],[71,50],[71,51],[70,51],[70,50]]]}'
    boundaries = (("KZ-11", square),)

    assert region_at(Point(49.992, 70.5), boundaries, ["KZ-11"]) == "KZ-11"  # 0.9 km
    assert region_at(Point(49.990, 70.5), boundaries, ["KZ-11"]) is None  # 1.1 km
    assert region_at(Point(49.992, 70.5), boundaries) is None
