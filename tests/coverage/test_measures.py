"""Each measure by a computation by hand, and by what must hold whatever the numbers are."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.coverage.measures import inequality
from registry.coverage.measures.access import gaussian, step, two_step
from registry.coverage.measures.density import density
from registry.coverage.measures.distances import (
    great_circle_km,
    in_rows,
    nearest,
    nearest_of,
    pairs_within,
)
from registry.coverage.measures.shares import (
    burden,
    coverage,
    curve,
    mean_cost,
    quantile,
    unmet,
)
from tests.coverage.world import KM_PER_DEGREE

FEW = settings(max_examples=25, deadline=None)
SEEDS = st.integers(0, 2**32 - 1)
ONE = np.zeros(3, np.int64)
PEOPLE = np.array([100.0, 300.0, 600.0])
COST = np.array([5.0, 50.0, 120.0])


def drawn(seed, n=40, m=12):
    """Return places of people and facilities somewhere on Earth, the date line among them."""
    random = np.random.default_rng(seed)
    return (
        *(random.uniform(-80, 80, n), random.uniform(-180, 180, n)),
        *(random.uniform(-80, 80, m), random.uniform(-180, 180, m)),
    )


def test_a_degree_along_a_meridian_is_111_km_and_across_the_date_line_it_is_not_far():
    km = great_circle_km(*map(np.array, ([0.0, 0.0], [0.0, 179.5], [1.0, 0.0], [0.0, -179.5])))

    assert km[0, 0] == pytest.approx(KM_PER_DEGREE, abs=0.01)
    assert km[1, 1] == pytest.approx(KM_PER_DEGREE, abs=0.01)


@FEW
@given(SEEDS)
def test_the_nearest_are_those_of_a_comparison_of_all(seed):
    places = drawn(seed)
    every = great_circle_km(*places)

    found = nearest(*places, k=3)

    assert found.km == pytest.approx(np.sort(every, axis=1)[:, :3], abs=1e-6)
    assert np.take_along_axis(every, found.idx, axis=1) == pytest.approx(found.km, abs=1e-6)


@FEW
@given(SEEDS, st.floats(0, 15_000))
def test_pairs_are_those_of_a_comparison_of_all(seed, radius):
    places = drawn(seed)
    every = great_circle_km(*places)

    found = pairs_within(*places, radius)

    sure = np.abs(every - radius) > 1e-3
    dense = np.zeros(every.shape, bool)
    dense[found.rows, found.indices] = True
    assert (dense == (every <= radius))[sure].all()
    assert every[found.rows, found.indices] == pytest.approx(found.cost, abs=1e-6)


def test_a_place_at_the_door_of_a_facility_is_a_pair_of_cost_0():
    there = np.array([50.0])

    found = pairs_within(there, there, there, there, 0.0)

    assert (found.cost.tolist(), found.indices.tolist()) == ([0.0], [0])


def test_without_facilities_the_nearest_is_none_and_infinitely_far():
    nothing = np.zeros(0)

    found = nearest(np.array([50.0]), np.array([70.0]), nothing, nothing)

    assert (found.km.tolist(), found.idx.tolist()) == ([[np.inf]], [[-1]])


def test_a_place_without_coordinates_is_refused():
    with pytest.raises(ValueError, match="coordinates"):
        nearest(np.array([np.nan]), np.array([70.0]), np.array([50.0]), np.array([70.0]))


def test_the_nearest_of_a_table_of_times_is_its_least_and_of_equal_ones_the_first():
    pairs = in_rows(np.array([2, 0, 0]), np.array([1, 1, 0]), np.array([7.0, 30.0, 30.0]), 3, 2)

    found = nearest_of(pairs)

    assert found.km[:, 0].tolist() == [30.0, np.inf, 7.0]
    assert found.idx[:, 0].tolist() == [0, -1, 1]


@pytest.mark.parametrize("cost", [-1.0, np.nan])
def test_a_cost_that_is_negative_or_no_number_is_refused(cost):
    with pytest.raises(ValueError, match="cost"):
        in_rows(np.array([0]), np.array([0]), np.array([cost]), 1, 1)


def test_400_of_1000_people_live_within_50_km_and_the_edge_is_inside():
    found = coverage(PEOPLE, COST, (49.999, 50), ONE, 2)

    assert found.covered[0].tolist() == [100.0, 400.0]
    assert found.share[0].tolist() == [0.1, 0.4]
    assert np.isnan(found.share[1]).all()  # nobody lives there


def test_the_curve_steps_at_each_cost():
    found = curve(np.array([100.0, 300.0, 600.0, 1000.0]), np.array([5.0, 50.0, 50.0, np.inf]))

    assert (found.x.tolist(), found.share.tolist()) == ([5.0, 50.0], [0.05, 0.5])
    assert [found.at(cost) for cost in (4, 5, 49, 50, 9e9)] == [0.0, 0.05, 0.05, 0.5, 0.5]


@FEW
@given(st.lists(st.tuples(st.floats(1, 1e6), st.integers(0, 30)), min_size=1))
def test_the_curve_never_falls_and_equals_the_share_at_every_standard(rows):
    people, cost = np.array(rows, float).T

    found = curve(people, cost)

    assert (np.diff(found.share) >= 0).all()
    assert found.share[-1] == pytest.approx(1)
    region = np.zeros(len(rows), np.int64)
    for standard in range(31):
        share = coverage(people, cost, (standard,), region, 1).share[0, 0]
        assert found.at(standard) == pytest.approx(share)


def test_mean_median_90th_percent_and_burden_are_weighted_by_people():
    assert mean_cost(COST, PEOPLE, ONE, 1).tolist() == [87.5]  # (500 + 15,000 + 72,000) / 1000
    assert [quantile(COST, PEOPLE, q) for q in (0.1, 0.4, 0.5, 0.9)] == [5, 50, 120, 120]
    assert burden(PEOPLE, COST, 20.0, ONE, 1).tolist() == [69_000.0]  # 300 x 30 + 600 x 100


def test_unmet_places_come_by_people_times_what_is_too_far():
    assert unmet(PEOPLE, COST, 20.0, 5).tolist() == [2, 1]


def test_one_facility_among_440132_people_may_be_0_006_to_1_27_per_100000():
    found = density(np.array([1.0, 0.0]), np.array([440_132.0, 0.0]))

    assert found.rate[0] == pytest.approx(0.2272, abs=1e-4)
    assert (found.low[0], found.high[0]) == pytest.approx((0.00575, 1.2659), abs=1e-4)
    assert np.isnan([found.rate[1], found.low[1], found.high[1]]).all()


@FEW
@given(st.integers(0, 1000), st.integers(1, 10**7))
def test_a_density_lies_in_its_interval(count, people):
    found = density(np.array([count]), np.array([people]))

    assert found.low[0] <= found.rate[0] <= found.high[0]


def test_2sfca_shares_supply_among_all_within_reach():
    # The first facility (40) is reached by 100 + 300 people, the second (90) by 300 + 600.
    pairs = in_rows(
        np.array([0, 1, 1, 2]), np.array([0, 0, 1, 1]), np.array([0.0, 10.0, 10.0, 10.0]), 3, 3
    )

    found = two_step(PEOPLE, np.array([40.0, 90.0, 7.0]), pairs, 10.0, step, per=1.0)

    assert found.a == pytest.approx([0.1, 0.2, 0.1])
    assert found.ratio[:2] == pytest.approx([0.1, 0.1])
    assert found.unused.tolist() == [False, False, True]


def test_the_enhanced_form_counts_the_door_fully_and_the_edge_not_at_all():
    assert gaussian(np.array([0.0, 0.5, 1.0])) == pytest.approx([1.0, 0.70137, 0.0], abs=1e-4)


@FEW
@given(SEEDS, st.sampled_from([step, gaussian]))
def test_all_supply_that_anybody_reaches_is_handed_out_and_no_more(seed, decay):
    random = np.random.default_rng(seed)
    people, supply = random.uniform(1, 1e5, 40), random.uniform(0, 5000, 12)
    pairs = pairs_within(*drawn(seed), 3000.0)

    found = two_step(people, supply, pairs, 3000.0, decay, per=1.0)

    assert (found.a * people).sum() == pytest.approx(supply[~found.unused].sum())


def test_when_one_of_two_has_everything_gini_is_one_half_and_theil_the_logarithm_of_two():
    x, both = np.array([0.0, 8.0]), np.array([10.0, 10.0])

    apart = inequality.theil(x, both, np.array([0, 1]))
    together = inequality.theil(x, both, np.array([0, 0]))

    assert inequality.gini(x, both) == pytest.approx(0.5)
    assert apart == pytest.approx((np.log(2), np.log(2), 0.0))
    assert together == pytest.approx((np.log(2), 0.0, np.log(2)))
    assert inequality.worst_share(x, both) == 0.0


def test_where_all_have_the_same_nothing_is_unequal_and_a_tenth_has_a_tenth():
    x = np.full(3, 4.0)

    assert inequality.gini(x, PEOPLE) == pytest.approx(0)
    assert inequality.theil(x, PEOPLE, ONE) == pytest.approx((0, 0, 0), abs=1e-12)
    assert inequality.worst_share(x, PEOPLE) == pytest.approx(0.1)


def test_inequality_of_nothing_cannot_be_told():
    assert np.isnan(inequality.gini(np.zeros(3), PEOPLE))
    assert np.isnan(inequality.theil(np.zeros(3), PEOPLE, ONE)).all()
    assert np.isnan(inequality.worst_share(np.zeros(3), PEOPLE))


@FEW
@given(SEEDS)
def test_gini_is_between_0_and_1_and_theil_is_what_is_between_and_within_regions(seed):
    random = np.random.default_rng(seed)
    x, people = random.exponential(5, 50) * random.integers(0, 2, 50), random.uniform(1, 1e5, 50)
    region = random.integers(0, 4, 50)

    theil = inequality.theil(x, people, region)

    mean = (x * people).sum() / people.sum()
    within = 0.0
    for one in range(4):
        here = region == one
        share = (x * people)[here].sum() / (x * people).sum()
        if share > 0:
            own = inequality.theil(x[here], people[here], region[here]).total
            within += share * own
    assert mean > 0
    assert 0 <= inequality.gini(x, people) <= 1
    assert theil.within == pytest.approx(within, abs=1e-9)
    assert theil.total == pytest.approx(theil.between + theil.within)
