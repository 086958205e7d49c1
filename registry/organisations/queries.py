"""Who belongs to which organisation, and how people stand to things."""

from datetime import timedelta

from sqlalchemy import func, or_, select

from registry.accounts import queries as people
from registry.accounts.guard import basic_relations
from registry.accounts.models import User
from registry.accounts.policy import Is, Membership
from registry.db import Texts, db, utcnow
from registry.errors import NotFound
from registry.facilities.models import Facility, Organisation
from registry.facilities.operators import key
from registry.i18n import LANGUAGES, _
from registry.organisations.models import Member, Standing

INVITED_FOR = timedelta(days=14)
"""For so long an invitation can be accepted."""

FOUND_MOST = 20
"""Organisations that one search for a name shows."""

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
        is_in = membership(user, organisation_id)
        found |= MEANS[is_in] if is_in else set()
    return found


def get(organisation_id: int) -> Organisation:
    """Return an organisation.

    Raises:
        NotFound: There is none with this number.
    """
    found = db.session.get(Organisation, organisation_id)
    if found is None:
        raise NotFound(_("There is no such organisation."))
    return found


def get_member(member_id: int) -> Member:
    """Return a membership, an invitation or a request.

    Raises:
        NotFound: There is none with this number.
    """
    found = db.session.get(Member, member_id)
    if found is None:
        raise NotFound(_("There is no such member."))
    return found


def find_member(organisation_id: int, user: User) -> Member | None:
    """Return how somebody belongs to an organisation, by their account or by their address."""
    rows = select(Member).where(
        Member.organisation_id == organisation_id,
        or_(Member.user_id == user.id, Member.email == user.email.lower()),
    )
    found: Member | None = db.session.scalar(rows.order_by(Member.user_id.is_(None)))
    return found


def find_by_email(organisation_id: int, email: str) -> Member | None:
    """Return who belongs to an organisation under an address in small letters."""
    user = people.find_by_email(email)
    if user is not None:
        return find_member(organisation_id, user)
    found: Member | None = db.session.scalar(
        select(Member).where(Member.organisation_id == organisation_id, Member.email == email)
    )
    return found


def members(organisation_id: int) -> list[Member]:
    """Return members, then those who ask, then the invited, each by address."""
    rows = select(Member).where(Member.organisation_id == organisation_id)
    order = [Standing.MEMBER, Standing.ASKED, Standing.INVITED]
    return sorted(db.session.scalars(rows), key=lambda one: (order.index(one.standing), one.email))


def count_invited(organisation_id: int) -> int:
    """Return how many invitations wait for an answer."""
    rows = select(func.count(Member.id)).where(
        Member.organisation_id == organisation_id, Member.standing == Standing.INVITED
    )
    return db.session.scalar(rows) or 0


def owners(organisation_id: int) -> list[Member]:
    """Return the owners."""
    rows = select(Member).where(
        Member.organisation_id == organisation_id,
        Member.standing == Standing.MEMBER,
        Member.membership == Membership.OWNER,
    )
    return list(db.session.scalars(rows.order_by(Member.id)))


def has_others(member: Member) -> bool:
    """Tell whether anybody else is in the organisation."""
    rows = select(Member.id).where(
        Member.organisation_id == member.organisation_id,
        Member.standing == Standing.MEMBER,
        Member.id != member.id,
    )
    return db.session.scalar(rows.limit(1)) is not None


def memberships(user: User) -> list[Member]:
    """Return how somebody belongs to organisations: as member, having asked, or invited."""
    belongs = or_(Member.user_id == user.id, Member.email == user.email.lower())
    return list(db.session.scalars(select(Member).where(belongs).order_by(Member.id)))


def ids_of(user: User, *least: Membership) -> list[int]:
    """Return the organisations that somebody is a member of, as one of these, or as anything."""
    rows = select(Member.organisation_id).where(
        Member.user_id == user.id, Member.standing == Standing.MEMBER
    )
    if least:
        rows = rows.where(Member.membership.in_(least))
    return list(db.session.scalars(rows.order_by(Member.organisation_id)))


def facilities(organisation_id: int) -> list[Facility]:
    """Return the facilities that an organisation runs."""
    rows = select(Facility).where(Facility.operator_id == organisation_id).order_by(Facility.id)
    return list(db.session.scalars(rows))


def invitation(token: str) -> Member:
    """Return an invitation that can be accepted.

    Raises:
        NotFound: There is none, or it is too old.
    """
    found: Member | None = db.session.scalar(
        select(Member).where(
            Member.token == token,
            Member.standing == Standing.INVITED,
            Member.since > utcnow() - INVITED_FOR,
        )
    )
    if found is None:
        raise NotFound(_("This invitation does not hold any more: ask for a new one."))
    return found


def key_of(names: Texts) -> str:
    """Return the key under which an organisation with these names is kept."""
    return key(next(names[code] for code in ("ru", "kk", "en", "fr") if names.get(code)))


def find_same(names_key: str, number: str) -> Organisation | None:
    """Return the organisation with this key or business number."""
    is_same = Organisation.key == names_key
    if number:
        is_same = or_(is_same, Organisation.bin == number)
    found: Organisation | None = db.session.scalar(select(Organisation).where(is_same))
    return found


def named(text: str) -> list[Organisation]:
    """Return organisations whose name has a text in it, or that have it as business number."""
    folded = key(text).replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    if not folded.strip():
        return []
    rows = select(Organisation).where(
        or_(Organisation.key.like(f"%{folded}%", escape="\\"), Organisation.bin == text.strip())
    )
    return list(db.session.scalars(rows.order_by(Organisation.key).limit(FOUND_MOST)))


def language_of(email: str, otherwise: str) -> str:
    """Return the language in which to write to an address."""
    user = people.find_by_email(email)
    return user.lang if user and user.lang in LANGUAGES else otherwise
