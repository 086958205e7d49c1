"""Facilities per so many people or so much land, and how far a small count can be trusted."""

from typing import NamedTuple

import numpy as np

from registry.coverage.measures.shares import ratio
from registry.later import later

special = later("scipy.special")


class Density(NamedTuple):
    """A rate by region, with the interval in which the true one lies; NaN where nobody lives."""

    rate: np.ndarray
    low: np.ndarray
    high: np.ndarray


def density(
    count: np.ndarray, people: np.ndarray, per: float = 100_000.0, confidence: float = 0.95
) -> Density:
    """Return facilities per so many people, with the exact interval of a Poisson count.

    >>> found = density(np.array([0.]), np.array([635_458.]))
    >>> round(float(found.low[0]), 2), round(float(found.high[0]), 2)
    (0.0, 0.58)

    Source: Garwood (1936), Biometrika 28(3/4), by quantiles of the gamma distribution.
    """
    count, people = np.asarray(count, float), np.asarray(people, float)
    tail = (1 - confidence) / 2
    low = np.where(count > 0, special.gammaincinv(np.maximum(count, 1), tail), 0.0)
    high = special.gammaincinv(count + 1, 1 - tail)
    return Density(*(ratio(one * per, people) for one in (count, low, high)))
