"""What figures of a facility can be, each and together. Pure. What is not reported is not zero."""

from collections.abc import Mapping
from datetime import date

from registry.facilities.indicators import Indicator, Unit
from registry.figures.periods import Period
from registry.i18n import _

LARGEST = 10**15
"""More than any facility has of anything."""

Values = Mapping[Indicator, float]

NOT_ABOVE: tuple[tuple[Indicator, Indicator], ...] = (
    (Indicator.OCCUPIED_AREA, Indicator.RENTABLE_AREA),
    (Indicator.RENTABLE_AREA, Indicator.GROSS_FLOOR_AREA),
    (Indicator.OCCUPIED_AREA, Indicator.GROSS_FLOOR_AREA),
    (Indicator.EXPORT_REVENUE, Indicator.RESIDENT_REVENUE),
    (Indicator.INVESTMENT_FOREIGN, Indicator.INVESTMENT_RAISED),
    (Indicator.PUBLIC_FUNDING, Indicator.OPERATING_BUDGET),
)
"""Pairs of which the first is a part of the second."""


def faults(values: Values) -> dict[Indicator, list[str]]:
    """Return what is wrong with figures of one period, all planned or all reached.

    >>> faults({Indicator.OCCUPIED_AREA: 900, Indicator.RENTABLE_AREA: 800})
    {<Indicator.OCCUPIED_AREA: 'occupied_area'>: ['This is more than “Rentable area” (800).']}
    """
    found: dict[Indicator, list[str]] = {}
    for indicator, value in values.items():
        if sentence := _fault(indicator, value):
            found.setdefault(indicator, []).append(sentence)
    for part, whole in NOT_ABOVE:
        if part in found or part not in values or whole not in values:
            continue
        if values[part] > values[whole]:
            sentence = _(
                "This is more than “%(whole)s” (%(value)s).",
                whole=whole.label,
                value=f"{values[whole]:g}",
            )
            found.setdefault(part, []).append(sentence)
    return found


def _fault(indicator: Indicator, value: float) -> str:
    if indicator.is_derived:
        return _("This is worked out from other figures.")
    if value < 0:
        return _("A figure is zero or more.")
    if value > LARGEST:
        return _("This is larger than can be.")
    if indicator.measure is Unit.SHARE and value > 100:
        return _("A share is 100 % at most.")
    if indicator.is_whole and value != int(value):
        return _("This is counted in whole numbers.")
    return ""


def is_reportable(period: Period, today: date) -> bool:
    """Tell whether anything can have been reached: the period has begun."""
    return period.first <= today


def occupancy(values: Values) -> float | None:
    """Return the share of the rentable area that is occupied, in per cent; None when unknown.

    >>> occupancy({Indicator.OCCUPIED_AREA: 600, Indicator.RENTABLE_AREA: 800})
    75.0
    """
    occupied = values.get(Indicator.OCCUPIED_AREA)
    rentable = values.get(Indicator.RENTABLE_AREA)
    return None if occupied is None or not rentable else 100 * occupied / rentable
