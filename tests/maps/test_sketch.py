import gzip
from math import dist
from pathlib import Path
from xml.etree import ElementTree

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.geo import Point
from registry.maps import sketch
from registry.maps.sketch import ground, static_svg
from tests.maps.samples import HOSTILE, NAMES, OUTLINES, pin

PACK = Path(__file__).parents[2] / "registry" / "packs" / "kz" / "boundaries.geojson"


def parsed(svg):
    return ElementTree.fromstring(str(svg))  # noqa: S314 - our own


def signs(svg, kind):
    return [one for one in svg.findall("g") if one.get("class").split()[0] == kind]


def middle(places):
    xs, ys = zip(*places, strict=True)
    return round(sum(xs) / len(xs)), round(sum(ys) / len(ys))


def compared_with_all(base, pins):
    """The plain way, which takes the square of the number of pins."""
    groups = []
    for one in sorted(pins, key=lambda pin: (pin.point, pin.id)):
        place = base.place(one.point)
        near = next((g for g in groups if dist(middle(g), place) < sketch.TOGETHER), None)
        if near:
            near.append(place)
        else:
            groups.append([place])
    return groups


@pytest.fixture(scope="module")
def kazakhstan():
    features = orjson.loads(PACK.read_bytes())["features"]
    return tuple(
        (feature["properties"]["iso"], orjson.dumps(feature["geometry"]).decode())
        for feature in features
    )


def test_all_regions_of_kazakhstan_fit_in_twelve_kilobytes(kazakhstan):
    svg = static_svg(kazakhstan, title="Kazakhstan")

    assert svg.count("<path") == 20
    assert len(gzip.compress(svg.encode())) < 12_000


def test_the_sketch_has_a_title_and_a_description():
    svg = parsed(static_svg(OUTLINES, title="Country", desc="Two regions."))

    assert svg.get("role") == "img"
    assert svg.get("aria-label") == svg.findtext("title") == "Country"
    assert svg.findtext("desc") == "Two regions."


def test_a_pin_stands_where_it_is_north_up():
    west_south, east_north = pin(point=Point(50.2, 60.2)), pin(point=Point(51.8, 63.8))

    svg = parsed(static_svg(OUTLINES, [west_south, east_north], title="Country"))

    moves = [one.get("transform") for one in svg.findall("g")]
    (x1, y1), (x2, y2) = (map(int, move[10:-1].split()) for move in moves)
    assert x1 < x2 and y1 > y2


def test_pins_that_would_lie_on_each_other_become_a_number():
    pins = [pin(id=str(number), point=Point(51, 61)) for number in range(7)]

    svg = parsed(static_svg(OUTLINES, pins, title="Country", crowd="Facilities: {count}"))

    (crowd,) = svg.findall("g")
    assert crowd.findtext("text") == "7"
    assert crowd.findtext("title") == "Facilities: 7"


def test_an_approximate_pin_has_a_ring_and_says_so():
    vague = pin(precision="settlement", precision_text="approximate: centre of Semey")

    svg = parsed(static_svg(OUTLINES, [vague], title="Country"))

    (sign,) = svg.findall("g")
    assert sign.find("circle") is not None
    assert sign.findtext("title") == "Hub, approximate: centre of Semey"


def test_a_region_in_focus_is_marked():
    svg = parsed(static_svg(OUTLINES, title="Ouest", focus="XX-1"))

    classes = [path.get("class") for path in svg.findall("path")]
    assert sorted(classes) == ["map-region", "map-region map-region--chosen"]


def test_names_stand_where_there_is_room_and_no_sign():
    covering = pin(point=Point(51, 61))

    svg = parsed(static_svg(OUTLINES, [covering], title="Country", names=NAMES))

    assert [text.text for text in svg.findall("text")] == ["Est"]


def test_hostile_text_stays_text():
    hostile = pin(name=HOSTILE, sign=HOSTILE, kind=HOSTILE, precision_text=HOSTILE)
    names = {"XX-1": "<b>", "XX-2": '"&'}

    svg = parsed(static_svg(OUTLINES, [hostile], title=HOSTILE, desc=HOSTILE, names=names))

    assert {element.tag for element in svg.iter()} <= {
        "svg", "title", "desc", "path", "text", "g", "circle",
    }  # fmt: skip
    assert svg.findtext("title") == HOSTILE


@given(st.lists(st.tuples(st.floats(-90, 90), st.floats(-180, 180)), max_size=20))
def test_pins_anywhere_on_earth_are_drawn_inside_or_not_at_all(places):
    pins = [pin(id=str(n), point=Point(*place)) for n, place in enumerate(places)]

    svg = parsed(static_svg(OUTLINES, pins, title="Country"))

    _x, _y, width, height = map(int, svg.get("viewBox").split())
    for sign in svg.findall("g"):
        x, y = map(int, sign.get("transform")[10:-1].split())
        assert 0 <= x <= width and 0 <= y <= height


@given(
    st.lists(
        st.tuples(st.floats(50, 52), st.floats(60, 64)) | st.just((51.0, 61.0)),
        min_size=1,
        max_size=60,
    )
)
def test_each_pin_is_drawn_once_alone_or_in_a_number(places):
    pins = [pin(id=str(n), name=f"Hub {n}", point=Point(*place)) for n, place in enumerate(places)]

    svg = parsed(static_svg(OUTLINES, pins, title="Country", crowd="{count}"))

    alone = [one.findtext("title") for one in signs(svg, "sketch__pin")]
    numbers = [int(one.findtext("text")) for one in signs(svg, "sketch__crowd")]
    assert len(alone) == len(set(alone)) and set(alone) <= {one.name for one in pins}
    assert all(number > 1 for number in numbers)
    assert len(alone) + sum(numbers) == len(pins)


@given(st.lists(st.tuples(st.floats(50, 52), st.floats(60, 64)), max_size=60))
def test_pins_are_put_together_as_if_each_were_compared_with_all(places):
    base = ground(OUTLINES)
    pins = [pin(id=str(n), point=Point(*place)) for n, place in enumerate(places)]

    svg = parsed(static_svg(OUTLINES, pins, title="Country"))

    drawn = [tuple(map(int, one.get("transform")[10:-1].split())) for one in svg.findall("g")]
    assert drawn == [middle(one) for one in compared_with_all(base, pins)]


def test_ten_times_the_pins_take_no_hundred_times_the_looks(monkeypatch):
    looks = []
    monkeypatch.setattr(sketch, "dist", lambda a, b: looks.append(a) or dist(a, b))
    pins = [
        pin(id=f"{n:05}", point=Point(50 + n * 37 % 997 / 500, 60 + n * 61 % 991 / 250))
        for n in range(10_000)
    ]

    looked = []
    for count in (1_000, 10_000):
        looks.clear()
        static_svg(OUTLINES, pins[:count], title="Country")
        looked.append(len(looks))

    assert looked[1] < 15 * looked[0]
    assert looked[1] < 9 * 2 * len(pins)
