"""The audit: how well the facilities in question cover the country and its regions. Pure.

All is computed for the country at once and summed by region afterwards: people cross borders.
Within regions alone, 72 instead of 75 of 100 people of Kazakhstan would live within 100 km of a
facility, and none instead of 77 in Almaty Region, whose people go to the city of Almaty.
"""

from functools import partial
from typing import NamedTuple

import numpy as np

from registry.coverage.costs import Costs, Times, costs
from registry.coverage.figures import Figures, Inequality
from registry.coverage.ground import Ground
from registry.coverage.measures import inequality
from registry.coverage.measures.access import gaussian, two_step
from registry.coverage.measures.density import density
from registry.coverage.measures.distances import great_circle_km
from registry.coverage.measures.shares import (
    Curve,
    burden,
    by_region,
    coverage,
    curve,
    mean_cost,
    quantile,
    ratio,
)
from registry.coverage.question import Question
from registry.coverage.standing import counted
from registry.facilities.vocabulary import Kind

CATCHMENT_MOST = {"km": 200.0, "min": 240.0}
"""How far supply is shared out at most: beyond, every place would share with every other."""


class Audit(NamedTuple):
    """What an audit found, of n points where people live and m sites."""

    question: Question
    figures: Figures
    inequality: Inequality
    cost: np.ndarray  # float64 (n,), to the nearest facility; infinite where none is reached
    site: np.ndarray  # int64 (n,), the nearest, a place in ground.sites; -1
    access: np.ndarray  # float64 (n,), E2SFCA
    counts: np.ndarray  # bool (m,), which sites count
    is_seen: np.ndarray  # bool (m,): of them, those that have a place (and a time in the table)
    curve: Curve  # of the country
    catchment: float  # how far supply was shared out


def audit(ground: Ground, question: Question, times: Times | None = None) -> Audit:
    """Return what a question finds on the ground.

    Args:
        ground: The country.
        question: What is asked; its `since` is not looked at.
        times: The travel times it asks for.

    Raises:
        ValueError: It asks for travel times, and there are none.
    """
    people, sites = ground.people, ground.sites
    counts = counted(sites, question, question.on)
    seen = counts & np.isfinite(sites.lats)
    if times is not None:
        seen &= np.isin(sites.ids, times.facilities)
    model = costs(people, sites, question, times)
    some, all_places = np.flatnonzero(seen), np.arange(len(people.ids))
    found = model.nearest(all_places, some)
    cost, site = found.km[:, 0], found.idx[:, 0]
    catchment = min(question.standard, CATCHMENT_MOST[question.unit])
    access, access_step = _access(ground, model, some, catchment)
    parts = {
        **_facilities(ground, counts, seen),
        **_people(ground, question, cost),
        **_reached(ground, question, model, seen),
        **_costs(ground, question, cost),
        "access": _mean(ground, access),
        "access_step": _mean(ground, access_step),
    }
    return Audit(
        question=question,
        figures=Figures(**parts),
        inequality=_inequality(ground, access),
        cost=cost,
        site=site,
        access=access,
        counts=counts,
        is_seen=seen,
        curve=curve(people.people, cost),
        catchment=catchment,
    )


def curve_of(ground: Ground, found: Audit, region: int) -> Curve:
    """Return the coverage curve of one region."""
    here = ground.people.region == region
    return curve(ground.people.people[here], found.cost[here])


def with_site(found: Audit, ground: Ground, lat: float, lon: float) -> np.ndarray:
    """Return the costs with one more facility at a point, shape (n,): for the effect of one step.

    Only for costs in kilometres.
    """
    there = great_circle_km(
        ground.people.lats, ground.people.lons, np.array([lat]), np.array([lon])
    )
    km = there[:, 0] * factor_of(found.question)
    return np.minimum(found.cost, km)


def factor_of(question: Question) -> float:
    """Return by how much costs are longer than the straight line."""
    return question.detour if question.cost == "road" else 1.0


def _and_country(by_regions: np.ndarray, country: float) -> np.ndarray:
    """Return the values of regions and, last, that of the country."""
    return np.append(by_regions, country)


def _facilities(ground: Ground, counts: np.ndarray, seen: np.ndarray) -> dict[str, np.ndarray]:
    sites, regions, total = ground.sites, ground.regions, len(ground.regions.isos)

    def summed(values: np.ndarray) -> np.ndarray:
        return _and_country(by_region(values, sites.region, total), float(values.sum()))

    facilities = summed(counts.astype(float))
    official = _official(ground)
    rate = density(facilities, official)
    area = _and_country(regions.area_km2, _sum_known(regions.area_km2))
    of_known = {}
    for name, values in (
        ("area_per_100k", sites.area_m2),
        ("workplaces_per_100k", sites.workplaces),
    ):
        known = counts & np.isfinite(values)
        per = ratio(summed(np.where(known, values, 0.0)) * 1e5, official)
        of_known[name] = np.where(summed(known.astype(float)) > 0, per, np.nan)
    return {
        "facilities": facilities,
        "without_pin": summed((counts & ~np.isfinite(sites.lats)).astype(float)),
        "density": rate.rate,
        "density_low": rate.low,
        "density_high": rate.high,
        "per_10000_km2": ratio(facilities * 1e4, area),
        **of_known,
    }


def _official(ground: Ground) -> np.ndarray:
    return _and_country(ground.regions.people, _sum_known(ground.regions.people))


def _sum_known(values: np.ndarray) -> float:
    known = np.isfinite(values)
    return float(values[known].sum()) if known.any() else float("nan")


def _people(ground: Ground, question: Question, cost: np.ndarray) -> dict[str, np.ndarray]:
    people, total = ground.people, len(ground.regions.isos)
    within = coverage(
        people.people, cost, (question.standard, *question.standards), people.region, total
    )
    country = np.zeros(len(people.ids), np.int64)  # of it are those of no region, too
    whole = coverage(people.people, cost, (question.standard, *question.standards), country, 1)
    located = np.append(within.total, whole.total)
    covered = np.append(within.covered[:, 0], whole.covered[:, 0])
    at_standards = np.vstack((within.covered[:, 1:], whole.covered[:, 1:]))
    official = _official(ground)
    everybody = np.where(np.isfinite(official), np.maximum(official, located), np.nan)
    not_located = everybody - located
    return {
        "official": official,
        "located": located,
        "not_located": not_located,
        "covered": covered,
        "beyond": located - covered,
        "share": ratio(covered, located),
        "share_low": ratio(covered, everybody),
        "share_high": ratio(covered + not_located, everybody),
        "shares": ratio(at_standards, located[:, None]),
    }


def _reached(
    ground: Ground, question: Question, model: Costs, seen: np.ndarray
) -> dict[str, np.ndarray]:
    people, sites, total = ground.people, ground.sites, len(ground.regions.isos)
    everywhere, standard = np.arange(len(people.ids)), question.standard
    own = np.zeros(len(people.ids), bool)
    for region in range(total):
        here = np.flatnonzero(people.region == region)
        theirs = np.flatnonzero(seen & (sites.region == region))
        if len(here) and len(theirs):
            own[here] = model.nearest(here, theirs).km[:, 0] <= standard
    kinds = np.zeros(len(people.ids))
    for kind in question.kinds:
        of_kind = np.flatnonzero(seen & (sites.kind == tuple(Kind).index(kind)))
        kinds += model.nearest(everywhere, of_kind).km[:, 0] <= standard
    second = model.second(everywhere, np.flatnonzero(seen)) <= standard

    def summed(values: np.ndarray) -> np.ndarray:
        weighted = people.people * values
        return _and_country(by_region(weighted, people.region, total), float(weighted.sum()))

    located = summed(np.ones(len(people.ids)))
    return {
        "own_covered": summed(own),
        "own_share": ratio(summed(own), located),
        "second_share": ratio(summed(second), located),
        "kinds_within": ratio(summed(kinds), located),
    }


def _costs(ground: Ground, question: Question, cost: np.ndarray) -> dict[str, np.ndarray]:
    people, total = ground.people, len(ground.regions.isos)
    rows = [np.flatnonzero(people.region == region) for region in range(total)]
    rows.append(np.arange(len(people.ids)))
    country = np.zeros(len(people.ids), np.int64)

    def told(values: np.ndarray) -> np.ndarray:
        return np.where(np.isfinite(values), values, np.nan)

    def both(measure: partial[np.ndarray]) -> np.ndarray:
        by_regions, whole = measure(people.region, total), measure(country, 1)
        return told(np.append(by_regions, whole))

    def each(q: float) -> np.ndarray:
        return told(np.array([quantile(cost[row], people.people[row], q) for row in rows]))

    last = np.array([row[np.argmax(cost[row])] if len(row) else -1 for row in rows], np.int64)
    return {
        "mean": both(partial(mean_cost, cost, people.people)),
        "burden": both(partial(burden, people.people, cost, question.standard)),
        "median": each(0.5),
        "p90": each(0.9),
        "farthest": told(np.where(last >= 0, cost[last] if len(cost) else np.nan, np.nan)),
        "farthest_point": last,
    }


def _access(
    ground: Ground, model: Costs, some: np.ndarray, catchment: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return E2SFCA and 2SFCA of each point; NaN everywhere where no capacity is known."""
    known = some[np.isfinite(ground.sites.area_m2[some])]
    nothing = np.full(len(ground.people.ids), np.nan)
    if not len(known):
        return nothing, nothing
    pairs = model.pairs(np.arange(len(ground.people.ids)), known, catchment)
    supply, people = ground.sites.area_m2[known], ground.people.people
    enhanced = two_step(people, supply, pairs, catchment, gaussian)
    return enhanced.a, two_step(people, supply, pairs, catchment).a


def _mean(ground: Ground, access: np.ndarray) -> np.ndarray:
    people, total = ground.people, len(ground.regions.isos)
    whole = np.zeros(len(people.ids), np.int64)
    return np.append(
        mean_cost(access, people.people, people.region, total),
        mean_cost(access, people.people, whole, 1),
    )


def _inequality(ground: Ground, access: np.ndarray) -> Inequality:
    people = ground.people
    known = np.where(np.isfinite(access), access, 0.0)
    p, share = inequality.lorenz(known, people.people)
    theil = inequality.theil(known, people.people, people.region)
    return Inequality(
        gini=inequality.gini(known, people.people),
        theil=theil.total,
        theil_between=theil.between,
        theil_within=theil.within,
        worst_tenth=inequality.worst_share(known, people.people),
        p=p,
        L=share,
    )
