"""The coverage curve as shapes to draw: steps from 0 to the longest cost shown. Pure."""

from typing import NamedTuple

import numpy as np

from registry.coverage.measures.shares import Curve

WIDTH, HEIGHT = 640, 260
LEFT, RIGHT, TOP, BOTTOM = 48, 12, 12, 34
"""Margins, for the names of the axes."""

MOST_STEPS = 400


class Chart(NamedTuple):
    """A drawing of WIDTH by HEIGHT."""

    path: str  # of the curve, SVG
    band: str  # of the same at other detours, SVG; empty where there are none
    x_ticks: tuple[tuple[float, float], ...]  # place and cost
    y_ticks: tuple[tuple[float, float], ...]  # place and share
    mark: tuple[float, float]  # place of the standard
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    base: int = HEIGHT - BOTTOM


def chart(found: Curve, standard: float, longest: float, others: tuple[float, ...] = ()) -> Chart:
    """Return the drawing of a curve.

    Args:
        found: The curve.
        standard: Cost that is marked.
        longest: Cost at the right end, above 0.
        others: Factors by which the costs may be longer or shorter, two of them for a band.
    """
    points = _steps(found, longest)
    band = ""
    if len(others) == 2:
        near, far = (
            _steps(found._replace(x=found.x * factor), longest) for factor in sorted(others)
        )
        band = _line(near) + _line(list(reversed(far))).replace("M", "L", 1) + "z"
    ticks = tuple((_x(cost, longest), cost) for cost in np.linspace(0, longest, 5))
    shares = tuple((_y(share), share) for share in (0.0, 0.25, 0.5, 0.75, 1.0))
    mark = (_x(min(standard, longest), longest), _y(_share(found, standard)))
    return Chart(_line(points), band, ticks, shares, mark)


def _share(found: Curve, cost: float) -> float:
    share = found.at(cost)
    return share if np.isfinite(share) else 0.0


def _steps(found: Curve, longest: float) -> list[tuple[float, float]]:
    inside = found.x <= longest
    xs, shares = found.x[inside], found.share[inside]
    if len(xs) > MOST_STEPS:
        some = np.unique(np.linspace(0, len(xs) - 1, MOST_STEPS).astype(int))
        xs, shares = xs[some], shares[some]
    points, share = [(_x(0.0, longest), _y(0.0))], 0.0
    for x, after in zip(xs.tolist(), shares.tolist(), strict=True):
        points += [(_x(x, longest), _y(share)), (_x(x, longest), _y(after))]
        share = after
    return [*points, (_x(longest, longest), _y(share))]


def _x(cost: float, longest: float) -> float:
    return round(LEFT + (WIDTH - LEFT - RIGHT) * float(cost) / longest, 1)


def _y(share: float) -> float:
    return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share, 1)


def _line(points: list[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points)
