"""Charts of figures as shapes to draw: a bar for what was reached, a mark for what was planned.

Pure: values in, places in a drawing of WIDTH by HEIGHT out. A bar begins at zero; what is not
reported has no bar, which is not the same as a bar of no height.
"""

from collections.abc import Callable, Sequence
from math import floor, log10
from typing import NamedTuple

WIDTH, HEIGHT = 360, 180
LEFT, RIGHT, TOP, BOTTOM = 64, 8, 12, 28
"""Margins, for the names of the axes."""

MOST_BARS = 8
STEPS = (1, 2, 2.5, 5, 10)


class Point(NamedTuple):
    """What is known of one period."""

    name: str
    fact: float | None
    plan: float | None


class Bar(NamedTuple):
    """What is drawn of one period; None is not drawn."""

    name: str
    x: float  # of the middle
    left: float
    width: float
    top: float | None  # of the bar, which ends at the axis
    height: float | None
    plan_y: float | None
    fact: float | None
    plan: float | None


class Tick(NamedTuple):
    """A line across the drawing."""

    y: float
    value: float


class Chart(NamedTuple):
    """A drawing."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    base: float
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT

    @property
    def has_plan(self) -> bool:
        """Tell whether anything was planned."""
        return any(bar.plan is not None for bar in self.bars)


def step(highest: float) -> float:
    """Return how far apart two lines stand so that three or so make the height.

    >>> step(90), step(1500), step(7)
    (50, 500, 2.5)
    """
    if highest <= 0:
        return 1
    size = 10 ** floor(log10(highest / 2))
    return next(size * one for one in STEPS if size * one * 3 >= highest)


def chart(points: Sequence[Point]) -> Chart:
    """Return the drawing of one indicator over some periods."""
    values = [value for point in points for value in (point.fact, point.plan) if value is not None]
    gap = step(max(values, default=0))
    lines = max(1, -(-max(values, default=0) // gap))
    highest = gap * lines
    base = HEIGHT - BOTTOM
    scale = (base - TOP) / highest

    def y(value: float) -> float:
        return round(base - value * scale, 1)

    slot = (WIDTH - LEFT - RIGHT) / max(1, len(points))
    bars = tuple(
        _bar(point, LEFT + slot * number, slot, y, base) for number, point in enumerate(points)
    )
    ticks = tuple(Tick(y(gap * number), gap * number) for number in range(int(lines) + 1))
    return Chart(bars, ticks, base)


def _bar(point: Point, start: float, slot: float, y: Callable[[float], float], base: float) -> Bar:
    width = round(min(40.0, slot * 0.6), 1)
    middle = round(start + slot / 2, 1)
    top = None if point.fact is None else y(point.fact)
    return Bar(
        name=point.name,
        x=middle,
        left=round(middle - width / 2, 1),
        width=width,
        top=top,
        height=None if top is None else round(base - top, 1),
        plan_y=None if point.plan is None else y(point.plan),
        fact=point.fact,
        plan=point.plan,
    )
