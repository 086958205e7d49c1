"""Figures put together for reading: rows of indicators, columns of periods. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from registry.facilities.indicators import GROUPS, Group, Indicator
from registry.figures.charts import MOST_BARS, Chart, Point, chart
from registry.figures.checks import occupancy
from registry.figures.periods import Period


class Cell(NamedTuple):
    """What is known of an indicator in a period; None is not reported."""

    plan: float | None = None
    fact: float | None = None

    @property
    def share(self) -> float | None:
        """How much of the plan was reached, in per cent."""
        return None if self.fact is None or not self.plan else 100 * self.fact / self.plan


class Row(NamedTuple):
    """An indicator over the periods of a table."""

    indicator: Indicator
    cells: tuple[Cell, ...]
    chart: Chart | None


class Section(NamedTuple):
    """A group of indicators of which something is known."""

    group: Group
    rows: tuple[Row, ...]


class Table(NamedTuple):
    """All figures of a facility."""

    periods: tuple[Period, ...]
    sections: tuple[Section, ...]


def table(figures: Iterable[Any]) -> Table:
    """Put figures that count into a table, periods in the order of time."""
    by_period: dict[Period, dict[Indicator, Cell]] = {}
    for figure in figures:
        period = Period(figure.period_from, figure.period_to)
        cells = by_period.setdefault(period, {})
        before = cells.get(figure.indicator, Cell())
        name = "plan" if figure.is_plan else "fact"
        cells[figure.indicator] = before._replace(**{name: figure.value})
    for cells in by_period.values():
        _work_out(cells)
    periods = tuple(sorted(by_period))
    sections = (
        Section(group, tuple(_rows(members, periods, by_period)))
        for group, members in GROUPS.items()
    )
    return Table(periods, tuple(section for section in sections if section.rows))


def _work_out(cells: dict[Indicator, Cell]) -> None:
    plan = occupancy({i: cell.plan for i, cell in cells.items() if cell.plan is not None})
    fact = occupancy({i: cell.fact for i, cell in cells.items() if cell.fact is not None})
    if plan is not None or fact is not None:
        cells[Indicator.OCCUPANCY_RATE] = Cell(plan, fact)


def _rows(
    members: Iterable[Indicator],
    periods: tuple[Period, ...],
    by_period: Mapping[Period, Mapping[Indicator, Cell]],
) -> Iterable[Row]:
    for indicator in members:
        cells = tuple(by_period[period].get(indicator, Cell()) for period in periods)
        if any(cell != Cell() for cell in cells):
            yield Row(indicator, cells, _chart(periods, cells))


def _chart(periods: tuple[Period, ...], cells: tuple[Cell, ...]) -> Chart | None:
    """Draw the periods of the length of which most is known; one alone makes no chart."""
    known = [(period, cell) for period, cell in zip(periods, cells, strict=True) if cell != Cell()]
    lengths = {period.months for period, _cell in known}
    longest = max(
        ([pair for pair in known if pair[0].months == months] for months in sorted(lengths)),
        key=len,
        default=[],
    )
    if len(longest) < 2:
        return None
    return chart([Point(p.short, c.fact, c.plan) for p, c in longest[-MOST_BARS:]])
