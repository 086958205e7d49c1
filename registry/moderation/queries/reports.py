"""Reading reports of faults."""

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from registry.accounts.models import User
from registry.db import db
from registry.errors import NotFound
from registry.facilities.models import Facility
from registry.i18n import _
from registry.moderation.models import Report
from registry.moderation.queries.regions import in_charge_of, lies_in
from registry.moderation.states import ReportState

SHOWN = 100
"""Reports on one page."""


def get(report_id: int) -> Report:
    """Return a report.

    Raises:
        NotFound: There is none with this number.
    """
    found = db.session.get(Report, report_id)
    if found is None:
        raise NotFound(_("There is no report at this address."))
    return found


def waiting(user: User) -> list[Report]:
    """Return the reports that somebody may decide on, the oldest first."""
    rows = (
        select(Report)
        .join(Report.facility)
        .where(Report.state == ReportState.OPEN, lies_in(in_charge_of(user)))
        .order_by(Report.made_at, Report.id)
        .limit(SHOWN)
        .options(joinedload(Report.facility))
    )
    return list(db.session.scalars(rows).unique())


def open_about(facility: Facility) -> int:
    """Return how many reports about a facility wait."""
    rows = select(func.count(Report.id)).where(
        Report.facility_id == facility.id, Report.state == ReportState.OPEN
    )
    return db.session.scalar(rows) or 0
