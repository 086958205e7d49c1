"""Which operators are to be asked whether their records are still correct."""

from datetime import date

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import joinedload

from registry.accounts.models import User
from registry.accounts.policy import Membership
from registry.db import db
from registry.errors import NotFound
from registry.facilities.mergers.models import Merger
from registry.facilities.models import Facility
from registry.facilities.vocabulary import Status
from registry.i18n import _
from registry.moderation.models import Confirmation
from registry.organisations.models import Member, Standing

ANSWERING = (Membership.OWNER, Membership.EDITOR)
"""Who of an operator may say that a record is correct."""

HAS_SOMEBODY = Facility.operator_id.in_(
    select(Member.organisation_id).where(
        Member.standing == Standing.MEMBER, Member.membership.in_(ANSWERING)
    )
)

IS_PUBLIC = ~exists().where(Merger.facility_id == Facility.id)


def get(confirmation_id: int) -> Confirmation:
    """Return what an operator was asked.

    Raises:
        NotFound: Nobody was.
    """
    found = db.session.get(Confirmation, confirmation_id)
    if found is None:
        raise NotFound(_("This link is not whole. Open it from the letter again."))
    return found


def to_ask(before: date, limit: int) -> list[Facility]:
    """Return facilities whose operators have neither confirmed nor been asked since a day.

    Those without anybody who could answer are left out, and so is what is closed.
    """
    asked = exists().where(Confirmation.facility_id == Facility.id, Confirmation.asked_on >= before)
    rows = (
        select(Facility)
        .where(
            or_(Facility.confirmed_on.is_(None), Facility.confirmed_on < before),
            Facility.status != Status.CLOSED,
            HAS_SOMEBODY,
            IS_PUBLIC,
            ~asked,
        )
        .order_by(Facility.id)
        .limit(limit)
    )
    return list(db.session.scalars(rows))


def waiting(asked_since: date, limit_reminders: int) -> list[Confirmation]:
    """Return what was asked since a day, not answered, and not reminded of often enough."""
    rows = (
        select(Confirmation)
        .join(Confirmation.facility)
        .where(
            Confirmation.confirmed_at.is_(None),
            Confirmation.asked_on >= asked_since,
            Confirmation.reminded < limit_reminders,
            HAS_SOMEBODY,
            Facility.status != Status.CLOSED,
        )
        .order_by(Confirmation.id)
        .options(joinedload(Confirmation.facility))
    )
    return list(db.session.scalars(rows).unique())


def open_of(facility: Facility) -> list[Confirmation]:
    """Return what the operator of a facility was asked and has not answered."""
    rows = select(Confirmation).where(
        Confirmation.facility_id == facility.id, Confirmation.confirmed_at.is_(None)
    )
    return list(db.session.scalars(rows))


def answering(facility: Facility) -> list[User]:
    """Return who may answer for the operator of a facility."""
    rows = (
        select(User)
        .filter_by(active=True)
        .join(Member, Member.user_id == User.id)
        .where(
            and_(
                Member.organisation_id == facility.operator_id,
                Member.standing == Standing.MEMBER,
                Member.membership.in_(ANSWERING),
            )
        )
        .order_by(User.id)
    )
    return list(db.session.scalars(rows))
