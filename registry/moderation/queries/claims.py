"""Reading claims."""

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from registry.accounts.models import User
from registry.accounts.policy import Is
from registry.db import db, utcnow
from registry.errors import NotFound
from registry.facilities.models import Facility, Organisation
from registry.i18n import _
from registry.moderation.models import Claim
from registry.moderation.queries.regions import in_charge_of, lies_in
from registry.moderation.rights import region_of
from registry.moderation.states import ClaimState
from registry.organisations.models import Member, Standing
from registry.organisations.queries import relations as standing

SHOWN = 100
"""Claims on one page."""

OPEN = (ClaimState.MADE,)
HELD = (ClaimState.GRANTED, ClaimState.DISPUTED)


def get(claim_id: int) -> Claim:
    """Return a claim.

    Raises:
        NotFound: There is none with this number.
    """
    found = db.session.get(Claim, claim_id)
    if found is None:
        raise NotFound(_("There is no claim at this address."))
    return found


def relations(user: User | None, claim: Claim) -> set[Is]:
    """Return how somebody stands to a claim; a colleague of its author stands as the author."""
    found = standing(user, author_id=claim.author_id, region_iso=region_of(claim.facility))
    if Is.VIEWER in standing(user, organisation_id=claim.organisation_id):
        found.add(Is.AUTHOR)
    return found


def of_facility(facility: Facility, *states: ClaimState) -> list[Claim]:
    """Return the claims to a facility in some states, or all, the first one first."""
    rows = select(Claim).where(Claim.facility_id == facility.id)
    if states:
        rows = rows.where(Claim.state.in_(states))
    return list(db.session.scalars(rows.order_by(Claim.made_at, Claim.id)))


def of_author(user: User) -> list[Claim]:
    """Return the claims of somebody, the latest first."""
    rows = select(Claim).where(Claim.author_id == user.id).options(joinedload(Claim.facility))
    return list(db.session.scalars(rows.order_by(Claim.made_at.desc(), Claim.id.desc())))


def made_lately(user: User) -> int:
    """Return how many claims somebody has made within a day."""
    rows = select(func.count(Claim.id)).where(
        Claim.author_id == user.id, Claim.made_at > utcnow() - timedelta(days=1)
    )
    return db.session.scalar(rows) or 0


def waiting(user: User) -> list[Claim]:
    """Return the claims that somebody may decide on, the oldest first."""
    rows = (
        select(Claim)
        .join(Claim.facility)
        .where(Claim.state.in_(OPEN), lies_in(in_charge_of(user)))
        .order_by(Claim.made_at, Claim.id)
        .limit(SHOWN)
        .options(joinedload(Claim.facility), joinedload(Claim.organisation))
    )
    return list(db.session.scalars(rows).unique())


def has_members(organisation: Organisation | None) -> bool:
    """Tell whether anybody acts for an organisation."""
    if organisation is None:
        return False
    rows = select(Member.id).where(
        Member.organisation_id == organisation.id, Member.standing == Standing.MEMBER
    )
    return db.session.scalar(rows.limit(1)) is not None
