"""What outreach looks for by itself."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Select, case, func, select

from registry.accounts.models import Duty, User
from registry.accounts.policy import Role
from registry.db import db, today, utcnow
from registry.facilities.models import Facility, Location
from registry.moderation.models import Claim, Proposal, Report
from registry.moderation.states import ClaimState, ReportState, State
from registry.search.document import STALE_AFTER
from registry.search.models import SearchEntry

AT_ONCE = 500
"""Records that are brought to another place in lists in one go."""

FRESH = "0"
"""Second letter of SearchEntry.standing for a record that is not silent: search/document.py."""


def fallen_silent() -> list[Facility]:
    """Return facilities that stand in lists as if their operators still confirmed them."""
    rows = (
        select(Facility)
        .join(SearchEntry, SearchEntry.facility_id == Facility.id)
        .where(
            Facility.confirmed_on < today() - STALE_AFTER,
            func.substr(SearchEntry.standing, 2, 1) == FRESH,
        )
        .order_by(Facility.id)
        .limit(AT_ONCE)
    )
    return list(db.session.scalars(rows))


class Waiting(NamedTuple):
    """What waits for the reviewers of a region; "" is what lies nowhere."""

    region_iso: str
    proposals: int = 0
    overdue: int = 0
    claims: int = 0
    reports: int = 0
    oldest: datetime | None = None

    @property
    def total(self) -> int:
        """Everything together."""
        return self.proposals + self.claims + self.reports

    def plus(self, other: "Waiting") -> "Waiting":
        """Return both together."""
        moments = [one for one in (self.oldest, other.oldest) if one]
        return Waiting(
            self.region_iso,
            self.proposals + other.proposals,
            self.overdue + other.overdue,
            self.claims + other.claims,
            self.reports + other.reports,
            min(moments, default=None),
        )


def waiting_by_region(review_days: int) -> dict[str, Waiting]:
    """Return what waits, by region. What waits longer than so many days is overdue."""
    limit = utcnow() - timedelta(days=review_days)
    found: dict[str, Waiting] = {}

    def add(region_iso: str | None, **counts: Any) -> None:
        iso = region_iso or ""
        found[iso] = found.get(iso, Waiting(iso)).plus(Waiting(iso, **counts))

    of_proposals = select(
        Proposal.region_iso,
        func.count(),
        func.sum(case((Proposal.due_at < utcnow(), 1), else_=0)),
        func.min(Proposal.submitted_at),
    ).where(Proposal.state == State.SUBMITTED)
    for iso, count, late, oldest in db.session.execute(of_proposals.group_by(Proposal.region_iso)):
        add(iso, proposals=count, overdue=late or 0, oldest=oldest)
    for name, model, state in (
        ("claims", Claim, ClaimState.MADE),
        ("reports", Report, ReportState.OPEN),
    ):
        for iso, count, late, oldest in db.session.execute(_cases(model, state, limit)):
            add(iso, **{name: count}, overdue=late or 0, oldest=oldest)
    return found


def _cases(model: Any, state: Any, limit: datetime) -> Select[Any]:
    """Return the question for open claims or reports, by the region of their facilities."""
    region = (
        select(func.min(Location.region_iso))
        .where(Location.facility_id == model.facility_id, Location.is_current)
        .correlate(model)
        .scalar_subquery()
    )
    cases = (
        select(region.label("region_iso"), model.made_at)
        .select_from(model)
        .where(model.state == state)
        .subquery()
    )
    late = func.sum(case((cases.c.made_at < limit, 1), else_=0))
    return select(cases.c.region_iso, func.count(), late, func.min(cases.c.made_at)).group_by(
        cases.c.region_iso
    )


def on_duty(role: Role) -> list[User]:
    """Return who has a role in any region."""
    rows = select(User).filter_by(active=True).where(User.duties.any(Duty.role == role))
    return list(db.session.scalars(rows.order_by(User.id)))
