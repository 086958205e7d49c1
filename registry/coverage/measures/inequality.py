"""How unequally something is shared out among people; everything is weighted by people.

Without weights a village would count as much as a city: the densities of the 20 regions of
Kazakhstan have a Gini of 0.49 without and of 0.36 with.
"""

from typing import NamedTuple

import numpy as np


class Lorenz(NamedTuple):
    """The share L of everything that the worst-served share p of the people has, from 0 to 1."""

    p: np.ndarray  # float64 (k + 1,)
    L: np.ndarray  # float64 (k + 1,)


class Theil(NamedTuple):
    """Theil's T, and what of it lies between regions and within them; 0 is equality."""

    total: float
    between: float
    within: float


NOTHING = float("nan")


def lorenz(x: np.ndarray, people: np.ndarray) -> Lorenz:
    """Return the curve; empty where there is nobody, or nothing to share.

    Source: Lorenz (1905), Publications of the American Statistical Association 9(70).
    """
    total, persons = float((x * people).sum()), float(people.sum())
    if not total > 0 or not persons > 0:
        return Lorenz(np.zeros(0), np.zeros(0))
    order = np.argsort(x, kind="stable")
    p = np.append(0.0, np.cumsum(people[order]) / persons)
    share = np.append(0.0, np.cumsum((x * people)[order]) / total)
    return Lorenz(p, share)


def gini(x: np.ndarray, people: np.ndarray) -> float:
    """Return the Gini coefficient, 0 (all have the same) to 1; NaN where it cannot be told.

    >>> round(gini(np.array([0.0, 1.0]), np.array([1.0, 1.0])), 3)
    0.5
    """
    p, share = lorenz(x, people)
    if not len(p):
        return NOTHING
    area = float(((share[1:] + share[:-1]) / 2 * np.diff(p)).sum())
    return min(max(1 - 2 * area, 0.0), 1.0)


def worst_share(x: np.ndarray, people: np.ndarray, q: float = 0.1) -> float:
    """Return the share of everything that the worst-served share q of the people has."""
    p, share = lorenz(x, people)
    return float(np.interp(q, p, share)) if len(p) else NOTHING


def theil(x: np.ndarray, people: np.ndarray, region: np.ndarray) -> Theil:
    """Return Theil's T, split by regions; NaN where it cannot be told.

    Source: Theil (1967), Economics and Information Theory, chapter 4; nothing at all counts as 0.
    """
    persons = float(people.sum())
    mean = float((x * people).sum()) / persons if persons > 0 else 0.0
    if not mean > 0:
        return Theil(NOTHING, NOTHING, NOTHING)
    total = float((people / persons * _x_log_x(x / mean)).sum())
    groups, where = np.unique(region, return_inverse=True)
    weight = np.bincount(where, weights=people, minlength=len(groups))
    sums = np.bincount(where, weights=people * x, minlength=len(groups))
    means = np.divide(sums, weight, out=np.zeros_like(sums), where=weight > 0)
    between = float((weight / persons * _x_log_x(means / mean)).sum())
    return Theil(max(total, 0.0), max(between, 0.0), max(total - between, 0.0))


def _x_log_x(x: np.ndarray) -> np.ndarray:
    """Return x ln x, which is 0 at 0."""
    found: np.ndarray = x * np.log(np.where(x > 0, x, 1.0))
    return found
