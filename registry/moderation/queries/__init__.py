"""Reading proposals: one by one, those of a person, the history of a record."""

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from registry.accounts.models import User
from registry.columns import LARGEST
from registry.db import db
from registry.errors import NotFound
from registry.facilities.models import Facility
from registry.i18n import _
from registry.moderation.models import Evidence, Proposal
from registry.moderation.states import State

OPEN = (State.DRAFT, State.SUBMITTED, State.RETURNED)
"""States in which something is still to be done."""


def get(public_id: str) -> Proposal:
    """Return a proposal with who made it and what it changes.

    Raises:
        NotFound: There is none with this number.
    """
    found: Proposal | None = db.session.scalar(
        select(Proposal)
        .where(Proposal.public_id == public_id)
        .options(joinedload(Proposal.author), joinedload(Proposal.facility))
    )
    if found is None:
        raise NotFound(_("There is no proposal at this address."))
    return found


def of_author(author: User, limit: int = 200) -> list[Proposal]:
    """Return the proposals of somebody, the newest first."""
    own = select(Proposal).where(Proposal.author_id == author.id, Proposal.batch_id.is_(None))
    ordered = own.order_by(Proposal.created_at.desc(), Proposal.id.desc()).limit(limit)
    return list(db.session.scalars(ordered.options(joinedload(Proposal.facility))))


def draft(author: User, facility: Facility) -> Proposal | None:
    """Return the change of a facility that somebody has begun and can go on with."""
    found: Proposal | None = db.session.scalar(
        select(Proposal)
        .where(Proposal.author_id == author.id, Proposal.facility_id == facility.id)
        .where(Proposal.state.in_((State.DRAFT, State.RETURNED)))
        .order_by(Proposal.updated_at.desc())
        .limit(1)
    )
    return found


def waiting_for(facility: Facility) -> list[Proposal]:
    """Return the changes of a facility that others may not have seen yet, the oldest first."""
    waiting = select(Proposal).where(
        Proposal.facility_id == facility.id, Proposal.state == State.SUBMITTED
    )
    return list(db.session.scalars(waiting.order_by(Proposal.submitted_at)))


def history(facility: Facility, page: int = 1, size: int = 50) -> tuple[list[Proposal], int]:
    """Return a page of the changes that were made to a record, newest first, and their number."""
    made = (
        Proposal.facility_id == facility.id,
        or_(Proposal.state == State.APPROVED, Proposal.is_live),
    )
    total = db.session.scalar(select(func.count()).where(*made)) or 0
    when = func.coalesce(Proposal.decided_at, Proposal.submitted_at)
    query = select(Proposal).where(*made).order_by(when.desc(), Proposal.id.desc())
    people = (joinedload(Proposal.author), joinedload(Proposal.reviewer))
    found = db.session.scalars(query.options(*people).offset((page - 1) * size).limit(size))
    return list(found), total


def evidence(id: int) -> Evidence:
    """Return a file that was sent as evidence.

    Raises:
        NotFound: There is none with this number.
    """
    found = db.session.get(Evidence, id) if id <= LARGEST else None
    if found is None:
        raise NotFound(_("There is no file at this address."))
    return found


def is_used(digest: str) -> bool:
    """Tell whether any evidence is this file."""
    return db.session.scalar(select(Evidence.id).where(Evidence.digest == digest)) is not None
