"""The figures of an audit as rows that a page shows: what cannot be told is None. Pure."""

from typing import Any, NamedTuple

import numpy as np

from registry.coverage.audit import Audit
from registry.coverage.figures import Figures
from registry.coverage.ground import Ground

CLASSES = (0.2, 0.4, 0.6, 0.8)
"""Where one class of the map ends and the next begins, as shares of the people."""

NO_DATA = "none"


class Row:
    """The figures of a region, or of the country, by the names of `Figures`."""

    def __init__(self, figures: Figures, place: int, iso: str) -> None:
        """Read the row at a place."""
        self.iso = iso  # empty: the country
        self._figures, self._place = figures, place

    def __getattr__(self, name: str) -> float | None:
        """Return a figure; None where it cannot be told."""
        if name.startswith("_"):
            raise AttributeError(name)
        value = float(getattr(self._figures, name)[self._place])
        return value if np.isfinite(value) else None

    @property
    def at_standards(self) -> list[float | None]:
        """The shares at the usual standards."""
        return [
            float(one) if np.isfinite(one) else None for one in self._figures.shares[self._place]
        ]

    @property
    def shade(self) -> str:
        """The class in which the map shows it: 1 to 5, or NO_DATA."""
        share = self.share
        return NO_DATA if share is None else str(1 + sum(share >= end for end in CLASSES))


def rows(ground: Ground, found: Audit) -> tuple[list[Row], Row]:
    """Return the rows of the regions, most people not covered first, and that of the country."""
    regions = [Row(found.figures, place, iso) for place, iso in enumerate(ground.regions.isos)]
    country = Row(found.figures, len(regions), "")
    return sorted(regions, key=lambda row: (-(row.beyond or 0.0), row.iso)), country


class Unserved(NamedTuple):
    """A place beyond the standard."""

    point: int  # place in ground.people
    people: float
    cost: float | None  # None: it reaches nothing
    site: int  # place in ground.sites; -1


def unserved(ground: Ground, found: Audit, points: np.ndarray) -> list[Unserved]:
    """Return what pages show of places beyond the standard."""
    return [
        Unserved(
            int(point),
            float(ground.people.people[point]),
            _told(found.cost[point]),
            int(found.site[point]),
        )
        for point in points
    ]


def _told(value: Any) -> float | None:
    return float(value) if np.isfinite(value) else None
