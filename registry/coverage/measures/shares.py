"""Which share of the people is how well served.

Sources: Noor et al. (2009), BMC Health Services Research 9:6, for the share within a standard;
Church and ReVelle (1974), Papers of the Regional Science Association 32, for its curve.
"""

from typing import NamedTuple

import numpy as np


class Coverage(NamedTuple):
    """People within t standards, by region, G of them."""

    total: np.ndarray  # float64 (G,)
    covered: np.ndarray  # float64 (G, t)
    share: np.ndarray  # float64 (G, t), 0 to 1; NaN where nobody lives


class Curve(NamedTuple):
    """The share of people within every distance: steps, each valid from its x on."""

    x: np.ndarray  # float64 (k,), rising
    share: np.ndarray  # float64 (k,), 0 to 1, never falling

    def at(self, cost: float) -> float:
        """Return the share within a cost; NaN where nobody lives."""
        if not len(self.x):
            return float("nan")
        place = int(np.searchsorted(self.x, cost, side="right"))
        return float(self.share[place - 1]) if place else 0.0


def by_region(values: np.ndarray, region: np.ndarray, count: int) -> np.ndarray:
    """Return sums of values by region, shape (count,); those of no region are left out."""
    inside = region >= 0
    return np.bincount(region[inside], weights=values[inside], minlength=count)


def ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Return part / whole, NaN where the whole is 0 or no number."""
    part, whole = np.broadcast_arrays(np.asarray(part, float), np.asarray(whole, float))
    found = np.full(part.shape, np.nan)
    np.divide(part, whole, out=found, where=whole > 0)
    return found


def coverage(
    people: np.ndarray,
    cost: np.ndarray,
    standards: tuple[float, ...],
    region: np.ndarray,
    count: int,
) -> Coverage:
    """Return people whose cost is at most each standard, by region.

    >>> found = coverage(np.array([10., 30.]), np.array([5., 50.]), (5, 20), np.array([0, 0]), 1)
    >>> found.share.tolist()
    [[0.25, 0.25]]
    """
    total = by_region(people, region, count)
    within = [by_region(people * (cost <= one), region, count) for one in standards]
    covered = np.column_stack(within) if within else np.zeros((count, 0))
    return Coverage(total, covered, ratio(covered, total[:, None]))


def curve(people: np.ndarray, cost: np.ndarray) -> Curve:
    """Return the share of people within every cost; those that reach nothing are in no step."""
    total = float(people.sum())
    if not total:
        return Curve(np.zeros(0), np.zeros(0))
    order = np.argsort(cost, kind="stable")
    order = order[np.isfinite(cost[order])]
    x, sums = cost[order], np.cumsum(people[order])
    last = np.flatnonzero(np.append(x[1:] != x[:-1], True)) if len(x) else np.zeros(0, int)
    return Curve(x[last], np.minimum(sums[last] / total, 1.0))


def quantile(cost: np.ndarray, people: np.ndarray, q: float) -> float:
    """Return the least cost within which at least a share q of the people lives.

    NaN where nobody lives; infinite where fewer reach anything at all.
    """
    total = people.sum()
    if not total:
        return float("nan")
    order = np.argsort(cost, kind="stable")
    sums = np.cumsum(people[order])
    place = int(np.searchsorted(sums, q * total * (1 - 1e-12)))
    return float(cost[order[min(place, len(order) - 1)]])


def mean_cost(cost: np.ndarray, people: np.ndarray, region: np.ndarray, count: int) -> np.ndarray:
    """Return the mean cost weighted by people, by region; NaN where nobody lives.

    Source: the objective of the p-median, Hakimi (1964), Operations Research 12(3).
    """
    return ratio(by_region(people * cost, region, count), by_region(people, region, count))


def burden(
    people: np.ndarray, cost: np.ndarray, standard: float, region: np.ndarray, count: int
) -> np.ndarray:
    """Return the sum of people times what their cost is above the standard, by region.

    Person-kilometres, or person-minutes: in the order of what is most to be gained.
    """
    return by_region(people * np.maximum(cost - standard, 0.0), region, count)


def unmet(people: np.ndarray, cost: np.ndarray, standard: float, limit: int) -> np.ndarray:
    """Return the places beyond the standard, those with the greatest burden first, at most so many.

    Where nothing can be reached at all, the burden has no end: most people first.
    """
    beyond = np.flatnonzero(cost > standard)
    weight = people[beyond] * (cost[beyond] - standard)
    order = np.lexsort((beyond, -people[beyond], -weight))
    return beyond[order[:limit]]
