"""The p-center, exactly: sites of the least cost of whoever is farthest.

The answer is one of the costs in the table. Halving finds it: with each, the fewest sites that
reach all within it (LSCP) are as many as there may be, or more. A greedy cover spares the exact
one wherever it is good enough.

Source: Minieka (1970), SIAM Review 12(1).
"""

import numpy as np

from registry.coverage.siting.cover import fewest
from registry.coverage.siting.problem import Infeasible, Model, Problem, cost_with, value_of
from registry.coverage.siting.programme import Clock


def least_farthest(problem: Problem, clock: Clock) -> tuple[tuple[int, ...], float, bool]:
    """Return sites of the least greatest cost, its bound, and whether it is proven.

    Raises:
        Infeasible: Somebody reaches nothing with so many sites.
    """
    some = problem.people > 0
    costs = np.unique(
        np.minimum(problem.cost[some][:, problem.allowed], problem.start[some][:, None])
    )
    costs = costs[np.isfinite(costs)]
    best = _greedy(problem, float(costs[-1])) if len(costs) else None
    low, high = 0, len(costs) - 1
    while low < high or best is None:
        middle = (low + high) // 2
        found, is_proved = _within(problem, float(costs[middle]), clock)
        if found is not None:
            best = found
            reached = value_of(problem, found)
            high = min(middle, int(np.searchsorted(costs, reached - 1e-12)))
        elif not is_proved:
            break
        elif low == high:
            raise Infeasible
        else:
            low = middle + 1
    if best is None:
        raise Infeasible
    value = value_of(problem, best)
    return best, float(costs[low]), bool(costs[low] >= value - 1e-12)


def _within(problem: Problem, standard: float, clock: Clock) -> tuple[tuple[int, ...] | None, bool]:
    """Return sites that reach all within a standard, None where there are none; whether surely."""
    quick = _greedy(problem, standard)
    if quick is not None:
        return quick, True
    cover = problem._replace(model=Model.LSCP, standard=standard, share=1.0)
    try:
        sites, bound, is_optimal = fewest(cover, clock)
    except Infeasible:
        return None, not clock.is_over
    if len(sites) <= problem.sites:
        return sites, True
    return None, is_optimal or bound > problem.sites


def _greedy(problem: Problem, standard: float) -> tuple[int, ...] | None:
    """Return few sites that reach all, each that which reaches most; None where not few enough."""
    reach = (problem.cost <= standard) & problem.allowed[None, :]
    sites = list(problem.fixed)
    left = (cost_with(problem, tuple(sites)) > standard) & (problem.people > 0)
    while left.any():
        gains = reach[left].sum(axis=0)
        best = int(gains.argmax())
        if not gains[best] or len(sites) >= problem.sites:
            return None
        sites.append(best)
        left &= ~reach[:, best]
    return tuple(sites)
