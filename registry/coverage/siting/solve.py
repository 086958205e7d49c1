"""The one door to all models."""

import numpy as np

from registry.coverage.siting.cover import alike, fewest, most_covered, preferred
from registry.coverage.siting.pcenter import least_farthest
from registry.coverage.siting.pmedian import least_sum
from registry.coverage.siting.problem import (
    Infeasible,
    Model,
    Problem,
    Siting,
    cost_with,
    value_of,
)
from registry.coverage.siting.programme import Clock

SOLVERS = {
    Model.MCLP: most_covered,
    Model.LSCP: fewest,
    Model.PMEDIAN: least_sum,
    Model.PCENTER: least_farthest,
}

FUZZ = 1e-6


def solve(problem: Problem, *, time_limit_s: float = 5.0, others: int = 0) -> Siting:
    """Return the best sites, with a bound that tells how good they are.

    Args:
        problem: What is asked.
        time_limit_s: Seconds after which the best so far is returned, not proven.
        others: How many answers of equal value to look for beside it (MCLP).

    Raises:
        Infeasible: No choice of sites does what is asked.
        ValueError: A cost is negative or no number, or a candidate does not exist.
    """
    _check(problem)
    clock = Clock(time_limit_s)
    if (problem.people > 0).any():
        sites, bound, is_proved = SOLVERS[problem.model](problem, clock)
    else:
        sites, bound, is_proved = _any(problem), 0.0, True
    if problem.model is Model.MCLP:
        sites = preferred(problem, sites, clock) if is_proved else sites
    elsewhere: tuple[tuple[int, ...], ...] = ()
    if others and is_proved and problem.model is Model.MCLP:
        elsewhere = alike(problem, sites, clock, others)
    ordered, gains = in_order(problem, sites)
    value = value_of(problem, ordered)
    return Siting(
        sites=ordered,
        value=value,
        bound=value if is_proved else bound,
        is_proved=is_proved,
        gains=gains,
        seconds=clock.seconds,
        others=elsewhere,
    )


def _check(problem: Problem) -> None:
    n, c = problem.cost.shape
    if len(problem.people) != n or not (problem.people >= 0).all():
        raise ValueError("people do not fit the rows of the costs")
    if np.isnan(problem.cost).any() or (problem.cost < 0).any():
        raise ValueError("a cost is negative or no number")
    named = (*problem.fixed, *problem.barred)
    if any(not 0 <= one < c for one in named):
        raise ValueError("a candidate does not exist")
    if set(problem.fixed) & set(problem.barred):
        raise Infeasible


def _any(problem: Problem) -> tuple[int, ...]:
    """Return some sites: where nobody lives, all are the same."""
    spare = [int(one) for one in np.flatnonzero(problem.allowed) if int(one) not in problem.fixed]
    return (*problem.fixed, *spare[: max(problem.sites - len(problem.fixed), 0)])


def in_order(problem: Problem, sites: tuple[int, ...]) -> tuple[tuple[int, ...], tuple[float, ...]]:
    """Return sites so that each adds most after those before it, and what each adds."""
    left = list(sites)
    ordered: list[int] = []
    gains: list[float] = []
    while left:
        worth = [_worth(problem, (*ordered, one)) for one in left]
        before = _worth(problem, tuple(ordered))
        liked = problem.preference if problem.preference is not None else np.zeros(1)
        best = max(
            range(len(left)),
            key=lambda place: (
                worth[place],
                float(liked[left[place]]) if len(liked) > 1 else 0.0,
                -left[place],
            ),
        )
        gains.append(_difference(worth[best], before))
        ordered.append(left.pop(best))
    return tuple(ordered), tuple(gains)


def _worth(problem: Problem, sites: tuple[int, ...]) -> float:
    """Return what counts as more: people within the standard, or less cost."""
    cost, some = cost_with(problem, sites), problem.people > 0
    if problem.model in (Model.MCLP, Model.LSCP):
        return float(problem.people[cost <= problem.standard].sum())
    if problem.model is Model.PCENTER:
        return -float(cost[some].max(initial=0.0))
    return -float((problem.people[some] * cost[some]).sum())


def _difference(after: float, before: float) -> float:
    """Return the gain; that of the first site of all, before which nobody reached any, is 0."""
    return after - before if np.isfinite(before) else 0.0
