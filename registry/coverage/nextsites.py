"""Where to build next, asked of the ground: candidates are settlements. Pure."""

from typing import NamedTuple

import numpy as np

from registry.coverage.audit import Audit, factor_of
from registry.coverage.ground import Ground
from registry.coverage.measures.distances import great_circle_km
from registry.coverage.measures.shares import unmet
from registry.coverage.siting.problem import Model, Problem, Siting, cost_with
from registry.coverage.siting.solve import solve

LEAST_PEOPLE = 5_000.0
"""People that a settlement must have to be a candidate, unless somebody says otherwise."""

CANDIDATES_MOST = 600
"""The largest settlements that are looked at."""


class Step(NamedTuple):
    """One new site, in the order in which each adds most."""

    point: int  # place in ground.people
    gain: float  # in the terms of the model


class Plan(NamedTuple):
    """An answer in terms of the ground."""

    siting: Siting
    steps: tuple[Step, ...]
    others: tuple[tuple[int, ...], ...]  # places in ground.people
    candidates: int
    before: float | None  # share of people within the standard; None where nobody lives
    after: float | None
    cost: np.ndarray  # float64 (n,), with the new sites
    left: np.ndarray  # places in ground.people that stay beyond, most to be gained first


class Wish(NamedTuple):
    """What is to be built."""

    model: Model
    sites: int  # new facilities; LSCP takes as few as it can
    least_people: float = LEAST_PEOPLE  # of a settlement that may be chosen
    share: float = 1.0  # LSCP: of the people that are to be reached
    others: int = 3  # answers of equal value to look for


def plan(ground: Ground, found: Audit, wish: Wish, time_limit_s: float = 5.0) -> Plan:
    """Return where new facilities serve best beside those that count already.

    Args:
        ground: The country.
        found: What an audit found of it; its standard counts, and its distances.
        wish: What is to be built.
        time_limit_s: Seconds after which the best so far is returned.

    Raises:
        Infeasible: No choice of settlements does what is asked.
    """
    people, standard = ground.people.people, found.question.standard
    candidates = _candidates(ground, wish.least_people)
    problem = _problem(ground, found, wish, candidates)
    siting = solve(problem, time_limit_s=time_limit_s, others=wish.others)
    cost = cost_with(problem, siting.sites)
    order = zip(siting.sites, siting.gains, strict=True)
    return Plan(
        siting=siting,
        steps=tuple(Step(int(candidates[site]), gain) for site, gain in order),
        others=tuple(tuple(int(candidates[one]) for one in some) for some in siting.others),
        candidates=len(candidates),
        before=_share(people, found.cost <= standard),
        after=_share(people, cost <= standard),
        cost=cost,
        left=unmet(people, cost, standard, len(cost)),
    )


def _candidates(ground: Ground, least_people: float) -> np.ndarray:
    people = ground.people.people
    found = np.flatnonzero(people >= least_people)
    return found[np.argsort(-people[found], kind="stable")][:CANDIDATES_MOST]


def _problem(ground: Ground, found: Audit, wish: Wish, candidates: np.ndarray) -> Problem:
    people = ground.people
    km = great_circle_km(people.lats, people.lons, people.lats[candidates], people.lons[candidates])
    return Problem(
        wish.model,
        km * factor_of(found.question),
        people.people,
        sites=min(wish.sites, len(candidates)),
        standard=found.question.standard,
        given=found.cost,
        share=wish.share,
        preference=people.people[candidates],
    )


def _share(people: np.ndarray, mask: np.ndarray) -> float | None:
    """Return the share of people under a mask; None where there are none."""
    total = float(people.sum())
    return float(people[mask].sum()) / total if total else None
