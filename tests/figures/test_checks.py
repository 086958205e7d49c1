"""What figures can be, each and together."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.facilities.indicators import GROUPS, Indicator
from registry.figures.charts import HEIGHT, Point, chart
from registry.figures.checks import NOT_ABOVE, faults, occupancy
from registry.figures.periods import parse

AREAS = (Indicator.OCCUPIED_AREA, Indicator.RENTABLE_AREA, Indicator.GROSS_FLOOR_AREA)


def test_every_indicator_stands_in_one_group():
    members = [one for group in GROUPS.values() for one in group]

    assert sorted(members) == sorted(Indicator)


@settings(max_examples=60)
@given(st.lists(st.none() | st.integers(0, 9), min_size=3, max_size=3))
def test_areas_are_right_when_the_occupied_fits_in_the_rentable_and_that_in_the_whole(areas):
    known = {one: float(area) for one, area in zip(AREAS, areas, strict=True) if area is not None}

    in_order = [known[one] for one in AREAS if one in known]

    assert (faults(known) == {}) is (in_order == sorted(in_order))


@pytest.mark.parametrize(("part", "whole"), NOT_ABOVE)
def test_a_part_is_not_above_its_whole_and_may_be_as_much(part, whole):
    assert faults({part: 5, whole: 5}) == {}
    assert list(faults({part: 6, whole: 5})) == [part]
    assert faults({part: 6}) == {}


@pytest.mark.parametrize(
    ("indicator", "value"),
    [
        (Indicator.RESIDENTS, 1.5),
        (Indicator.RESIDENTS, -1),
        (Indicator.SURVIVAL_RATE_3Y, 101),
        (Indicator.OCCUPANCY_RATE, 50),
        (Indicator.OUTPUT, 10**16),
    ],
)
def test_what_cannot_be_is_told(indicator, value):
    assert list(faults({indicator: value})) == [indicator]


def test_the_occupancy_is_worked_out_where_both_areas_are_known():
    assert occupancy({Indicator.OCCUPIED_AREA: 30, Indicator.RENTABLE_AREA: 40}) == 75
    assert occupancy({Indicator.OCCUPIED_AREA: 30}) is None
    assert occupancy({Indicator.OCCUPIED_AREA: 0, Indicator.RENTABLE_AREA: 0}) is None


@pytest.mark.parametrize("code", ["2026", "2026-H1", "2026-H2", "2026-Q1", "2026-Q4"])
def test_a_period_is_found_by_its_code(code):
    assert parse(code).code == code


@pytest.mark.parametrize("code", ["", "26", "2026-Q5", "2026-H3", "2026-M1", "1800", "2026-Q"])
def test_there_is_no_other_period(code):
    assert parse(code) is None


def test_a_period_ends_with_the_last_day_of_its_last_month():
    assert parse("2028-Q1").last == date(2028, 3, 31)
    assert parse("2026-H1").last == date(2026, 6, 30)


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(*[st.none() | st.floats(0, 10**13, allow_subnormal=False)] * 2),
        min_size=1,
        max_size=8,
    )
)
def test_bars_stay_in_the_drawing_and_begin_at_zero(values):
    drawing = chart([Point("2026", *pair) for pair in values])

    for bar, (fact, plan) in zip(drawing.bars, values, strict=True):
        assert (bar.height is None) is (fact is None)
        assert (bar.plan_y is None) is (plan is None)
        for y in (bar.top, bar.plan_y):
            assert y is None or 0 <= y <= HEIGHT
        if bar.height is not None:
            assert bar.height >= 0
            assert round(bar.top + bar.height, 1) == drawing.base
