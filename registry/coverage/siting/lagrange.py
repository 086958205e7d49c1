"""A bound for the p-median that no answer beats, by Lagrangian relaxation.

Nobody has to be assigned any more, but is paid for it: the prices rise and fall until the bound is
as high as it gets. On the way good answers are found, and what cannot be part of a better one
becomes known.

Source: Cornuejols, Fisher and Nemhauser (1977), Management Science 23(8); Beasley (1993), European
Journal of Operational Research 65(3).
"""

from typing import NamedTuple

import numpy as np

from registry.coverage.siting.interchange import improved, total
from registry.coverage.siting.programme import Clock

ROUNDS = 3000
PATIENCE = 15
"""Rounds without a better bound after which steps become smaller."""

SMALLEST_STEP = 2e-4

LOOK = 40
"""Rounds between two looks at whether a better answer is near."""

NEAR = 1.1
"""How much worse an answer may be than the best for exchanges to be tried on it."""


class Relaxed(NamedTuple):
    """What the relaxation found."""

    bound: float
    prices: np.ndarray  # float64 (n,), at which the bound was reached
    sites: np.ndarray  # the best answer
    value: float


def relaxed(
    cost: np.ndarray,
    sites: np.ndarray,
    fixed: np.ndarray,
    *,
    is_whole: bool,
    clock: Clock,
    begin: np.ndarray | None = None,
    rounds: int = ROUNDS,
    known: float = np.inf,
) -> Relaxed:
    """Return the best bound and the best answer that were found.

    Args:
        cost: Weighted, shape (n, c), finite.
        sites: An answer to begin with.
        fixed: Candidates that have to be chosen.
        is_whole: All costs are whole numbers: then the bound may be rounded up.
        clock: When to stop.
        begin: Prices to begin with.
        rounds: How many at most.
        known: Value of an answer known from elsewhere: nothing above it is of use.
    """
    count, value = len(sites), total(cost, sites)
    first = np.sort(cost[:, sites], axis=1)[:, : 2 if count > 1 else 1].mean(axis=1)
    prices = first if begin is None else begin
    best, best_prices = -np.inf, prices
    step, waited = 1.0, 0
    for round in range(rounds):
        open_sites, bound, slope = _answer(cost, prices, count, fixed)
        if bound > best + 1e-6 * max(1.0, abs(bound)):
            best, best_prices, waited = bound, prices, 0
        else:
            best, best_prices = max((best, best_prices), (bound, prices), key=lambda one: one[0])
            waited += 1
        if round % LOOK == 0:
            sites, value = _better(cost, open_sites, fixed, sites, value)
        goal = min(value, known)
        if waited >= PATIENCE:
            step, waited, prices = step / 2, 0, best_prices
            open_sites, bound, slope = _answer(cost, prices, count, fixed)
        length = float((slope**2).sum())
        if is_closed(best, goal, is_whole) or not length or step < SMALLEST_STEP or clock.is_over:
            break
        prices = prices + step * max(goal - bound, 1e-6 * abs(goal)) / length * slope
    return Relaxed(best, best_prices, sites, value)


def _better(
    cost: np.ndarray, tried: np.ndarray, fixed: np.ndarray, sites: np.ndarray, value: float
) -> tuple[np.ndarray, float]:
    """Return the better of two answers, after exchanges."""
    if total(cost, tried) > value * NEAR:
        return sites, value
    tried = improved(cost, tried, fixed, 30)
    found = total(cost, tried)
    return (tried, found) if found < value else (sites, value)


def is_closed(bound: float, value: float, is_whole: bool) -> bool:
    """Tell whether no answer can be better than the value."""
    return bound > value - (1 - 1e-6 if is_whole else 1e-9 * max(1.0, abs(value)))


def savings(cost: np.ndarray, prices: np.ndarray) -> np.ndarray:
    """Return what each candidate adds to the bound when it is chosen, 0 and below, shape (c,)."""
    return np.minimum(cost - prices[:, None], 0).sum(axis=0)


def best_sites(saved: np.ndarray, count: int, fixed: np.ndarray) -> np.ndarray:
    """Return the candidates of least sum, the fixed ones among them."""
    ranked = saved.copy()
    ranked[fixed] = -np.inf
    return np.argpartition(ranked, count - 1)[:count]


def _answer(
    cost: np.ndarray, prices: np.ndarray, count: int, fixed: np.ndarray
) -> tuple[np.ndarray, float, np.ndarray]:
    saved = savings(cost, prices)
    sites = best_sites(saved, count, fixed)
    bound = float(prices.sum() + saved[sites].sum())
    slope = 1.0 - (cost[:, sites] < prices[:, None]).sum(axis=1)
    return sites, bound, slope
