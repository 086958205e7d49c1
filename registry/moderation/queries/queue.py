"""What waits for review: whose it is to decide, what comes next, how long it has waited."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from registry.accounts.guard import has_second_factor
from registry.accounts.models import User
from registry.accounts.policy import Role
from registry.db import db, utcnow
from registry.facilities.models import Facility
from registry.moderation.models import Proposal
from registry.moderation.states import State
from registry.organisations.queries import ids_of

SIZE = 50


class Sieve(NamedTuple):
    """What of the queue somebody wants to see."""

    region: str = ""
    kind: str = ""
    risk: str = ""  # "risky" or "harmless"


class Page(NamedTuple):
    """A page of the queue."""

    proposals: list[Proposal]
    total: int
    overdue: int


def regions_of(user: User) -> Collection[str] | None:
    """Return the regions that somebody decides for; None for all of them."""
    deciding = (Role.REVIEWER, Role.ADMINISTRATOR)
    found = {duty.region_iso for duty in user.duties if duty.role in deciding}
    if not has_second_factor(user):
        return set()
    return None if "" in found else found


def _waiting(user: User, sieve: Sieve) -> Select[Any]:
    """Return what asks for the proposals that wait for this reviewer and pass the sieve."""
    own = ids_of(user)
    query = (
        select(Proposal)
        .outerjoin(Facility, Facility.id == Proposal.facility_id)
        .where(Proposal.state == State.SUBMITTED)
        .where(or_(Proposal.author_id.is_(None), Proposal.author_id != user.id))
    )
    if own:
        for organisation in (Proposal.organisation_id, Facility.operator_id):
            query = query.where(or_(organisation.is_(None), organisation.not_in(own)))
    regions = regions_of(user)
    if regions is not None:
        query = query.where(Proposal.region_iso.in_(regions))
    if sieve.region:
        query = query.where(Proposal.region_iso == sieve.region)
    if sieve.kind:
        wanted = Proposal.changes["kind"]["new"].as_string()
        query = query.where(or_(wanted == sieve.kind, Facility.kind == sieve.kind))
    if sieve.risk:
        query = query.where(Proposal.is_risky.is_(sieve.risk == "risky"))
    return query


def queue(user: User, sieve: Sieve, page: int = 1) -> Page:
    """Return a page of what waits for somebody, what is due first before the rest."""
    waiting = _waiting(user, sieve)
    ids = waiting.with_only_columns(Proposal.id, Proposal.due_at).subquery()
    total, overdue = db.session.execute(
        select(func.count(), func.count().filter(ids.c.due_at < utcnow())).select_from(ids)
    ).one()
    people = (joinedload(Proposal.author), joinedload(Proposal.facility))
    ordered = waiting.order_by(Proposal.due_at, Proposal.id).options(*people)
    found = db.session.scalars(ordered.offset((page - 1) * SIZE).limit(SIZE))
    return Page(list(found), total, overdue)


def next_for(user: User, but: str = "") -> Proposal | None:
    """Return what somebody should decide on next: what is due first.

    Args:
        user: The reviewer.
        but: Public id of one that they leave for later.
    """
    waiting = _waiting(user, Sieve())
    if but:
        left = select(Proposal.due_at, Proposal.id).where(Proposal.public_id == but).subquery()
        here = select(left.c.due_at).scalar_subquery(), select(left.c.id).scalar_subquery()
        behind = or_(
            Proposal.due_at > here[0], (Proposal.due_at == here[0]) & (Proposal.id > here[1])
        )
        later = waiting.where(behind).order_by(Proposal.due_at, Proposal.id).limit(1)
        if found := db.session.scalar(later):
            return found
        waiting = waiting.where(Proposal.public_id != but)
    first: Proposal | None = db.session.scalar(
        waiting.order_by(Proposal.due_at, Proposal.id).limit(1)
    )
    return first


def overdue(by_days: int = 0) -> list[Proposal]:
    """Return what should have been decided so many days ago, the oldest first."""
    late = select(Proposal).where(
        Proposal.state == State.SUBMITTED, Proposal.due_at < utcnow() - timedelta(days=by_days)
    )
    return list(db.session.scalars(late.order_by(Proposal.due_at)))
