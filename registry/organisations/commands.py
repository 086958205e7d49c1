"""Who belongs to an organisation: inviting, asking, agreeing, leaving. The last owner stays.

    nobody -> INVITED -> MEMBER     an owner invites, the invited accepts within INVITED_FOR
    nobody -> ASKED   -> MEMBER     somebody asks, an owner agrees

An organisation that came with the data has no members: whoever proves to run one of its facilities
enters it (moderation calls `enter`).
"""

from secrets import token_urlsafe
from typing import Any

from sqlalchemy import select

from registry.accounts.models import User
from registry.accounts.policy import Act, Membership, may
from registry.db import Texts, db, utcnow
from registry.errors import Conflict, NotAllowed
from registry.facilities.models import Organisation
from registry.i18n import _, best
from registry.mail.commands import post
from registry.organisations import queries
from registry.organisations.models import Member, Standing

INVITED_MOST = 50
"""Invitations that may wait for an answer: nobody shall use us to write to the world."""


def create(by: User, names: Texts, number: str = "") -> Organisation:
    """Make an organisation whose only member and owner is who makes it.

    Raises:
        Conflict: One with this name or business number is there: ask to join it.
    """
    key = queries.key_of(names)
    if queries.find_same(key, number):
        raise Conflict(_("This organisation is in the registry already: ask to join it."))
    made = Organisation(names=names, key=key, bin=number or None)
    db.session.add(made)
    db.session.flush()
    enter(made, by, Membership.OWNER)
    return made


def enter(organisation: Organisation, user: User, membership: Membership) -> Member:
    """Make somebody a member, whatever they were; nobody is asked."""
    found = queries.find_member(organisation.id, user)
    if found is None:
        found = Member(organisation_id=organisation.id, email=user.email.lower())
        db.session.add(found)
    found.user_id, found.membership = user.id, membership
    found.standing, found.token, found.since = Standing.MEMBER, None, utcnow()
    db.session.flush()
    return found


def _require_owner(by: User, organisation_id: int) -> None:
    if not may(Act.MANAGE_MEMBERS, queries.relations(by, organisation_id=organisation_id)):
        raise NotAllowed(_("Only an owner of the organisation may do this."))


def _write(to: str, lang: str, letter: str, organisation: Organisation, **values: Any) -> None:
    about = {"organisation": best(organisation.names, lang).value, "id": organisation.id}
    post(to, lang, letter, f"{letter} {token_urlsafe()}", **about, **values)


def _tell(member: Member, letter: str, **values: Any) -> None:
    """Write to a member."""
    if user := member.user:
        name = user.name or user.email
        _write(user.email, user.lang, letter, member.organisation, name=name, **values)


def invite(organisation: Organisation, by: User, email: str, membership: Membership) -> Member:
    """Ask somebody to join, by letter; inviting again writes again, with a new link.

    Raises:
        NotAllowed: Who invites is no owner.
        Conflict: They are a member, or too many were invited and have not answered.
    """
    _require_owner(by, organisation.id)
    if queries.count_invited(organisation.id) >= INVITED_MOST:
        raise Conflict(_("Many invitations are not answered yet: take some of them back first."))
    email = email.strip().lower()
    found = queries.find_by_email(organisation.id, email)
    if found and found.standing is Standing.MEMBER:
        raise Conflict(_("They are a member already."))
    if found and found.standing is Standing.ASKED:
        return agree(found, by, membership)
    found = found or Member(organisation_id=organisation.id, email=email)
    found.membership, found.standing = membership, Standing.INVITED
    found.token, found.since, found.invited_by_id = token_urlsafe(32), utcnow(), by.id
    db.session.add(found)
    db.session.flush()
    lang = queries.language_of(email, by.lang)
    inviter = by.name or by.email
    _write(email, lang, "invitation", organisation, inviter=inviter, token=found.token)
    return found


def accept(token: str, user: User) -> Member:
    """Become a member by an invitation.

    Raises:
        NotFound: There is no such invitation, or none any more.
        NotAllowed: It was written to another address.
    """
    found = queries.invitation(token)
    if found.email != user.email.lower():
        raise NotAllowed(
            _("The invitation was sent to another address: sign in with that one to accept it.")
        )
    return enter(found.organisation, user, found.membership)


def decline(token: str) -> None:
    """Throw an invitation away; whoever has the letter may."""
    db.session.delete(queries.invitation(token))


def ask(organisation: Organisation, user: User) -> Member:
    """Ask the owners to be let in.

    Raises:
        Conflict: They are in, have asked or were invited; or nobody could agree.
    """
    if queries.find_member(organisation.id, user):
        raise Conflict(_("You are a member, have asked already, or were invited."))
    owners = queries.owners(organisation.id)
    if not owners:
        raise Conflict(
            _("Nobody could agree: it has no members yet. Claim one of its facilities instead.")
        )
    asked = Member(
        organisation_id=organisation.id,
        user_id=user.id,
        email=user.email.lower(),
        membership=Membership.VIEWER,
        standing=Standing.ASKED,
    )
    db.session.add(asked)
    db.session.flush()
    for owner in owners:
        _tell(owner, "asked_to_join", who=user.name or user.email, address=user.email)
    return asked


def agree(member: Member, by: User, membership: Membership) -> Member:
    """Let in somebody who asked.

    Raises:
        NotAllowed: Who agrees is no owner.
        Conflict: They have not asked.
    """
    _require_owner(by, member.organisation_id)
    if member.standing is not Standing.ASKED or member.user is None:
        raise Conflict(_("They have not asked to join."))
    enter(member.organisation, member.user, membership)
    _tell(member, "joined")
    return member


def remove(member: Member, by: User) -> None:
    """Take a membership, an invitation or a request away.

    Raises:
        NotAllowed: Who removes is no owner.
        Conflict: They are the last owner.
    """
    _require_owner(by, member.organisation_id)
    if member.standing is Standing.MEMBER:
        _keep_an_owner(member)
    elif member.standing is Standing.ASKED:
        _tell(member, "not_joined")
    db.session.delete(member)


def change(member: Member, by: User, membership: Membership) -> None:
    """Give a member other rights; they are told when they become an owner.

    Raises:
        NotAllowed: Who changes it is no owner.
        Conflict: They are the last owner, or no member.
    """
    _require_owner(by, member.organisation_id)
    if member.standing is not Standing.MEMBER:
        raise Conflict(_("They are no member."))
    if membership is not Membership.OWNER:
        _keep_an_owner(member)
    was, member.membership = member.membership, membership
    if membership is Membership.OWNER and was is not Membership.OWNER:
        _tell(member, "made_owner", who=by.name or by.email)


def transfer(member: Member, by: User) -> None:
    """Make a member an owner in one's own place; one stays as an editor.

    Raises:
        NotAllowed: Who transfers is no owner.
        Conflict: They are no member.
    """
    change(member, by, Membership.OWNER)
    own = queries.find_member(member.organisation_id, by)
    if own and own.id != member.id:
        own.membership = Membership.EDITOR


def leave(organisation: Organisation, user: User) -> None:
    """Be no member any more.

    Raises:
        Conflict: They are the last owner.
    """
    if found := queries.find_member(organisation.id, user):
        if found.standing is Standing.MEMBER:
            _keep_an_owner(found)
        db.session.delete(found)


def leave_all(user: User) -> None:
    """Leave every organisation, before the account goes. Who is alone in one may.

    Raises:
        Conflict: They are the last owner of one that others are in.
    """
    for member in queries.memberships(user):
        if member.standing is Standing.MEMBER and queries.has_others(member):
            _keep_an_owner(member)
        db.session.delete(member)
    db.session.flush()


def _keep_an_owner(member: Member) -> None:
    """Refuse to go on when no other owner would be left; two who go at once take turns."""
    if member.membership is not Membership.OWNER:
        return
    organisation = member.organisation
    db.session.scalar(
        select(Organisation.id).where(Organisation.id == organisation.id).with_for_update()
    )
    if all(owner.id == member.id for owner in queries.owners(organisation.id)):
        name = best(organisation.names).value
        raise Conflict(
            _("“%(organisation)s” needs an owner: make somebody else one first.", organisation=name)
        )
