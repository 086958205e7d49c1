"""What we write is what an independent reader of the format reads."""

import mapbox_vector_tile
import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.geo import Point
from registry.maps.vector_tile import EXTENT, Mark, encode
from registry.maps.web_tile import ZOOM_MOST, Tile

WORLD = Tile(0, 0, 0)

texts = st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from(
    ["", "Өскемен", "технопарк «Алатау»", "École d’été", "深圳", "مركز", "🚀", "\u0000", "a" * 300]
)
values = (
    texts
    | st.booleans()
    | st.floats()
    | st.integers(-(2**63), 2**64 - 1)
    | st.sampled_from([0, 1, -1, 1.0, 0.0, -0.0, True, False, 127, 128, 2**63, 2**64 - 1, -(2**63)])
)
points = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180))
marks = st.builds(
    Mark,
    points,
    st.dictionaries(texts, values | st.none(), max_size=6),
    st.none() | st.integers(0, 2**64 - 1),
)
layers = st.dictionaries(texts, st.lists(marks, max_size=8), max_size=4)


@st.composite
def tiles(draw):
    z = draw(st.integers(0, ZOOM_MOST))
    numbers = st.integers(0, 2**z - 1)
    return Tile(z, draw(numbers), draw(numbers))


def read(tile):
    return mapbox_vector_tile.decode(tile, default_options={"y_coord_down": True})


def features(tile):
    return [feature for layer in read(tile).values() for feature in layer["features"]]


def place(feature):
    return tuple(feature["geometry"]["coordinates"])


def exactly(value):
    """Return a value so that equal means the same in type and bits: 1 is not True, NaN is NaN."""
    return (type(value), value.hex() if isinstance(value, float) else value)


def exact(properties):
    return {key: exactly(value) for key, value in properties.items() if value is not None}


@given(given=layers, tile=tiles())
def test_layers_ids_and_properties_come_back_as_they_were(given, tile):
    found = read(encode(given, tile, buffer=64))

    assert found.keys() == {name for name, inside in given.items() if inside}
    for name, layer in found.items():
        assert (layer["version"], layer["extent"]) == (2, EXTENT)
        assert [exact(one["properties"]) for one in layer["features"]] == [
            exact(mark.properties) for mark in given[name]
        ]
        assert [one["id"] for one in layer["features"]] == [mark.id or 0 for mark in given[name]]


@given(tile=tiles(), x=st.integers(0, EXTENT - 1), y=st.integers(0, EXTENT - 1))
def test_a_point_stands_in_the_unit_that_holds_it(tile, x, y):
    box = tile.box
    lon = box.west + (x + 0.5) / EXTENT * 360 / 2**tile.z

    (found,) = features(encode({"one": [Mark(Point(latitude(tile, y), lon), {})]}, tile))

    assert found["geometry"]["type"] == "Point"
    assert place(found) == (x, y)


def latitude(tile, y):
    """Return the latitude of the middle of a unit, found by halving."""
    south, north = -90.0, 90.0
    for _ in range(100):
        middle = (south + north) / 2
        is_below = tile.place(Point(middle, 0))[1] > (y + 0.5) / EXTENT
        south, north = (middle, north) if is_below else (south, middle)
    return south


@given(point=points, tile=tiles(), buffer=st.integers(0, 256))
def test_no_point_leaves_the_tile_and_its_buffer(point, tile, buffer):
    (found,) = features(encode({"one": [Mark(point, {})]}, tile, buffer))

    assert all(-buffer <= unit < EXTENT + buffer for unit in place(found))


def test_the_buffer_holds_what_lies_beyond_the_edges():
    tile = Tile(1, 1, 0)
    west, east = Mark(Point(10, -1), {}), Mark(Point(10, 1), {})

    def columns(buffer):
        return [place(one)[0] for one in features(encode({"a": [west, east]}, tile, buffer))]

    assert columns(64) == [-23, 22]
    assert columns(0) == [0, 22]
    assert columns(10) == [-10, 22]


def test_the_far_edge_belongs_to_the_next_tile():
    tile = Tile(4, 8, 8)  # the eastern edge is 22.5

    (found,) = features(encode({"a": [Mark(Point(-21.95, 22.5), {})]}, tile))

    assert max(place(found)) == EXTENT - 1


def test_equal_keys_and_values_are_written_once():
    many = [Mark(Point(n / 10, 0), {"kind": "technology_park", "is": True}) for n in range(100)]

    tile = encode({"facilities": many}, WORLD)

    assert [tile.count(word) for word in (b"kind", b"technology_park")] == [1, 1]
    assert len(tile) < 100 * 20


def test_a_tile_without_marks_is_empty():
    assert encode({}, WORLD) == encode({"facilities": []}, WORLD) == b""


@pytest.mark.parametrize(
    "mark",
    [
        Mark(Point(0, 0), {"a": 2**64}),
        Mark(Point(0, 0), {"a": -(2**63) - 1}),
        Mark(Point(0, 0), {"a": "\ud800"}),
        Mark(Point(0, 0), {"\ud800": 1}),
        Mark(Point(0, 0), {}, id=-1),
        Mark(Point(0, 0), {}, id=2**64),
    ],
)
def test_what_the_format_cannot_hold_is_refused(mark):
    with pytest.raises(ValueError):
        encode({"a": [mark]}, WORLD)
