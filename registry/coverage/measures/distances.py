"""How far it is from where people live to facilities.

On a sphere: over Kazakhstan it differs from the ellipsoid by at most 0.34 %.
"""

from typing import NamedTuple

import numpy as np

from registry.geo import EARTH_RADIUS_KM
from registry.later import later

spatial = later("scipy.spatial")

HALF_TURN_KM = float(np.pi * EARTH_RADIUS_KM)
"""The longest distance that there is."""

FUZZ = 1e-9
"""Share by which a search goes too far, so that rounding leaves out nothing on the edge."""


class Nearest(NamedTuple):
    """The nearest facilities of each of n places, nearest first, k of them."""

    km: np.ndarray  # float64 (n, k); infinite where there are fewer
    idx: np.ndarray  # int64 (n, k); -1 where there are fewer


class Pairs(NamedTuple):
    """Which of m facilities each of n places reaches: compressed sparse rows.

    A cost of 0 is a cost, and stays.
    """

    indptr: np.ndarray  # int64 (n + 1,)
    indices: np.ndarray  # int64 (q,); facilities, row by row
    cost: np.ndarray  # float64 (q,)
    columns: int  # m

    @property
    def rows(self) -> np.ndarray:
        """The place of each pair, shape (q,)."""
        return np.repeat(np.arange(len(self.indptr) - 1), np.diff(self.indptr))


def unit_vectors(lats: np.ndarray, lons: np.ndarray) -> np.ndarray:
    """Return points on a sphere of radius 1, shape (n, 3).

    Raises:
        ValueError: A coordinate is no number.
    """
    lat, lon = np.radians(np.asarray(lats, float)), np.radians(np.asarray(lons, float))
    if not (np.isfinite(lat).all() and np.isfinite(lon).all()):
        raise ValueError("a place without coordinates has no distance")
    flat = np.cos(lat)
    return np.column_stack((flat * np.cos(lon), flat * np.sin(lon), np.sin(lat)))


def chord(km: float) -> float:
    """Return the straight line through the sphere of radius 1 between points so far apart."""
    return float(2 * np.sin(min(max(km, 0.0), HALF_TURN_KM) / (2 * EARTH_RADIUS_KM)))


def arc_km(chords: np.ndarray) -> np.ndarray:
    """Return distances on the ground from such straight lines."""
    km: np.ndarray = 2 * EARTH_RADIUS_KM * np.arcsin(np.clip(chords / 2, 0, 1))
    return km


def great_circle_km(
    lats: np.ndarray, lons: np.ndarray, to_lats: np.ndarray, to_lons: np.ndarray
) -> np.ndarray:
    """Return all distances, shape (n, m): for few places, and for tests."""
    apart = unit_vectors(lats, lons)[:, None, :] - unit_vectors(to_lats, to_lons)[None, :, :]
    return arc_km(np.sqrt((apart**2).sum(axis=2)))


def nearest(
    lats: np.ndarray, lons: np.ndarray, to_lats: np.ndarray, to_lons: np.ndarray, k: int = 1
) -> Nearest:
    """Return the k nearest facilities of each place; no facilities at all are legal."""
    n, m = len(lats), len(to_lats)
    km, idx = np.full((n, k), np.inf), np.full((n, k), -1, np.int64)
    there = unit_vectors(to_lats, to_lons)
    here = unit_vectors(lats, lons)
    if n and m:
        few = min(k, m)
        apart, found = spatial.cKDTree(there).query(here, k=list(range(1, few + 1)))
        km[:, :few], idx[:, :few] = arc_km(apart), found
    return Nearest(km, idx)


def pairs_within(
    lats: np.ndarray,
    lons: np.ndarray,
    to_lats: np.ndarray,
    to_lons: np.ndarray,
    radius_km: float,
) -> Pairs:
    """Return all pairs of a place and a facility at most radius_km apart."""
    n, m = len(lats), len(to_lats)
    here, there = unit_vectors(lats, lons), unit_vectors(to_lats, to_lons)
    if not n or not m:
        return Pairs(np.zeros(n + 1, np.int64), np.zeros(0, np.int64), np.zeros(0), m)
    reach = chord(radius_km) * (1 + FUZZ) + 1e-12
    found = spatial.cKDTree(here).sparse_distance_matrix(
        spatial.cKDTree(there), reach, output_type="ndarray"
    )
    rows, columns, km = found["i"], found["j"], arc_km(found["v"])
    kept = km <= radius_km * (1 + FUZZ)
    return in_rows(rows[kept], columns[kept], km[kept], n, m)


def in_rows(rows: np.ndarray, columns: np.ndarray, cost: np.ndarray, n: int, m: int) -> Pairs:
    """Return pairs in any order as sparse rows, each row by column.

    Raises:
        ValueError: A row or a column does not exist, or a cost is negative or no number.
    """
    if len(rows) and (rows.min() < 0 or rows.max() >= n or columns.min() < 0 or columns.max() >= m):
        raise ValueError("a pair names a place or a facility that does not exist")
    if not (cost >= 0).all():
        raise ValueError("a cost is negative or no number")
    order = np.lexsort((columns, rows))
    indptr = np.zeros(n + 1, np.int64)
    np.cumsum(np.bincount(rows, minlength=n), out=indptr[1:])
    return Pairs(indptr, columns[order].astype(np.int64), cost[order].astype(float), m)


def nearest_of(pairs: Pairs) -> Nearest:
    """Return the facility of least cost of each place among pairs; of equal ones, the first."""
    n = len(pairs.indptr) - 1
    km, idx = np.full((n, 1), np.inf), np.full((n, 1), -1, np.int64)
    order = np.lexsort((pairs.indices, pairs.cost, pairs.rows))
    has = np.diff(pairs.indptr) > 0
    first = order[pairs.indptr[:-1][has]]
    km[has, 0], idx[has, 0] = pairs.cost[first], pairs.indices[first]
    return Nearest(km, idx)
