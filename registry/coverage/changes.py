"""What became better and worse between two audits of the same people. Pure."""

from typing import NamedTuple

import numpy as np

from registry.coverage.audit import Audit
from registry.coverage.ground import Ground
from registry.coverage.measures.shares import by_region


class Change(NamedTuple):
    """People by region and, last, in the country: before + gained - lost = after."""

    before: np.ndarray  # covered, float64 (G + 1,)
    gained: np.ndarray  # covered now, and not before
    lost: np.ndarray  # covered before, and no more
    after: np.ndarray


def change(ground: Ground, before: Audit, after: Audit) -> Change:
    """Return who is covered in one audit and not in the other, each by its own standard."""
    was = before.cost <= before.question.standard
    now = after.cost <= after.question.standard
    masks = (was, now & ~was, was & ~now, now)
    return Change(*(_summed(ground, mask) for mask in masks))


def _summed(ground: Ground, mask: np.ndarray) -> np.ndarray:
    people = ground.people
    counts = people.people * mask
    sums = by_region(counts, people.region, len(ground.regions.isos))
    return np.append(sums, counts.sum())
