"""Good answers to the p-median, quickly: exchange one site for another as long as it helps.

Source: Teitz and Bart (1968), Operations Research 16(5); all exchanges are weighed at once.
"""

import numpy as np


def total(cost: np.ndarray, sites: np.ndarray) -> float:
    """Return the sum of the least costs."""
    return float(cost[:, sites].min(axis=1).sum())


def greedy(cost: np.ndarray, count: int, fixed: np.ndarray) -> np.ndarray:
    """Return so many sites, each that which saves most after those before it.

    Args:
        cost: Weighted, shape (n, c), finite.
        count: Sites, those that are fixed among them.
        fixed: Sites that are chosen anyway.
    """
    sites = list(fixed)
    least = cost[:, sites].min(axis=1) if sites else cost.max(axis=1)
    while len(sites) < count:
        saved = np.maximum(least[:, None] - cost, 0).sum(axis=0)
        saved[sites] = -1.0
        sites.append(int(saved.argmax()))
        least = np.minimum(least, cost[:, sites[-1]])
    return np.array(sites, np.int64)


def improved(cost: np.ndarray, sites: np.ndarray, fixed: np.ndarray, rounds: int) -> np.ndarray:
    """Return sites that no exchange of a single one makes better, or those after so many rounds."""
    sites = sites.copy()
    movable = ~np.isin(sites, fixed)
    for _ in range(rounds):
        if not movable.any() or len(sites) >= cost.shape[1]:
            break
        saved = _exchanges(cost, sites)
        saved[~movable] = -np.inf
        saved[:, sites] = -np.inf
        out, into = np.unravel_index(int(saved.argmax()), saved.shape)
        if not saved[out, into] > 1e-9 * max(1.0, abs(float(cost.max()))):
            break
        sites[out] = into
    return sites


def _exchanges(cost: np.ndarray, sites: np.ndarray) -> np.ndarray:
    """Return what each exchange saves, shape (sites, c)."""
    n, p = len(cost), len(sites)
    own = cost[:, sites]
    first = own.argmin(axis=1)
    least = own[np.arange(n), first]
    if p > 1:
        own[np.arange(n), first] = np.inf
        second = own.min(axis=1)
    else:
        second = cost.max(axis=1)
    gain = np.maximum(least[:, None] - cost, 0).sum(axis=0)
    loss = np.bincount(first, weights=second - least, minlength=p)
    spared = np.maximum(second[:, None] - np.maximum(cost, least[:, None]), 0)
    member = np.zeros((p, n))
    member[first, np.arange(n)] = 1.0
    saved: np.ndarray = gain[None, :] - loss[:, None] + member @ spared
    return saved
