"""The audit of a small country, by hand and against a comparison of everybody with everything."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.coverage.audit import audit, curve_of, with_site
from registry.coverage.changes import change
from registry.coverage.costs import Times
from registry.coverage.ground import NEVER
from registry.coverage.measures.distances import great_circle_km
from registry.coverage.standing import counted
from registry.coverage.vocabulary import Cost
from registry.facilities.vocabulary import Kind, Status
from tests.coverage.world import DAY, KM_PER_DEGREE, asks, ground_of, people_at, sites_at

FEW = settings(max_examples=20, deadline=None)
SEEDS = st.integers(0, 2**32 - 1)
TODAY = DAY.toordinal()
PARK = Kind.TECHNOLOGY_PARK

PEOPLE = people_at((50, 70, 100, 0), (50.5, 70, 300, 0), (53, 70, 400, 1))
"""Two places in the first region, half a degree apart; one in the second, 3 degrees north."""


@pytest.fixture
def ground():
    """Two parks in the first region; none in the second."""
    return ground_of(PEOPLE, sites_at((50, 70, 0), (50, 70, 0)))


def at_random(seed, sites=15):
    """Return a ground of 60 places and some facilities in two regions, anywhere in Kazakhstan."""
    random = np.random.default_rng(seed)
    people = people_at(
        *(
            (random.uniform(41, 55), random.uniform(47, 87), random.uniform(1, 1e5), place % 2)
            for place in range(60)
        )
    )
    parks = sites_at(
        *(
            (
                *(random.uniform(41, 55), random.uniform(47, 87), place % 2, PARK),
                *(Status.ACTIVE, 0, NEVER, random.uniform(1, 5000)),
            )
            for place in range(sites)
        )
    )
    return ground_of(people, parks, official=(4e6, 4e6))


def test_the_figures_of_a_small_country_are_those_computed_by_hand(ground):
    figures = audit(ground, asks(standard=60.0)).figures

    assert figures.facilities.tolist() == [2, 0, 2]
    assert figures.density.tolist() == [200, 0, 100]
    assert figures.per_10000_km2 == pytest.approx([2, 0, 2 / 3])
    assert figures.located.tolist() == [400, 400, 800]
    assert figures.not_located.tolist() == [600, 600, 1200]
    assert figures.covered.tolist() == [400, 0, 400]
    assert figures.beyond.tolist() == [0, 400, 400]
    assert figures.share.tolist() == [1, 0, 0.5]
    assert figures.share_low.tolist() == [0.4, 0, 0.2]
    assert figures.share_high.tolist() == [1, 0.6, 0.8]
    assert figures.second_share.tolist() == [1, 0, 0.5]
    assert figures.kinds_within.tolist() == [1, 0, 0.5]
    assert figures.shares[0] == pytest.approx([0.25, 0.25, 0.25, 1, 1])  # 10 to 200 km
    half = KM_PER_DEGREE / 2
    assert figures.mean == pytest.approx([0.75 * half, 6 * half, 3.375 * half], rel=1e-5)
    assert figures.median == pytest.approx([half, 6 * half, half], rel=1e-5)
    assert figures.p90 == pytest.approx([half, 6 * half, 6 * half], rel=1e-5)
    assert figures.farthest_point.tolist() == [1, 2, 2]
    assert figures.burden == pytest.approx([0, 400 * (6 * half - 60), 400 * (6 * half - 60)], 1e-4)
    assert np.isnan(figures.access).all()  # nobody knows any area


def test_people_cross_borders_and_the_share_by_own_facilities_stands_beside():
    ground = ground_of(PEOPLE, sites_at((53, 70, 0)))  # of the first region, in reach of the other

    figures = audit(ground, asks(standard=60.0)).figures

    assert figures.share.tolist() == [0, 1, 0.5]
    assert figures.own_share.tolist() == [0, 0, 0]


def test_a_facility_without_a_pin_counts_and_is_near_to_nobody():
    ground = ground_of(PEOPLE, sites_at((np.nan, np.nan, 0)))

    found = audit(ground, asks())

    assert found.figures.facilities.tolist() == [1, 0, 1]
    assert found.figures.without_pin.tolist() == [1, 0, 1]
    assert found.figures.covered.tolist() == [0, 0, 0]
    assert found.site.tolist() == [-1, -1, -1]


def test_without_people_or_facilities_nothing_is_invented():
    found = audit(ground_of(people_at(), sites_at(), official=(np.nan, 0.0)), asks())

    assert np.isnan(found.figures.share).all()
    assert np.isnan(found.figures.density).all()
    assert np.isnan(found.figures.mean).all()
    assert found.figures.farthest_point.tolist() == [-1, -1, -1]
    assert np.isnan(found.inequality.gini)


def test_people_of_no_region_count_for_the_country_alone():
    ground = ground_of(people_at((50, 70, 100, 0), (50, 70, 50, -1)), sites_at((50, 70, 0)))

    figures = audit(ground, asks()).figures

    assert figures.located.tolist() == [100, 0, 150]
    assert figures.covered.tolist() == [100, 0, 150]
    assert figures.own_covered.tolist() == [100, 0, 100]


def test_where_more_people_are_found_than_there_are_officially_no_share_is_above_one():
    ground = ground_of(PEOPLE, sites_at((50, 70, 0)), official=(300.0, 300.0))

    figures = audit(ground, asks(standard=60.0)).figures

    assert figures.not_located.tolist() == [0, 0, 0]
    assert figures.share_high.tolist() == [1, 0, 0.5]


def test_by_road_the_straight_line_is_longer_by_the_detour(ground):
    line = audit(ground, asks(standard=60.0))
    road = audit(ground, asks(standard=60.0, cost=Cost.ROAD, detour=1.3))

    assert road.cost == pytest.approx(line.cost * 1.3)
    assert road.figures.covered.tolist() == [100, 0, 100]  # 55.6 km are 72.3 by road


def test_travel_times_come_from_their_table_and_what_is_not_in_it_is_out_of_reach(ground):
    times = Times(np.array([1, 3, 2]), np.array([1, 1, 9]), np.array([10.0, 120.0, 1.0]))

    found = audit(ground, asks(standard=120.0, cost=Cost.TABLE, table_id=1), times)

    assert found.cost.tolist() == [10.0, np.inf, 120.0]
    assert found.figures.covered.tolist() == [100, 400, 500]
    assert np.isnan(found.figures.mean[[0, 2]]).all()  # some reach nothing: no mean can be told


def test_without_a_table_travel_times_are_refused(ground):
    with pytest.raises(ValueError, match="travel times"):
        audit(ground, asks(cost=Cost.TABLE, table_id=1))


@pytest.mark.parametrize(
    ("status", "first", "end", "counts"),
    [
        (Status.ACTIVE, 0, NEVER, True),
        (Status.ACTIVE, TODAY, NEVER, True),
        (Status.ACTIVE, TODAY + 1, NEVER, False),
        (Status.CLOSED, 0, TODAY + 1, True),
        (Status.CLOSED, 0, TODAY, False),
        (Status.CLOSED, 0, NEVER, False),
        (Status.PLANNED, 0, NEVER, False),
        (Status.UNKNOWN, 0, NEVER, False),
    ],
)
def test_a_facility_counts_from_its_opening_to_its_closing(status, first, end, counts):
    sites = sites_at((50, 70, 0, PARK, status, first, end))

    assert counted(sites, asks(), DAY).tolist() == [counts]


def test_what_is_planned_counts_where_it_is_asked_for_and_other_kinds_never():
    sites = sites_at((50, 70, 0, PARK, Status.PLANNED), (50, 70, 0, Kind.FAB_LAB, Status.PLANNED))

    assert counted(sites, asks(statuses=(Status.PLANNED,)), DAY).tolist() == [True, False]


@FEW
@given(SEEDS, st.floats(0, 1500))
def test_the_audit_is_that_of_a_comparison_of_all(seed, standard):
    ground = at_random(seed)
    people, sites = ground.people, ground.sites
    every = great_circle_km(people.lats, people.lons, sites.lats, sites.lons)
    own = np.where(people.region[:, None] == sites.region, every, np.inf)

    figures = audit(ground, asks(standard=standard)).figures

    for row, here in ((0, people.region == 0), (1, people.region == 1), (2, people.region >= 0)):
        weight = people.people[here]
        within = every[here] <= standard
        assert figures.covered[row] == pytest.approx(weight[within.any(axis=1)].sum())
        assert figures.own_covered[row] == pytest.approx(
            weight[(own[here] <= standard).any(axis=1)].sum()
        )
        second = weight[within.sum(axis=1) >= 2].sum() / weight.sum()
        assert figures.second_share[row] == pytest.approx(second)
        mean = (weight * every[here].min(axis=1)).sum() / weight.sum()
        assert figures.mean[row] == pytest.approx(mean)
        assert figures.farthest[row] == pytest.approx(every[here].min(axis=1).max())


@FEW
@given(SEEDS, st.floats(0, 1500), st.floats(0, 1500))
def test_before_and_gained_less_lost_is_after(seed, one, other):
    ground = at_random(seed)
    moved = ground._replace(sites=at_random(seed + 1).sites)

    found = change(ground, audit(ground, asks(standard=one)), audit(moved, asks(standard=other)))

    assert found.before + found.gained - found.lost == pytest.approx(found.after)
    assert (found.gained >= 0).all()
    assert (found.lost >= 0).all()
    assert found.after == pytest.approx(audit(moved, asks(standard=other)).figures.covered)


@FEW
@given(SEEDS)
def test_one_site_more_costs_what_a_whole_audit_with_it_finds(seed):
    ground = at_random(seed, sites=6)
    sites = ground.sites
    fewer = ground._replace(sites=type(sites)(*(column[:5] for column in sites)))

    found = with_site(audit(fewer, asks()), fewer, float(sites.lats[5]), float(sites.lons[5]))

    assert found == pytest.approx(audit(ground, asks()).cost, abs=1e-6)


def test_the_curve_of_a_region_is_of_its_people_alone(ground):
    found = curve_of(ground, audit(ground, asks()), 0)

    assert found.at(0) == 0.25
    assert found.at(56) == 1
