"""Who belongs to which organisation, and how people stand to things."""

from sqlalchemy import select

from registry.accounts.guard import basic_relations
from registry.accounts.models import User
from registry.accounts.policy import Is, Membership
from registry.db import db
from registry.organisations.models import Member, Standing

MEANS = {
    Membership.OWNER: {Is.OWNER, Is.EDITOR, Is.VIEWER},
    Membership.EDITOR: {Is.EDITOR, Is.VIEWER},
    Membership.VIEWER: {Is.VIEWER},
}
"""What a membership makes somebody: each what those after it are."""


def membership(user: User, organisation_id: int) -> Membership | None:
    """Return what somebody may do in an organisation; None when they are not in it."""
    found: Membership | None = db.session.scalar(
        select(Member.membership).where(
            Member.user_id == user.id,
            Member.organisation_id == organisation_id,
            Member.standing == Standing.MEMBER,
        )
    )
    return found


def relations(
    user: User | None,
    *,
    author_id: int | None = None,
    region_iso: str | None = None,
    organisation_id: int | None = None,
) -> set[Is]:
    """Return how somebody stands to a thing.

    Args:
        user: Who; None is a visitor.
        author_id: Who made the thing.
        region_iso: Where it is; without one, only who is on duty for all regions is so for it.
        organisation_id: Which organisation runs it.
    """
    found = basic_relations(user, author_id=author_id, region_iso=region_iso)
    if user is not None and organisation_id is not None:
        found |= MEANS.get(membership(user, organisation_id), set())
    return found
