"""Reading proposals: one by one, the queue, the history."""

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from registry.accounts.models import User
from registry.db import db
from registry.errors import NotFound
from registry.facilities.models import Facility
from registry.i18n import _
from registry.moderation.models import Proposal
from registry.moderation.states import State


def get(public_id: str) -> Proposal:
    """Return a proposal with who made it and what it changes.

    Raises:
        NotFound: There is none with this number.
    """
    found = db.session.scalar(
        select(Proposal)
        .where(Proposal.public_id == public_id)
        .options(joinedload(Proposal.author), joinedload(Proposal.facility))
    )
    if found is None:
        raise NotFound(_("There is no proposal at this address."))
    return found


def of_author(author: User) -> list[Proposal]:
    """Return the proposals of somebody, the newest first."""
    own = select(Proposal).where(Proposal.author_id == author.id)
    return list(db.session.scalars(own.order_by(Proposal.created_at.desc(), Proposal.id.desc())))


def draft(author: User, facility: Facility | None) -> Proposal | None:
    """Return what somebody has begun and not sent: of a change of a facility, or of a new one."""
    found: Proposal | None = db.session.scalar(
        select(Proposal)
        .where(Proposal.author_id == author.id)
        .where(Proposal.facility_id == (facility.id if facility else None))
        .where(Proposal.state.in_((State.DRAFT, State.RETURNED)))
        .order_by(Proposal.updated_at.desc())
        .limit(1)
    )
    return found


def history(facility: Facility) -> list[Proposal]:
    """Return every change of a record that was made, the newest first."""
    made = or_(Proposal.state == State.APPROVED, Proposal.is_live)
    query = select(Proposal).where(Proposal.facility_id == facility.id, made)
    return list(
        db.session.scalars(
            query.order_by(Proposal.decided_at.desc().nulls_first(), Proposal.id.desc()).options(
                joinedload(Proposal.author), joinedload(Proposal.reviewer)
            )
        )
    )
