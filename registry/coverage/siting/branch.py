"""Branch and bound for the p-median, each branch bounded by the relaxation of lagrange.py.

A branch chooses a candidate, or bars it. Its relaxation begins with the prices of the branch that
it grew from and so needs few rounds; what its bound rules out is chosen or barred at once.
"""

from typing import NamedTuple

import numpy as np

from registry.coverage.siting.lagrange import (
    Relaxed,
    best_sites,
    is_closed,
    relaxed,
    savings,
)
from registry.coverage.siting.programme import Clock

ROUNDS = 120
"""Of the relaxation in each branch."""


class Branch(NamedTuple):
    """A part of all answers."""

    columns: np.ndarray  # candidates that may be chosen
    fixed: np.ndarray  # of them, those that are
    prices: np.ndarray
    bound: float


def exact(
    cost: np.ndarray, found: Relaxed, fixed: np.ndarray, *, is_whole: bool, clock: Clock
) -> Relaxed:
    """Return the best answer, or the best in the time with a bound.

    Args:
        cost: Weighted, shape (n, c), finite.
        found: What the relaxation of the whole found.
        fixed: Candidates that have to be chosen.
        is_whole: All costs are whole numbers.
        clock: When to stop.
    """
    waiting = [Branch(np.arange(cost.shape[1]), fixed, found.prices, found.bound)]
    best = found
    while waiting and not clock.is_over:
        branch = waiting.pop()
        if is_closed(branch.bound, best.value, is_whole):
            continue
        branch = _ruled_out(cost, branch, best, is_whole)
        if len(branch.columns) < len(best.sites) or len(branch.fixed) > len(best.sites):
            continue
        best, grown = _grown(cost, branch, best, is_whole, clock)
        waiting += grown
    if waiting:
        lowest = min(branch.bound for branch in waiting)
        return best._replace(bound=min(max(found.bound, lowest), best.value))
    return best._replace(bound=best.value)


def _ruled_out(cost: np.ndarray, branch: Branch, best: Relaxed, is_whole: bool) -> Branch:
    """Choose and bar what every answer better than the best has, and has not."""
    count = len(best.sites)
    if len(branch.columns) <= count:
        return branch
    saved = savings(cost[:, branch.columns], branch.prices)
    own_fixed = np.flatnonzero(np.isin(branch.columns, branch.fixed))
    inside = best_sites(saved, count, own_fixed)
    is_in = np.zeros(len(saved), bool)
    is_in[inside] = True
    bound = float(branch.prices.sum() + saved[inside].sum())
    room = best.value - (1 - 1e-6 if is_whole else 0.0) + 1e-9 * max(1.0, best.value) - bound
    is_free = is_in.copy()
    is_free[own_fixed] = False
    last = saved[is_free].max() if is_free.any() else -np.inf
    first = saved[~is_in].min() if (~is_in).any() else np.inf
    may = is_in | (saved - last <= room)
    must = is_in & (first - saved > room)
    must[own_fixed] = True
    return branch._replace(columns=branch.columns[may], fixed=branch.columns[must])


def _grown(
    cost: np.ndarray, branch: Branch, best: Relaxed, is_whole: bool, clock: Clock
) -> tuple[Relaxed, list[Branch]]:
    """Bound a branch anew; return the best answer, and the branches that grow from it."""
    count, columns = len(best.sites), branch.columns
    own = cost[:, columns]
    own_fixed = np.flatnonzero(np.isin(columns, branch.fixed))
    tried = relaxed(
        own,
        best_sites(savings(own, branch.prices), count, own_fixed),
        own_fixed,
        is_whole=is_whole,
        clock=clock,
        begin=branch.prices,
        rounds=ROUNDS,
        known=best.value,
    )
    if tried.value < best.value:
        best = best._replace(sites=columns[tried.sites], value=tried.value)
    bound = max(branch.bound, tried.bound)
    if is_closed(bound, best.value, is_whole):
        return best, []
    shrunk = _ruled_out(cost, Branch(columns, branch.fixed, tried.prices, bound), best, is_whole)
    free = np.setdiff1d(shrunk.columns, shrunk.fixed)
    if len(shrunk.columns) < count or not len(free) or len(shrunk.fixed) > count:
        return best, []
    if len(shrunk.fixed) == count or len(shrunk.columns) == count:
        return _leaf(cost, shrunk, best, count), []
    saved = savings(cost[:, free], tried.prices)
    split = free[int(saved.argmin())]
    without = shrunk._replace(columns=shrunk.columns[shrunk.columns != split])
    chosen = shrunk._replace(fixed=np.append(shrunk.fixed, split))
    return best, [without, chosen]  # the last is looked at first


def _leaf(cost: np.ndarray, branch: Branch, best: Relaxed, count: int) -> Relaxed:
    sites = branch.fixed if len(branch.fixed) == count else branch.columns
    value = float(cost[:, sites].min(axis=1).sum())
    return best._replace(sites=sites, value=value) if value < best.value else best
