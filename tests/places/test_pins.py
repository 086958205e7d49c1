from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.geo import Point
from registry.places.pack import read_pack
from registry.places.pins import Outlines, Trouble, check, sentence
from tests.conftest import PACK

SEMEY = Point(50.42064, 80.25025)
ALMATY = Point(43.25249, 76.9115)
PAVLODAR = Point(52.27601, 76.96881)
MOSCOW = Point(55.75, 37.62)


@pytest.fixture(scope="module")
def outlines():
    return Outlines(read_pack(PACK).boundaries.items())


@pytest.fixture(scope="module")
def square():
    """One region, from 50 to 51 degrees north and 70 to 71 east."""
    ring = "[[[70,50],[71,50],[71,51],[70,51],[70,50]]]"
    return Outlines([("KZ-1", f'{{"type": "Polygon", "coordinates": {ring}}}')])


def test_a_pin_in_its_region_is_right(outlines):
    verdict = check(*SEMEY, outlines, "KZ-10")

    assert verdict == (Trouble.NONE, SEMEY, "KZ-10")
    assert verdict.is_right


def test_a_pin_without_region_gets_the_one_it_lies_in(outlines):
    assert check(*SEMEY, outlines).region_iso == "KZ-10"


def test_every_settlement_of_the_pack_is_in_its_region(outlines):
    wrong = [
        town["id"]
        for town in read_pack(PACK).settlements
        if not check(town["lat"], town["lon"], outlines, town["region_iso"]).is_right
    ]

    assert wrong == []


def test_zero_is_nowhere(outlines):
    assert check(0, 0, outlines) == (Trouble.ZERO, None, None)
    assert check(0.001, -0.002, outlines, "KZ-10") == (Trouble.ZERO, None, None)


def test_swapped_degrees_are_offered_swapped(outlines):
    verdict = check(SEMEY.lon, SEMEY.lat, outlines, "KZ-10")

    assert verdict == (Trouble.SWAPPED, SEMEY, "KZ-10")
    assert not verdict.is_right


def test_swapped_degrees_are_noticed_even_where_no_latitude_is_so_large(square):
    wide = Outlines(
        [("KZ-1", '{"type":"Polygon","coordinates":[[[99,50],[100,50],[100,51],[99,51],[99,50]]]}')]
    )

    assert check(99.5, 50.5, wide) == (Trouble.SWAPPED, Point(50.5, 99.5), "KZ-1")


def test_a_pin_in_another_region_is_told_where_it_lies(outlines):
    assert check(*PAVLODAR, outlines, "KZ-10") == (Trouble.REGION, PAVLODAR, "KZ-55")


def test_a_pin_abroad_is_outside_the_country(outlines):
    assert check(*MOSCOW, outlines) == (Trouble.COUNTRY, None, None)
    assert check(*MOSCOW, outlines, "KZ-10") == (Trouble.COUNTRY, None, None)


@pytest.mark.parametrize(("km", "is_right"), [(1.9, True), (2.1, False)])
def test_two_kilometres_beyond_the_border_are_forgiven(square, km, is_right):
    south = Point(50 - km / 111.24, 70.5)  # a degree of latitude has 111.24 km there

    assert check(*south, square, "KZ-1").is_right is is_right
    assert check(*south, square).is_right is is_right


def test_a_region_without_outline_holds_nothing(outlines):
    assert check(*SEMEY, outlines, "KZ-99").trouble is Trouble.REGION


@pytest.mark.parametrize("pin", [(nan, 80), (50, inf), (95, 200), (-91, 0)])
def test_what_are_no_degrees_is_no_place(outlines, pin):
    assert check(*pin, outlines) == (Trouble.NUMBERS, None, None)


@given(st.floats(), st.floats(), st.sampled_from([None, "KZ-1", "KZ-2"]))
def test_every_pin_gets_a_verdict_that_agrees_with_itself(square, lat, lon, iso):
    verdict = check(lat, lon, square, iso)

    assert verdict.is_right == (verdict.trouble is Trouble.NONE)
    if verdict.is_right:
        assert verdict.point == (lat, lon)
        assert iso in (None, verdict.region_iso)
    if verdict.trouble is Trouble.SWAPPED:
        assert verdict.point == (lon, lat)


def test_each_trouble_has_its_sentence(app, outlines):
    pins = [(*SEMEY, None), (0, 0, None), (80.25025, 50.42064, None), (*PAVLODAR, "KZ-10"),
            (*MOSCOW, None), (nan, 0, None)]  # fmt: skip
    names = {"KZ-55": "Pavlodar Region"}

    said = [sentence(check(lat, lon, outlines, iso), names) for lat, lon, iso in pins]

    assert said[0] == ""
    assert "50.4206, 80.2502" in said[2]
    assert "Pavlodar Region" in said[3]
    assert len(set(said)) == 6
