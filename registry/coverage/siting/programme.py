"""Integer programmes, solved exactly by HiGHS as SciPy brings it."""

from time import monotonic
from typing import Any, NamedTuple

import numpy as np

from registry.coverage.siting.problem import Infeasible
from registry.later import later

optimize = later("scipy.optimize")
sparse = later("scipy.sparse")

OPTIMAL, LIMIT, NO_ANSWER = 0, 1, 2
"""What SciPy says of a programme."""


class Clock:
    """Time that is left."""

    def __init__(self, limit_s: float) -> None:
        """Begin to count."""
        self.begun, self.limit_s = monotonic(), limit_s

    @property
    def seconds(self) -> float:
        """Time since the beginning."""
        return monotonic() - self.begun

    @property
    def left_s(self) -> float:
        """Time until the limit, a moment at least."""
        return max(self.limit_s - self.seconds, 0.05)

    @property
    def is_over(self) -> bool:
        """Tell whether the limit has passed."""
        return self.seconds >= self.limit_s


class Rows(NamedTuple):
    """Constraints: low <= A x <= high."""

    a: Any  # sparse matrix
    low: np.ndarray
    high: np.ndarray


class Solved(NamedTuple):
    """What was found of a programme."""

    x: np.ndarray | None  # None: nothing in the time
    bound: float  # nothing is below this
    is_optimal: bool


def least(
    weights: np.ndarray,
    rows: list[Rows],
    *,
    whole: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
    limit_s: float,
) -> Solved:
    """Return x of the least weights·x.

    Args:
        weights: Shape (v,).
        rows: Constraints, each with v columns.
        whole: 1 where x is an integer, 0 where not, shape (v,).
        low: Least x, shape (v,).
        high: Greatest x, shape (v,).
        limit_s: Seconds after which the best so far is returned.

    Raises:
        Infeasible: There is no such x.
    """
    found = optimize.milp(
        weights,
        constraints=[optimize.LinearConstraint(row.a, row.low, row.high) for row in rows],
        integrality=whole,
        bounds=optimize.Bounds(low, high),
        options={"time_limit": limit_s, "mip_rel_gap": 0.0},
    )
    if found.status == NO_ANSWER:
        raise Infeasible
    bound = found.mip_dual_bound if found.mip_dual_bound is not None else -np.inf
    return Solved(found.x, float(bound), found.status == OPTIMAL)


def chosen(x: np.ndarray) -> np.ndarray:
    """Return where an integer variable is 1: HiGHS returns 0.99999."""
    return np.flatnonzero(x > 0.5)
