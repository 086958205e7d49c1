"""Reading figures, and who may see and report those of a facility."""

from collections.abc import Mapping

from sqlalchemy import func, select

from registry.accounts.models import User
from registry.accounts.policy import Is
from registry.db import db
from registry.facilities.indicators import Indicator
from registry.facilities.models import Facility
from registry.figures.models import Figure
from registry.figures.periods import Period
from registry.organisations import queries as organisations

Key = tuple[Indicator, bool]
"""An indicator, and whether it is planned."""

CORRECTIONS = 50
"""Of the figures that were replaced, so many are shown, the latest first."""


def relations(user: User | None, facility: Facility) -> set[Is]:
    """Return how somebody stands to the figures of a facility."""
    place = facility.location
    return organisations.relations(
        user, region_iso=place.region_iso if place else None, organisation_id=facility.operator_id
    )


def present(facility: Facility) -> list[Figure]:
    """Return the figures of a facility that count, in the order of time."""
    rows = (
        select(Figure)
        .where(Figure.facility_id == facility.id, Figure.replaced_at.is_(None))
        .order_by(Figure.period_from, Figure.period_to, Figure.id)
    )
    return list(db.session.scalars(rows))


def of_period(facility: Facility, period: Period) -> Mapping[Key, Figure]:
    """Return the figures of a period that count."""
    rows = select(Figure).where(
        Figure.facility_id == facility.id,
        Figure.period_from == period.first,
        Figure.period_to == period.last,
        Figure.replaced_at.is_(None),
    )
    return {(one.indicator, one.is_plan): one for one in db.session.scalars(rows)}


def state(facility: Facility, period: Period) -> str:
    """Return a word that is another one after each change of the figures of a period."""
    of_it = (
        Figure.facility_id == facility.id,
        Figure.period_from == period.first,
        Figure.period_to == period.last,
    )
    last, replaced = db.session.execute(
        select(func.max(Figure.id), func.count(Figure.replaced_at)).where(*of_it)
    ).one()
    return f"{last or 0}-{replaced}"


def corrections(facility: Facility) -> list[Figure]:
    """Return figures that were replaced or taken back, the latest first."""
    rows = (
        select(Figure)
        .where(Figure.facility_id == facility.id, Figure.replaced_at.is_not(None))
        .order_by(Figure.replaced_at.desc(), Figure.id.desc())
        .limit(CORRECTIONS)
    )
    return list(db.session.scalars(rows))
