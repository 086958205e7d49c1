"""What an audit is computed on: where people live, where facilities stand, and the regions. Pure.

All arrays of one thing have the same length. Regions are told by their place in `Regions`;
NOWHERE is none. Days are proleptic Gregorian ordinals, as date.toordinal gives them.
"""

from typing import NamedTuple

import numpy as np

NOWHERE = -1
ALWAYS, NEVER = 0, 4_000_000
"""Day before all days, where nobody knows when something began; day after all days."""


class Regions(NamedTuple):
    """The regions of the country, G of them, in the order of their codes."""

    isos: tuple[str, ...]
    people: np.ndarray  # float64 (G,), official totals; NaN where there is none
    area_km2: np.ndarray  # float64 (G,); NaN where it is not known


class People(NamedTuple):
    """Where people live: n settlements or cells that have a place and a number of people."""

    ids: np.ndarray  # int64 (n,); of settlements, or of points of a finer source
    settlements: np.ndarray  # int64 (n,); 0 for a point in no settlement of ours
    lats: np.ndarray  # float64 (n,), degrees north
    lons: np.ndarray  # float64 (n,), degrees east
    people: np.ndarray  # float64 (n,), above 0
    region: np.ndarray  # int64 (n,)


class Sites(NamedTuple):
    """Facilities where they stand: m rows, one for each place that a facility has or had."""

    ids: np.ndarray  # int64 (m,); a facility that moved has several rows
    lats: np.ndarray  # float64 (m,); NaN where nobody has found the place
    lons: np.ndarray  # float64 (m,)
    region: np.ndarray  # int64 (m,)
    kind: np.ndarray  # int8 (m,); place in tuple(Kind)
    status: np.ndarray  # int8 (m,); place in tuple(Status), as it is now
    services: np.ndarray  # uint64 (m,); bit i for the i-th word of the vocabulary
    sectors: np.ndarray  # uint64 (m,)
    first_day: np.ndarray  # int64 (m,); of the facility at this place; ALWAYS: not known
    end_day: np.ndarray  # int64 (m,); first day on which it is not there; NEVER: still there
    area_m2: np.ndarray  # float64 (m,); rentable area, NaN where not known
    workplaces: np.ndarray  # float64 (m,); NaN where not known


class Ground(NamedTuple):
    """All of it, as it stood in the registry at one moment."""

    regions: Regions
    people: People
    sites: Sites
    people_source: str  # what people were counted by, for readers; "" is the settlements
    digest: str  # SHA-256 of the data
