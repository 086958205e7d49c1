"""The figures of an audit, by region and for the country. Pure."""

from typing import NamedTuple

import numpy as np


class Figures(NamedTuple):
    """Arrays of G + 1 values: the regions in their order, then the country; NaN cannot be told."""

    # Facilities, by the region in which they stand.
    facilities: np.ndarray
    without_pin: np.ndarray  # of them: they count above, and for no distance
    density: np.ndarray  # per 100,000 people
    density_low: np.ndarray  # exact 95 % interval
    density_high: np.ndarray
    per_10000_km2: np.ndarray
    area_per_100k: np.ndarray  # rentable, m² per 100,000 people; where any is known
    workplaces_per_100k: np.ndarray

    # People.
    official: np.ndarray  # official total
    located: np.ndarray  # of them: those that live at places that we know
    not_located: np.ndarray

    # People within the standard, wherever the facility stands.
    covered: np.ndarray
    beyond: np.ndarray  # located, and not covered
    share: np.ndarray  # of the located, 0 to 1
    share_low: np.ndarray  # of all: if nobody of the not located is covered
    share_high: np.ndarray  # if all of them are
    own_covered: np.ndarray  # by facilities of the own region alone
    own_share: np.ndarray
    second_share: np.ndarray  # has at least two within the standard
    kinds_within: np.ndarray  # mean number of the kinds in question within it

    # Cost of getting to the nearest, weighted by people.
    mean: np.ndarray
    median: np.ndarray
    p90: np.ndarray
    farthest: np.ndarray
    farthest_point: np.ndarray  # int64, place in ground.people; -1
    burden: np.ndarray  # people times cost beyond the standard

    # Accessibility: rentable area within the catchment, m² per 100,000 people.
    access_step: np.ndarray  # 2SFCA
    access: np.ndarray  # E2SFCA

    shares: np.ndarray  # (G + 1, t): share at each of question.standards


class Inequality(NamedTuple):
    """How unequally accessibility is shared out in the country; NaN cannot be told."""

    gini: float
    theil: float
    theil_between: float
    theil_within: float
    worst_tenth: float  # what the worst-served tenth of the people has of all
    p: np.ndarray  # Lorenz curve
    L: np.ndarray
