"""What changes people: sessions in browsers, duties, their own account."""

from secrets import token_urlsafe
from typing import Any

from flask import current_app
from sqlalchemy import delete, func, select, update

from registry.accounts import queries
from registry.accounts.models import Duty, SignIn, User
from registry.accounts.policy import Role
from registry.db import db, utcnow
from registry.errors import Conflict, NotFound
from registry.i18n import _, language
from registry.mail.commands import post
from registry.mail.models import Letter

BROWSER_MOST = 200


def begin_session(user: User, browser: str) -> SignIn:
    """Remember that somebody signed in with a browser, as it names itself."""
    found = SignIn(id=token_urlsafe(32), user_id=user.id, browser=browser[:BROWSER_MOST])
    db.session.add(found)
    db.session.flush()
    return found


def end_session(sign_in_id: str) -> None:
    """Sign a browser out."""
    found = db.session.get(SignIn, sign_in_id)
    if found and not found.revoked_at:
        found.revoked_at = utcnow()


def end_sessions(user: User, *, but: str | None = None) -> None:
    """Sign somebody out of every browser, or of every other one."""
    db.session.execute(
        update(SignIn)
        .where(SignIn.user_id == user.id, SignIn.revoked_at.is_(None), SignIn.id != (but or ""))
        .values(revoked_at=utcnow())
    )


def revoke(user: User, sign_in_id: str) -> None:
    """Sign one of somebody's browsers out.

    Raises:
        NotFound: It is none of theirs.
    """
    found = db.session.get(SignIn, sign_in_id)
    if found is None or found.user_id != user.id:
        raise NotFound(_("There is no such session."))
    end_session(sign_in_id)


def tell(address: str, user: User, letter: str, **values: Any) -> None:
    """Write to somebody about their account, at an address that need not be theirs any more."""
    post(address, user.lang, letter, f"{letter} {token_urlsafe()}", user=user, **values)


def open_account(email: str, name: str, lang: str) -> User:
    """Give somebody an account whose address needs no confirmation; they have no password yet.

    Raises:
        Conflict: The address has one.
    """
    if queries.find_by_email(email):
        raise Conflict(_("%(address)s has an account already.", address=email))
    security = current_app.extensions["security"]
    user: User = security.datastore.create_user(
        email=security.mail_util.normalize(email),
        name=name,
        lang=lang,
        password=None,
        confirmed_at=security.datetime_factory(),
    )
    db.session.flush()
    return user


def vouched_for(email: str, name: str) -> User:
    """Give whom a provider vouches for their account; make it when there is none."""
    user = queries.find_by_email(email)
    if user is None:
        return open_account(email, name, language())
    if user.confirmed_at is None:
        # Somebody signed up with this address without having it: their password must not work.
        user.password = None
        user.confirmed_at = current_app.extensions["security"].datetime_factory()
    return user


def promote(user: User, role: Role, region_iso: str = "") -> bool:
    """Put somebody in charge, of one region or of all; tell whether that is new."""
    if any(duty.role is role and duty.region_iso == region_iso for duty in user.duties):
        return False
    user.duties.append(Duty(role=role, region_iso=region_iso))
    return True


def demote(user: User, role: Role | None = None, region_iso: str | None = None) -> int:
    """Take duties from somebody: all, those of a role, or that in one region; return how many.

    Raises:
        Conflict: Nobody would be left to administer the registry.
    """
    taken = [
        duty
        for duty in user.duties
        if role in (None, duty.role) and region_iso in (None, duty.region_iso)
    ]
    if any(duty.role is Role.ADMINISTRATOR for duty in taken):
        _keep_an_administrator(user)
    for duty in taken:
        user.duties.remove(duty)
    return len(taken)


def _keep_an_administrator(user: User) -> None:
    others = select(func.count()).where(
        Duty.role == Role.ADMINISTRATOR,
        Duty.user_id != user.id,
        User.id == Duty.user_id,
        User.active,
    )
    if not db.session.scalar(others):
        raise Conflict(_("This is the only administrator: name another one first."))


def rename(user: User, name: str, lang: str) -> None:
    """Set how somebody is called, and the language in which we write to them."""
    user.name, user.lang = name, lang


def delete_account(user: User) -> None:
    """Delete somebody and what is known of them; what they wrote stays, without their name.

    Raises:
        Conflict: They are the only administrator.
    """
    if any(duty.role is Role.ADMINISTRATOR for duty in user.duties):
        _keep_an_administrator(user)
    address, lang, name = user.email, user.lang, user.name or user.email
    db.session.execute(delete(Letter).where(Letter.to == address))
    db.session.delete(user)
    db.session.flush()
    post(address, lang, "account_deleted", f"account deleted {token_urlsafe()}", name=name)


def forget_sessions(before_days: int) -> int:
    """Delete what is known of sessions that began so many days ago; return how many."""
    old = SignIn.began_at < queries.days_ago(before_days)
    gone: Any = db.session.execute(delete(SignIn).where(old))
    return int(gone.rowcount)
