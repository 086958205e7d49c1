"""Which corrections of records would change the audit most. Pure.

A gap is weighed by the people whose coverage it could change at most: whether they do live within
the standard of a facility is not known before somebody has closed it.
"""

from typing import NamedTuple

import numpy as np

from registry.coverage.audit import Audit
from registry.coverage.costs import costs
from registry.coverage.ground import ALWAYS, NOWHERE, Ground
from registry.coverage.question import STANDARD_KM, Question
from registry.coverage.standing import counted
from registry.coverage.vocabulary import Cost
from registry.facilities.vocabulary import Status, Word
from registry.i18n import _l


class Gap(Word):
    """What is not known of a facility, and what that means for the audit."""

    PIN = "pin", _l("Place on the map")
    STATUS = "status", _l("Status")
    OPENING = "opening", _l("Opening date")


class Correction(NamedTuple):
    """A gap to be closed."""

    site: int  # place in ground.sites
    gap: Gap
    people: float  # whose coverage it could change, at most


def corrections(ground: Ground, found: Audit) -> list[Correction]:
    """Return the gaps of facilities in question, those that could change most first.

    Without a pin: the people of its region beyond the standard. With an unknown status: those
    beyond it that live near it. With an unknown opening date: those whom it alone covers, who may
    have had no facility on an earlier day. Distances as the crow flies where times are asked for.
    """
    question = found.question
    if question.cost is Cost.TABLE:
        question = question._replace(cost=Cost.LINE, standard=STANDARD_KM)
    result = [*_without_pin(ground, found), *_of_unknown_status(ground, found, question)]
    result += _of_unknown_opening(ground, found, question)
    ids = ground.sites.ids
    return sorted(result, key=lambda one: (-one.people, int(ids[one.site]), one.gap))


def _beyond(found: Audit) -> np.ndarray:
    beyond: np.ndarray = found.cost > found.question.standard
    return beyond


def _without_pin(ground: Ground, found: Audit) -> list[Correction]:
    people, beyond = ground.people, _beyond(found)
    left = np.where(beyond, people.people, 0.0)
    by_region = np.bincount(people.region, left, len(ground.regions.isos))
    gaps = np.flatnonzero(found.counts & ~np.isfinite(ground.sites.lats))
    places = [(int(site), int(ground.sites.region[site])) for site in gaps]
    return [
        Correction(site, Gap.PIN, float(left.sum() if at == NOWHERE else by_region[at]))
        for site, at in places
    ]


def _of_unknown_status(ground: Ground, found: Audit, question: Question) -> list[Correction]:
    if question.statuses:
        return []  # the question says itself which of them count
    unknown = counted(ground.sites, question._replace(statuses=(Status.UNKNOWN,)), question.on)
    some = np.flatnonzero(unknown & np.isfinite(ground.sites.lats))
    gains = _near(ground, question, some, _beyond(found))
    return [Correction(int(site), Gap.STATUS, gain) for site, gain in zip(some, gains, strict=True)]


def _of_unknown_opening(ground: Ground, found: Audit, question: Question) -> list[Correction]:
    seen = np.flatnonzero(found.is_seen)
    everywhere = np.arange(len(ground.people.ids))
    model = costs(ground.people, ground.sites, question, None)
    pairs = model.pairs(everywhere, seen, question.standard)
    alone = np.diff(pairs.indptr) == 1
    some = seen[ground.sites.first_day[seen] == ALWAYS]
    losses = _near(ground, question, some, alone)
    return [
        Correction(int(site), Gap.OPENING, lost) for site, lost in zip(some, losses, strict=True)
    ]


def _near(ground: Ground, question: Question, some: np.ndarray, who: np.ndarray) -> list[float]:
    """Return how many of some people live within the standard of each of some sites."""
    places = np.flatnonzero(who)
    if not len(some) or not len(places):
        return [0.0] * len(some)
    model = costs(ground.people, ground.sites, question, None)
    pairs = model.pairs(places, some, question.standard)
    weights = ground.people.people[places][pairs.rows]
    sums: list[float] = np.bincount(pairs.indices, weights, len(some)).tolist()
    return sums
