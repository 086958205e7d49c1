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
    before: float  # share of people within the standard
    after: float
    cost: np.ndarray  # float64 (n,), with the new sites
    left: np.ndarray  # places in ground.people that stay beyond, most to be gained first


def plan(
    ground: Ground,
    found: Audit,
    *,
    model: Model,
    sites: int,
    least_people: float = LEAST_PEOPLE,
    share: float = 1.0,
    time_limit_s: float = 5.0,
    others: int = 3,
) -> Plan:
    """Return where new facilities serve best beside those that count already.

    Args:
        ground: The country.
        found: What an audit found of it; its standard counts, and its distances.
        model: What is best.
        sites: New facilities; LSCP takes as few as it can.
        least_people: Of a settlement that may be chosen.
        share: LSCP: of the people that are to be reached.
        time_limit_s: Seconds after which the best so far is returned.
        others: Answers of equal value to look for.

    Raises:
        Infeasible: No choice of settlements does what is asked.
    """
    people = ground.people
    candidates = np.flatnonzero(people.people >= least_people)
    candidates = candidates[np.argsort(-people.people[candidates], kind="stable")]
    candidates = candidates[:CANDIDATES_MOST]
    km = great_circle_km(people.lats, people.lons, people.lats[candidates], people.lons[candidates])
    problem = Problem(
        model,
        km * factor_of(found.question),
        people.people,
        sites=min(sites, len(candidates)),
        standard=found.question.standard,
        given=found.cost,
        share=share,
        preference=people.people[candidates],
    )
    siting = solve(problem, time_limit_s=time_limit_s, others=others)
    cost, standard = cost_with(problem, siting.sites), found.question.standard
    total = float(people.people.sum())

    def within(costs: np.ndarray) -> float:
        return float(people.people[costs <= standard].sum()) / total if total else float("nan")

    return Plan(
        siting=siting,
        steps=tuple(
            Step(int(candidates[site]), gain)
            for site, gain in zip(siting.sites, siting.gains, strict=True)
        ),
        others=tuple(tuple(int(candidates[one]) for one in some) for some in siting.others),
        candidates=len(candidates),
        before=within(found.cost),
        after=within(cost),
        cost=cost,
        left=unmet(people.people, cost, standard, len(cost)),
    )
