"""Reporting figures. A figure is never changed: another takes its place, and it is kept."""

from collections.abc import Mapping

from sqlalchemy import select

from registry.accounts.models import User
from registry.accounts.policy import Act, may
from registry.db import db, today, utcnow
from registry.errors import Conflict, Invalid, NotAllowed
from registry.facilities.indicators import Indicator
from registry.facilities.models import Facility
from registry.figures import queries
from registry.figures.checks import faults, is_reportable
from registry.figures.models import Figure
from registry.figures.periods import Period
from registry.i18n import _

Wanted = Mapping[queries.Key, float | None]
"""By indicator and whether it is planned; None is not reported, or taken back."""


def field(indicator: Indicator, is_plan: bool) -> str:
    """Return the name of the field for a figure, by which faults name it."""
    return f"{'plan' if is_plan else 'fact'}_{indicator.value}"


def report(
    facility: Facility,
    period: Period,
    wanted: Wanted,
    by: User,
    seen: str,
    *,
    note: str = "",
    source_url: str = "",
) -> int:
    """Report figures of a period; return how many changed.

    Args:
        facility: Whose they are.
        period: For which.
        wanted: Those that are named are set; others stay.
        by: Who reports: an editor of the operator.
        seen: `queries.state` of what the reporter saw.
        note: What is to be said of them, kept with each that changes.
        source_url: Where they are from.

    Raises:
        NotAllowed: They may not report for this facility.
        Invalid: Figures that cannot be, by the names of their fields.
        Conflict: Somebody else reported since.
    """
    if not may(Act.REPORT_FIGURES, queries.relations(by, facility)):
        raise NotAllowed(_("Only editors of the operator report figures of a facility."))
    # One reporter after the other.
    db.session.execute(select(Facility.id).where(Facility.id == facility.id).with_for_update())
    present = queries.of_period(facility, period)
    _check(period, wanted, present)
    if queries.state(facility, period) != seen:
        raise Conflict(_("Somebody else reported figures of this period since you opened it."))
    changed = {
        key: value
        for key, value in wanted.items()
        if value != (present[key].value if key in present else None)
    }
    _replace(facility, period, changed, by, {"note": note, "source_url": source_url})
    return len(changed)


def _replace(
    facility: Facility, period: Period, changed: Wanted, by: User, texts: Mapping[str, str]
) -> None:
    now = utcnow()
    present = queries.of_period(facility, period)
    for key in changed.keys() & present.keys():
        present[key].replaced_at = now
    db.session.flush()  # of two that count, the database would refuse the second
    db.session.add_all(
        Figure(
            facility_id=facility.id,
            indicator=indicator,
            period_from=period.first,
            period_to=period.last,
            is_plan=is_plan,
            value=value,
            reported_by_id=by.id,
            reported_at=now,
            **texts,
        )
        for (indicator, is_plan), value in changed.items()
        if value is not None
    )
    db.session.flush()


def _check(period: Period, wanted: Wanted, present: Mapping[queries.Key, Figure]) -> None:
    after = {key: one.value for key, one in present.items()} | dict(wanted)
    wrong: dict[str, list[str]] = {}
    for is_plan in (False, True):
        values = {
            indicator: value
            for (indicator, planned), value in after.items()
            if planned is is_plan and value is not None
        }
        for indicator, sentences in faults(values).items():
            wrong[field(indicator, is_plan)] = sentences
        if not is_plan and not is_reportable(period, today()):
            for indicator in values:
                sentence = _("This period has not begun: it can only be planned.")
                wrong[field(indicator, is_plan)] = [sentence]
    if wrong:
        raise Invalid(_("Some figures cannot be right."), wrong)
