"""The best places are the best: no other choice is better, and what is claimed can be counted."""

from contextlib import suppress
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.coverage.siting.interchange import greedy, total
from registry.coverage.siting.problem import Infeasible, Model, Problem, value_of
from registry.coverage.siting.solve import solve


@st.composite
def tables(draw, most=7):
    """Costs and people of a few places and candidates, in whole numbers."""
    n, c = draw(st.integers(1, most)), draw(st.integers(1, 6))
    costs = st.lists(st.integers(0, 20), min_size=n * c, max_size=n * c)
    people = draw(st.lists(st.integers(0, 9), min_size=n, max_size=n))
    return np.array(draw(costs), float).reshape(n, c), np.array(people, float)


def every(problem, size):
    return [
        chosen
        for chosen in combinations(range(problem.cost.shape[1]), size)
        if set(problem.fixed) <= set(chosen) and not set(problem.barred) & set(chosen)
    ]


@given(tables(), st.integers(1, 4), st.integers(0, 20))
@settings(max_examples=60, deadline=None)
def test_no_choice_of_so_many_sites_covers_more(table, sites, standard):
    cost, people = table
    sites = min(sites, cost.shape[1])
    problem = Problem(Model.MCLP, cost, people, sites=sites, standard=standard)

    found = solve(problem)

    best = max(value_of(problem, chosen) for chosen in every(problem, sites))
    assert found.is_proved
    assert found.value == best == found.bound
    assert len(found.sites) <= sites


@given(tables(), st.integers(0, 20))
@settings(max_examples=60, deadline=None)
def test_no_fewer_sites_reach_all(table, standard):
    cost, people = table
    problem = Problem(Model.LSCP, cost, people, standard=standard)
    lived_in = cost[people > 0]
    covers = [
        size
        for size in range(cost.shape[1] + 1)
        for chosen in combinations(range(cost.shape[1]), size)
        if not len(lived_in) or (size and (lived_in[:, chosen].min(axis=1) <= standard).all())
    ]

    if not covers:
        with pytest.raises(Infeasible):
            solve(problem)
    else:
        assert solve(problem).value == min(covers)


@given(tables(), st.integers(1, 4), st.booleans())
@settings(max_examples=80, deadline=None)
def test_no_choice_costs_less_in_all_or_for_the_farthest(table, sites, is_sum):
    cost, people = table
    sites = min(sites, cost.shape[1])
    model = Model.PMEDIAN if is_sum else Model.PCENTER
    problem = Problem(model, cost, people, sites=sites)

    found = solve(problem)

    best = min(value_of(problem, chosen) for chosen in every(problem, sites))
    assert found.is_proved
    assert found.value == pytest.approx(best)
    assert found.bound == pytest.approx(best)


@given(tables(), st.integers(1, 3))
@settings(max_examples=40, deadline=None)
def test_what_stands_already_is_given(table, sites):
    cost, people = table
    sites, given_cost = min(sites, cost.shape[1]), cost.min(axis=1) + 1
    problem = Problem(Model.PMEDIAN, cost, people, sites=sites, given=given_cost)

    found = solve(problem)

    assert found.value == pytest.approx(
        min(value_of(problem, chosen) for chosen in every(problem, sites))
    )


@given(tables(), st.integers(1, 4), st.data())
@settings(max_examples=40, deadline=None)
def test_fixed_sites_are_chosen_and_barred_ones_are_not(table, sites, data):
    cost, people = table
    c = cost.shape[1]
    sites = min(sites, c)
    fixed = data.draw(st.integers(0, c - 1))
    barred = data.draw(st.integers(0, c - 1).filter(lambda one: one != fixed or c == 1))
    if c == 1 or c - 1 < sites:
        return
    problem = Problem(Model.PMEDIAN, cost, people, sites=sites, fixed=(fixed,), barred=(barred,))

    found = solve(problem)

    assert fixed in found.sites
    assert barred not in found.sites
    assert found.value == pytest.approx(
        min(value_of(problem, chosen) for chosen in every(problem, sites))
    )


@given(tables(), st.integers(1, 4))
@settings(max_examples=40, deadline=None)
def test_exact_is_no_worse_than_greedy(table, sites):
    cost, people = table
    sites = min(sites, cost.shape[1])
    weighted = cost * people[:, None]

    found = solve(Problem(Model.PMEDIAN, cost, people, sites=sites))

    assert found.value <= total(weighted, greedy(weighted, sites, np.zeros(0, int))) + 1e-9


@given(tables(), st.integers(1, 4))
@settings(max_examples=40, deadline=None)
def test_covering_and_center_agree(table, sites):
    cost, people = table
    if not people.any():
        return
    sites = min(sites, cost.shape[1])

    center = solve(Problem(Model.PCENTER, cost, people, sites=sites))

    cover = solve(Problem(Model.LSCP, cost, people, standard=center.value))
    assert cover.value <= sites
    nearer = cost[cost < center.value]
    if len(nearer):
        shorter = Problem(Model.LSCP, cost, people, standard=float(nearer.max()))
        with suppress(Infeasible):
            assert solve(shorter).value > sites


def test_of_choices_alike_the_larger_towns_are_taken_and_the_others_told():
    cost = np.array([[0, 0, 9], [9, 9, 0]], float)
    liked = np.array([10.0, 500.0, 20.0])
    problem = Problem(Model.MCLP, cost, np.array([5.0, 5.0]), sites=1, standard=1, preference=liked)

    found = solve(problem, others=3)

    assert found.sites == (1,)
    assert sorted(found.others) == [(0,), (2,)]


def test_gains_add_up_to_what_is_covered():
    cost = np.array([[0, 5, 9], [5, 0, 9], [9, 9, 0]], float)
    problem = Problem(Model.MCLP, cost, np.array([3.0, 4.0, 5.0]), sites=2, standard=5)

    found = solve(problem)

    assert found.value == 12
    assert found.gains == (7, 5)


def test_a_budget_is_kept_where_sites_have_prices():
    cost = np.array([[0, 9, 9], [9, 0, 9], [9, 9, 0]], float)
    problem = Problem(
        Model.MCLP,
        cost,
        np.array([10.0, 6.0, 5.0]),
        standard=1,
        prices=np.array([10.0, 5.0, 5.0]),
        budget=10,
    )

    assert set(solve(problem).sites) == {1, 2}


def test_nobody_is_left_beyond_the_farthest_cost_allowed():
    cost = np.array([[0, 4], [0, 4], [30, 6]], float)
    people = np.array([50.0, 50.0, 1.0])

    free = solve(Problem(Model.MCLP, cost, people, sites=1, standard=1))
    bound = solve(Problem(Model.MCLP, cost, people, sites=1, standard=1, farthest=10))

    assert (free.sites, bound.sites) == ((0,), (1,))


def test_when_time_runs_out_the_best_found_is_not_called_the_best():
    random = np.random.default_rng(3)
    places = random.uniform(0, 100, (300, 2))
    cost = np.linalg.norm(places[:, None] - places[None, :], axis=2)
    problem = Problem(Model.PMEDIAN, cost, random.integers(1, 90, 300).astype(float), sites=12)

    found = solve(problem, time_limit_s=0.01)

    assert not found.is_proved
    assert found.bound < found.value == value_of(problem, found.sites)
    assert found.gap > 0
