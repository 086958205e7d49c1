"""Covering: most people within a standard (MCLP), or all of them by the fewest sites (LSCP).

Places with the same candidates within reach become one, and candidates that reach no more than
another fall away: 7,000 settlements become some hundred rows.
"""

from typing import NamedTuple

import numpy as np

from registry.coverage.siting import programme
from registry.coverage.siting.problem import Infeasible, Model, Problem, value_of
from registry.coverage.siting.programme import Clock, Rows, Solved, chosen, least

FEW = 1e-6
"""Part of a person by which solvers may be off."""


class Reduced(NamedTuple):
    """A covering problem without what cannot matter: r rows, k candidates."""

    reach: np.ndarray  # bool (r, k)
    people: np.ndarray  # float64 (r,)
    columns: np.ndarray  # int64 (k,), the candidates
    must: np.ndarray  # bool (r,), rows that have to be covered


def reduced(problem: Problem, *, keep_alike: bool) -> Reduced:
    """Return the rows that are not covered yet, alike ones as one, and the candidates for them.

    Args:
        problem: MCLP or LSCP.
        keep_alike: Keep candidates that reach the same as others: they may cost or please more.
    """
    reach = problem.cost <= problem.standard
    must = _must(problem)
    open_rows = (problem.start > problem.standard) & ((problem.people > 0) | must)
    columns = np.flatnonzero(problem.allowed)
    reach, must, people = reach[open_rows], must[open_rows], problem.people[open_rows]
    if not keep_alike:
        columns = columns[_undominated(reach[:, columns], _fixed_among(problem, columns))]
    reach = reach[:, columns]
    if not len(reach):
        return Reduced(reach, people, columns, must)
    # A row that has to be covered is told from one that may be by a column of its own.
    packed = np.packbits(np.column_stack((reach, must)), axis=1)
    _rows, first, group = np.unique(packed, axis=0, return_index=True, return_inverse=True)
    sums = np.bincount(group.ravel(), weights=people, minlength=len(first))
    return Reduced(reach[first], sums, columns, must[first])


def _must(problem: Problem) -> np.ndarray:
    if problem.model is Model.LSCP and problem.share >= 1:
        return problem.people > 0
    return np.zeros(len(problem.people), bool)


def _fixed_among(problem: Problem, columns: np.ndarray) -> np.ndarray:
    return np.isin(columns, problem.fixed)


def _undominated(reach: np.ndarray, fixed: np.ndarray) -> np.ndarray:
    """Return the columns that reach something no other column of theirs includes."""
    dense = reach.astype(np.float32)
    sizes = dense.sum(axis=0)
    common = dense.T @ dense  # rows that two columns share
    inside = common >= sizes[:, None] - 0.5  # column i reaches no more than column j
    np.fill_diagonal(inside, False)
    order = np.arange(len(sizes))
    # Of columns that reach the same, the first stays.
    worse = inside & ((sizes[None, :] > sizes[:, None] + 0.5) | (order[None, :] < order[:, None]))
    return np.flatnonzero(~worse.any(axis=1) | fixed)


def most_covered(problem: Problem, clock: Clock) -> tuple[tuple[int, ...], float, bool]:
    """Return sites that cover most people, the bound of their number, and whether it is proven."""
    plain = (
        problem.prices is None and problem.preference is None and not np.isfinite(problem.farthest)
    )
    few = reduced(problem, keep_alike=not plain)
    solved = _most(problem, few, clock)
    covered = float(problem.people[problem.start <= problem.standard].sum())
    if solved.x is None:
        sites = tuple(problem.fixed)
        return sites, float(problem.people.sum()), False
    sites = _filled(problem, few.columns[chosen(solved.x[: len(few.columns)])])
    return sites, covered - solved.bound, solved.is_optimal


def _filled(problem: Problem, columns: np.ndarray) -> tuple[int, ...]:
    """Return as many sites as are asked for, where more than are useful are."""
    sites = [int(one) for one in columns]
    if problem.prices is None:
        spare = [one for one in np.flatnonzero(problem.allowed) if int(one) not in sites]
        sites += [int(one) for one in spare[: max(problem.sites - len(sites), 0)]]
    return tuple(sites)


def _most(problem: Problem, few: Reduced, clock: Clock, extra: list[Rows] | None = None) -> Solved:
    r, k = few.reach.shape
    weights = np.concatenate((np.zeros(k), -few.people))
    rows = [*_covering(few), *_number(problem, few, r), *_nobody_beyond(problem, few, r)]
    low = np.concatenate((_fixed_among(problem, few.columns).astype(float), np.zeros(r)))
    return least(
        weights,
        rows + (extra or []),
        whole=np.concatenate((np.ones(k), np.zeros(r))),
        low=low,
        high=np.ones(k + r),
        limit_s=clock.left_s,
    )


def _covering(few: Reduced) -> list[Rows]:
    """A row is covered by no more than the sites that reach it."""
    r = len(few.reach)
    if not r:
        return []
    sparse = programme.sparse
    a = sparse.hstack((sparse.csr_matrix(few.reach.astype(float)), -sparse.identity(r)))
    return [Rows(a.tocsr(), np.zeros(r), np.full(r, np.inf))]


def _number(problem: Problem, few: Reduced, r: int) -> list[Rows]:
    found = []
    k = len(few.columns)
    if problem.sites:
        ones = np.concatenate((np.ones(k), np.zeros(r)))[None, :]
        most = float(min(problem.sites, k))
        found.append(Rows(ones, np.array([-np.inf]), np.array([most])))
    if problem.prices is not None and np.isfinite(problem.budget):
        prices = np.concatenate((problem.prices[few.columns], np.zeros(r)))[None, :]
        found.append(Rows(prices, np.array([-np.inf]), np.array([problem.budget])))
    return found


def _nobody_beyond(problem: Problem, few: Reduced, r: int) -> list[Rows]:
    if not np.isfinite(problem.farthest):
        return []
    open_rows = (problem.start > problem.farthest) & (problem.people > 0)
    reach = (problem.cost <= problem.farthest)[open_rows][:, few.columns]
    reach = np.unique(reach, axis=0)
    if not reach.any(axis=1).all():
        raise Infeasible
    a = np.hstack((reach.astype(float), np.zeros((len(reach), r))))
    return [Rows(programme.sparse.csr_matrix(a), np.ones(len(reach)), np.full(len(reach), np.inf))]


def fewest(problem: Problem, clock: Clock) -> tuple[tuple[int, ...], float, bool]:
    """Return the fewest sites that reach all, or the wanted share; their bound; whether proven.

    Raises:
        Infeasible: No choice reaches them.
    """
    few = reduced(problem, keep_alike=problem.preference is not None)
    if problem.share >= 1 and not few.reach.any(axis=1).all():
        raise Infeasible
    r, k = few.reach.shape
    fixed = _fixed_among(problem, few.columns).astype(float)
    if problem.share >= 1:
        few = _without_dominated_rows(few)
        r = len(few.reach)
        a = programme.sparse.csr_matrix(few.reach.astype(float))
        rows = [Rows(a, np.ones(r), np.full(r, np.inf))] if r else []
        weights, whole, low = np.ones(k), np.ones(k), fixed
    else:
        covered = float(problem.people[problem.start <= problem.standard].sum())
        wanted = problem.share * float(problem.people.sum()) - covered
        a = np.concatenate((np.zeros(k), few.people))[None, :]
        rows = [*_covering(few), Rows(a, np.array([wanted - FEW]), np.array([np.inf]))]
        weights, whole = np.append(np.ones(k), np.zeros(r)), np.append(np.ones(k), np.zeros(r))
        low = np.append(fixed, np.zeros(r))
    if not rows and not fixed.any():
        return (), 0.0, True
    solved = least(
        weights, rows, whole=whole, low=low, high=np.ones(len(weights)), limit_s=clock.left_s
    )
    if solved.x is None:
        raise Infeasible
    sites = tuple(int(one) for one in few.columns[chosen(solved.x[:k])])
    return sites, float(np.ceil(solved.bound - 1e-6)), solved.is_optimal


def _without_dominated_rows(few: Reduced) -> Reduced:
    """Leave out rows that are covered whenever another is: the fewer candidates, the harder."""
    dense = few.reach.astype(np.float32)
    sizes = dense.sum(axis=1)
    common = dense @ dense.T
    holds = common >= sizes[None, :] - 0.5  # row i has all candidates of row j
    np.fill_diagonal(holds, False)
    order = np.arange(len(sizes))
    easier = holds & ((sizes[:, None] > sizes[None, :] + 0.5) | (order[None, :] < order[:, None]))
    kept = ~easier.any(axis=1)
    return Reduced(few.reach[kept], few.people[kept], few.columns, few.must[kept])


def preferred(problem: Problem, sites: tuple[int, ...], clock: Clock) -> tuple[int, ...]:
    """Return sites of the same number of people that please more, by the sum of preference."""
    if problem.preference is None or clock.is_over:
        return sites
    few = reduced(problem, keep_alike=True)
    r, k = few.reach.shape
    covered = float(problem.people[problem.start <= problem.standard].sum())
    wanted = value_of(problem, sites) - covered
    worth = Rows(
        np.concatenate((np.zeros(k), few.people))[None, :],
        np.array([wanted - FEW]),
        np.array([np.inf]),
    )
    liked = problem.preference / max(float(problem.preference.max()), 1.0)
    weights = np.concatenate((-liked[few.columns], np.zeros(r)))
    rows = [*_covering(few), *_number(problem, few, r), *_nobody_beyond(problem, few, r), worth]
    low = np.concatenate((_fixed_among(problem, few.columns).astype(float), np.zeros(r)))
    whole = np.concatenate((np.ones(k), np.zeros(r)))
    high = np.ones(k + r)
    solved = least(weights, rows, whole=whole, low=low, high=high, limit_s=clock.left_s)
    if solved.x is None:
        return sites
    better = _filled(problem, few.columns[chosen(solved.x[:k])])
    return better if value_of(problem, better) >= value_of(problem, sites) - FEW else sites


def alike(
    problem: Problem, sites: tuple[int, ...], clock: Clock, most: int = 3
) -> tuple[tuple[int, ...], ...]:
    """Return other choices that cover as many people, some of them."""
    few = reduced(problem, keep_alike=True)
    r, k = few.reach.shape
    wanted, seen, extra = value_of(problem, sites), [sites], []
    while len(seen) <= most and not clock.is_over:
        own = np.concatenate((np.isin(few.columns, seen[-1]), np.zeros(r)))[None, :]
        extra.append(Rows(own, np.array([-np.inf]), np.array([len(seen[-1]) - 1.0])))
        try:
            solved = _most(problem, few, clock, extra)
        except Infeasible:
            break
        if solved.x is None:
            break
        other = tuple(int(one) for one in few.columns[chosen(solved.x[:k])])
        if value_of(problem, other) < wanted - FEW or len(other) != len(sites):
            break
        seen.append(other)
    return tuple(seen[1:])
