"""What it costs people to get to facilities, in whatever a question measures it. Pure."""

from typing import NamedTuple

import numpy as np

from registry.coverage.ground import People, Sites
from registry.coverage.measures.distances import (
    Nearest,
    Pairs,
    in_rows,
    nearest,
    nearest_of,
    pairs_within,
)
from registry.coverage.question import Question
from registry.coverage.vocabulary import Cost


class Times(NamedTuple):
    """Travel times, q of them: from a settlement to a facility."""

    settlements: np.ndarray  # int64 (q,); ids
    facilities: np.ndarray  # int64 (q,); ids
    minutes: np.ndarray  # float64 (q,)


class Costs(NamedTuple):
    """Costs between people and facilities that have a place."""

    people: People
    sites: Sites
    factor: float  # of kilometres on the sphere
    times: Times | None  # instead of kilometres

    def nearest(self, places: np.ndarray, some: np.ndarray) -> Nearest:
        """Return the nearest of some facilities of some places where people live.

        Args:
            places: Indices of points of people, shape (a,).
            some: Indices of sites that have a place.

        The indices of what is found are those of sites.
        """
        if self.times is not None:
            found = nearest_of(self.pairs(places, some, np.inf))
        else:
            here, there = self._at(places), self._of(some)
            found = nearest(*here, *there)
        known = found.idx >= 0
        idx = np.full(found.idx.shape, -1, np.int64)
        idx[known] = some[found.idx[known]]
        return Nearest(found.km * self.factor, idx)

    def second(self, places: np.ndarray, some: np.ndarray) -> np.ndarray:
        """Return the cost of the second nearest, shape (a,); infinite where there is none."""
        if self.times is None:
            km = nearest(*self._at(places), *self._of(some), k=2).km[:, 1]
            return km * self.factor
        pairs = self.pairs(places, some, np.inf)
        cost = np.full(len(places), np.inf)
        order = np.lexsort((pairs.cost, pairs.rows))
        has = np.diff(pairs.indptr) > 1
        cost[has] = pairs.cost[order][pairs.indptr[:-1][has] + 1]
        return cost

    def pairs(self, places: np.ndarray, some: np.ndarray, radius: float) -> Pairs:
        """Return pairs of some places and some sites, by their positions in these arguments."""
        if self.times is None:
            found = pairs_within(*self._at(places), *self._of(some), radius / self.factor)
            return found._replace(cost=found.cost * self.factor)
        return self._from_table(places, some, radius)

    def _from_table(self, places: np.ndarray, some: np.ndarray, radius: float) -> Pairs:
        times = self.times or Times(*(np.zeros(0, np.int64),) * 2, np.zeros(0))
        rows = _positions(self.people.settlements[places], times.settlements)
        columns = _positions(self.sites.ids[some], times.facilities)
        kept = (rows >= 0) & (columns >= 0) & (times.minutes <= radius)
        return in_rows(rows[kept], columns[kept], times.minutes[kept], len(places), len(some))

    def _at(self, places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return self.people.lats[places], self.people.lons[places]

    def _of(self, some: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return self.sites.lats[some], self.sites.lons[some]


def costs(people: People, sites: Sites, question: Question, times: Times | None) -> Costs:
    """Return the costs that a question asks for.

    Raises:
        ValueError: It asks for travel times, and there are none.
    """
    if question.cost is Cost.TABLE:
        if times is None:
            raise ValueError("the question asks for travel times")
        return Costs(people, sites, 1.0, times)
    factor = question.detour if question.cost is Cost.ROAD else 1.0
    return Costs(people, sites, factor, None)


def _positions(ids: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Return where each wanted id stands in ids; -1 where it does not."""
    if not len(ids):
        return np.full(len(wanted), -1, np.int64)
    order = np.argsort(ids, kind="stable")
    place = np.minimum(np.searchsorted(ids[order], wanted), len(ids) - 1)
    found = order[place]
    return np.where(ids[found] == wanted, found, -1)
