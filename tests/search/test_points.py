import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from registry.facilities.vocabulary import Kind
from registry.geo import Box, Point, Reach, Spots, distance_km, geodesics_km
from registry.search.queries import cells, find, nearby, points
from registry.search.queries.pins import Pins, packed, rounded, tile_of, unpacked
from registry.search.question import Question
from tests.factories import SEMEY
from tests.search import world
from tests.search.asking import many, questions, wide
from tests.search.world import listed

KAZAKHSTAN = Box(40, 46, 56, 88)

anywhere = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180))
near_by = st.builds(lambda a, b: Point(SEMEY.lat + a, SEMEY.lon + b), *[st.floats(-2, 2)] * 2)
pins = st.lists(anywhere | near_by | st.just(SEMEY), min_size=1, max_size=30)
centres = anywhere | near_by | st.just(SEMEY)


def stored(places):
    """Return pins numbered from 1, at the places as the index keeps them, and these places."""
    kept = [Point(rounded(lat), rounded(lon)) for lat, lon in places]
    held = {}
    for number, place in enumerate(kept, 1):
        held.setdefault(tile_of(*place), []).append((number, *place))
    blocks = b"".join(packed(spots) for spots in held.values())
    return Pins.none().with_tiles(list(held), blocks), kept


@many
@given(places=pins, centre=centres, radius_km=st.floats(0.001, 20100), data=st.data())
def test_a_circle_holds_what_the_geodesic_says(places, centre, radius_km, data):
    held, places = stored(places)
    on_rim = distance_km(centre, data.draw(st.sampled_from(places)))

    for km in (radius_km, on_rim):
        inside = {n for n, place in enumerate(places, 1) if distance_km(centre, place) <= km}
        assert set(nearby.circle(held, centre, km)) == inside


@many
@given(places=pins, centre=centres, count=st.integers(1, 10), data=st.data())
def test_the_nearest_are_those_by_geodesic_also_after_some(places, centre, count, data):
    held, places = stored(places)
    among = BitMap(data.draw(st.sets(st.sampled_from(range(1, len(places) + 1)))))
    km = geodesics_km(centre, Spots(np.arange(len(places)), *np.array(places).T)).tolist()
    reaches = sorted(Reach(km[n - 1], n) for n in among)

    after = data.draw(st.none() | st.sampled_from(reaches)) if reaches else None
    rest = [reach for reach in reaches if after is None or reach > after]

    assert nearby.nearest(held, centre, among, count, after) == rest[:count]


def test_no_neighbour_hides_outside_the_box_of_the_first_circle():
    corner = Point(nearby.FIRST_KM * 0.9 / 111.2, nearby.FIRST_KM * 0.9 / 111.4)
    north = Point(nearby.FIRST_KM * 1.1 / 111.2, 0.0)
    held, _places = stored([corner, north])

    found = nearby.nearest(held, Point(0, 0), BitMap([1, 2]), 1)

    assert [reach.id for reach in found] == [2]


def test_facilities_that_no_tile_has_are_not_looked_for_for_ever():
    held, _places = stored([Point(44, 77)])

    found = nearby.nearest(held, Point(50, 70), BitMap(range(1, 400)), 20)

    assert [reach.id for reach in found] == [1]


@many
@given(places=pins, south=st.floats(-90, 90), west=st.floats(-180, 180), data=st.data())
def test_a_box_holds_its_edges(places, south, west, data):
    held, places = stored(places)
    box = Box(south, west, data.draw(st.floats(south, 90)), data.draw(st.floats(west, 180)))

    inside = {number for number, place in enumerate(places, 1) if place in box}

    assert set(nearby.in_box(held, box)) == inside


@many
@given(first=pins, second=pins)
def test_pins_with_other_tiles_are_those_read_from_nothing(first, second):
    before, _places = stored(first)
    whole, _places = stored(second)
    tiles = {}
    for lat, lon in first:
        tiles[tile_of(rounded(lat), rounded(lon))] = b""
    for number, place in enumerate(second, 1):
        at = Point(rounded(place[0]), rounded(place[1]))
        tile = tile_of(*at)
        tiles[tile] = packed([*unpacked(tiles.get(tile, b"")), (number, *at)])

    renewed = before.with_tiles(list(tiles), b"".join(tiles.values()))

    assert renewed.codes.tolist() == whole.codes.tolist()
    assert sorted(renewed.ids.tolist()) == sorted(whole.ids.tolist())


@pytest.fixture
def country(app):
    return world.build()


@many
@given(question=questions)
def test_few_facilities_are_shown_one_by_one(country, question):
    shown = points(question, KAZAKHSTAN, 5)

    found = {hit.card.id for hit in find(question).hits if hit.card.point}
    assert {card.id for card in shown.cards} == found
    assert shown.total == len(found)
    assert shown.cells == []


@many
@given(question=wide, zoom=st.integers(0, 22))
def test_cells_hold_every_facility_once(country, question, zoom):
    found = [hit.card for hit in find(question.having(size=1000)).hits if hit.card.point]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cells, "CARDS_MOST", -1)
        shown = points(question, KAZAKHSTAN, zoom)

    assert shown.total == sum(cell.count for cell in shown.cells) == len(found)
    for kind in world.KINDS:
        assert sum(cell.kinds.get(kind, 0) for cell in shown.cells) == sum(
            card.kind == kind for card in found
        )


def test_a_cell_is_64_pixels_wide_and_stands_at_the_mean_of_what_it_holds(app, monkeypatch):
    monkeypatch.setattr(cells, "CARDS_MOST", 1)
    width = 360 / 2**5 / 4  # degrees of longitude at zoom 5
    west = -180 + width * 92
    listed(at=Point(50, west), kind=Kind.FAB_LAB)
    listed(at=Point(50, west + width * 0.5), kind=Kind.FAB_LAB)
    listed(at=Point(50, west + width * 0.99), kind=Kind.IT_HUB)
    listed(at=Point(50, west + width * 1.01), kind=Kind.IT_HUB)

    first, second = points(Question(), KAZAKHSTAN, 5).cells

    assert (first.count, first.kinds) == (3, {"fab_lab": 2, "it_hub": 1})
    assert (first.lat, first.lon) == (50, pytest.approx(west + width * 1.49 / 3, abs=1e-6))
    assert (second.count, second.kinds) == (1, {"it_hub": 1})


def test_only_what_the_viewport_shows_is_given(app):
    listed("Inside")
    listed("Outside", at=Point(44, 77))
    listed("Nowhere", at=None)

    shown = points(Question(), Box(50, 80, 51, 81), 10)

    assert [card.names["en"] for card in shown.cards] == ["Inside"]
