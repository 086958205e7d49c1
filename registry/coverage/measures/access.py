"""Accessibility by the two-step floating catchment area: supply shared by all within reach.

Sources: Luo and Wang (2003), Environment and Planning B 30(6), for steps; Luo and Qi (2009),
Health & Place 15(4), for the enhanced form, in which near supply counts more.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from registry.coverage.measures.distances import Pairs

Decay = Callable[[np.ndarray], np.ndarray]
"""Takes costs as shares of the radius, 0 to 1, and returns weights, 0 to 1."""


class Access(NamedTuple):
    """What each of n places can use, and what each of m facilities has for each."""

    a: np.ndarray  # float64 (n,); supply per so many people
    ratio: np.ndarray  # float64 (m,); supply per so many people in the catchment; NaN without
    unused: np.ndarray  # bool (m,); there is supply, and nobody within reach


def step(_share: np.ndarray) -> np.ndarray:
    """Count everything within the radius alike."""
    return np.ones_like(_share)


def gaussian(share: np.ndarray) -> np.ndarray:
    """Count what is near more: 1 at the door, 0 at the radius.

    Source: Dai (2010), Health & Place 16(5).
    """
    edge = np.exp(-0.5)
    weight: np.ndarray = (np.exp(-0.5 * share**2) - edge) / (1 - edge)
    return np.clip(weight, 0.0, 1.0)


def two_step(
    people: np.ndarray,
    supply: np.ndarray,
    pairs: Pairs,
    radius: float,
    decay: Decay = step,
    per: float = 100_000.0,
) -> Access:
    """Return the accessibility of each place.

    The sum of a times people is the supply of all facilities that anybody reaches: all is handed
    out, once.

    Args:
        people: Of each place, shape (n,).
        supply: Of each facility, shape (m,), 0 and above.
        pairs: Within the radius at least.
        radius: How far a catchment goes, above 0; its edge is inside.
        decay: How much a pair counts.
        per: People to which the results refer.
    """
    rows, within = pairs.rows, pairs.cost <= radius
    rows, columns = rows[within], pairs.indices[within]
    weight = decay(pairs.cost[within] / radius)
    demand = np.bincount(columns, weights=people[rows] * weight, minlength=pairs.columns)
    served = demand > 0
    each = np.zeros(pairs.columns)
    np.divide(supply, demand, out=each, where=served)
    a = np.bincount(rows, weights=each[columns] * weight, minlength=len(people))
    return Access(a * per, np.where(served, each * per, np.nan), (supply > 0) & ~served)
