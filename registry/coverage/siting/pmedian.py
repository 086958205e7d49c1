"""The p-median, exactly: sites of the least sum of people times cost.

First a bound and a good answer (lagrange.py); where they do not meet, branches (branch.py). For
900 places an integer programme has 810,000 variables, and HiGHS needs minutes for its first bound.
"""

import numpy as np

from registry.coverage.siting.branch import exact
from registry.coverage.siting.interchange import greedy, improved
from registry.coverage.siting.lagrange import is_closed, relaxed
from registry.coverage.siting.problem import Infeasible, Problem
from registry.coverage.siting.programme import Clock


def least_sum(problem: Problem, clock: Clock) -> tuple[tuple[int, ...], float, bool]:
    """Return sites of the least sum, its bound, and whether it is proven.

    Raises:
        Infeasible: Somebody reaches no candidate, or more sites are fixed than asked for.
    """
    cost, columns, fixed, count = _prepared(problem)
    is_whole = bool((cost == np.round(cost)).all()) and float(cost.max(initial=0)) < 2**40
    sites = improved(cost, greedy(cost, count, fixed), fixed, 200)
    found = relaxed(cost, sites, fixed, is_whole=is_whole, clock=clock)
    if not is_closed(found.bound, found.value, is_whole):
        found = exact(cost, found, fixed, is_whole=is_whole, clock=clock)
    named = tuple(int(columns[one]) for one in found.sites if columns[one] >= 0)
    return named, found.bound, is_closed(found.bound, found.value, is_whole)


def _prepared(problem: Problem) -> tuple[np.ndarray, np.ndarray, np.ndarray, int]:
    """Return weighted costs, the candidates, which of them are fixed, and how many to choose.

    What stands already is one candidate more, -1, that is always chosen.
    """
    some = problem.people > 0
    columns = np.flatnonzero(problem.allowed)
    cost, count = problem.cost[some][:, columns], problem.sites
    if problem.given is not None and np.isfinite(problem.given).any():
        cost = np.column_stack((cost, problem.given[some]))
        columns, count = np.append(columns, -1), count + 1
    fixed = np.flatnonzero(np.isin(columns, (*problem.fixed, -1)))
    if len(fixed) > count or count > len(columns) or not count:
        raise Infeasible
    if not np.isfinite(cost).any(axis=1).all():
        raise Infeasible
    if not np.isfinite(cost).all():
        # Longer than any answer: nobody goes there while there is another way.
        far = float(cost[np.isfinite(cost)].sum()) + 1
        cost = np.where(np.isfinite(cost), cost, far)
    return cost * problem.people[some][:, None], columns, fixed, count
