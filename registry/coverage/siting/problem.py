"""What is to be placed, and what an answer looks like."""

from enum import StrEnum
from typing import NamedTuple

import numpy as np

INFINITE = float("inf")


class Model(StrEnum):
    """What the best places are."""

    MCLP = "mclp"  # most people within the standard; Church and ReVelle (1974)
    LSCP = "lscp"  # fewest sites that reach all, or a share; Toregas et al. (1971)
    PMEDIAN = "pmedian"  # least sum of people times cost; Hakimi (1964)
    PCENTER = "pcenter"  # least cost of whoever is farthest; Hakimi (1965)


class Infeasible(ValueError):
    """No choice of sites does what is asked."""


class Problem(NamedTuple):
    """Where people are, where sites may stand, and what is asked: n places, c candidates."""

    model: Model
    cost: np.ndarray  # float64 (n, c), 0 and above; infinite where there is no way
    people: np.ndarray  # float64 (n,), 0 and above
    sites: int = 0  # to be chosen, those that are fixed among them; LSCP chooses as few as it can
    standard: float = INFINITE  # MCLP and LSCP: a cost equal to it is within
    given: np.ndarray | None = None  # float64 (n,), cost to what stands already; None: nothing
    fixed: tuple[int, ...] = ()  # candidates that have to be chosen
    barred: tuple[int, ...] = ()  # candidates that must not be
    farthest: float = INFINITE  # MCLP: nobody may have a greater cost than this
    share: float = 1.0  # LSCP: of the people, to be reached
    prices: np.ndarray | None = None  # float64 (c,), of each candidate
    budget: float = INFINITE  # for all that is chosen
    preference: np.ndarray | None = None  # float64 (c,): of answers alike, the greater sum

    @property
    def allowed(self) -> np.ndarray:
        """Which candidates may be chosen, bool (c,)."""
        mask = np.ones(self.cost.shape[1], bool)
        mask[list(self.barred)] = False
        return mask

    @property
    def start(self) -> np.ndarray:
        """Cost before anything is chosen, float64 (n,)."""
        return np.full(len(self.people), np.inf) if self.given is None else self.given


class Siting(NamedTuple):
    """An answer. Its value is counted from its sites, not taken from a solver."""

    sites: tuple[int, ...]  # in the order in which each adds most
    value: float  # people; sites; sum of people times cost; greatest cost
    bound: float  # nothing is better than this
    is_proved: bool  # nothing is better than the value
    gains: tuple[float, ...]  # what each site adds in this order: people, or costs saved
    seconds: float
    others: tuple[tuple[int, ...], ...] = ()  # other answers of the same value, some of them

    @property
    def gap(self) -> float:
        """How much better another answer might be, as a share of the value."""
        if self.is_proved:
            return 0.0
        return abs(self.value - self.bound) / max(abs(self.value), 1e-9)


def cost_with(problem: Problem, sites: tuple[int, ...]) -> np.ndarray:
    """Return the cost of everybody with these sites, float64 (n,)."""
    if not sites:
        return problem.start
    least: np.ndarray = np.minimum(problem.start, problem.cost[:, list(sites)].min(axis=1))
    return least


def value_of(problem: Problem, sites: tuple[int, ...]) -> float:
    """Return what a choice of sites is worth in the terms of the model."""
    cost = cost_with(problem, sites)
    match problem.model:
        case Model.MCLP:
            return float(problem.people[cost <= problem.standard].sum())
        case Model.LSCP:
            return float(len(sites))
        case Model.PMEDIAN:
            some = problem.people > 0
            return float((problem.people[some] * cost[some]).sum())
        case Model.PCENTER:
            return float(cost[problem.people > 0].max(initial=0.0))
