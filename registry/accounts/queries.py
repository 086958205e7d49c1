"""People and their sessions."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from registry.accounts.models import Duty, SignIn, User
from registry.db import db, utcnow
from registry.errors import NotFound
from registry.i18n import _

KEPT_DAYS = 30
"""For so long a browser stays signed in at most."""


def days_ago(days: int) -> datetime:
    """Return the moment so many days ago."""
    return utcnow() - timedelta(days=days)


def by_email(email: str) -> User:
    """Return who has an address, however it is written.

    Raises:
        NotFound: Nobody has.
    """
    found = find_by_email(email)
    if found is None:
        raise NotFound(_("Nobody has an account with the address %(address)s.", address=email))
    return found


def find_by_email(email: str) -> User | None:
    """Return who has an address, if anybody."""
    found: User | None = db.session.scalar(
        select(User).where(func.lower(User.email) == email.strip().lower())
    )
    return found


def sessions(user: User) -> list[SignIn]:
    """Return the browsers in which somebody is signed in, the latest first."""
    rows = select(SignIn).where(
        SignIn.user_id == user.id,
        SignIn.revoked_at.is_(None),
        SignIn.began_at > days_ago(KEPT_DAYS),
    )
    return list(db.session.scalars(rows.order_by(SignIn.began_at.desc())))


def is_open(sign_in_id: str | None, user: User) -> bool:
    """Tell whether a browser is signed in as somebody, and nobody has revoked that."""
    found = db.session.get(SignIn, sign_in_id) if sign_in_id else None
    return (
        found is not None
        and found.user_id == user.id
        and found.revoked_at is None
        and found.began_at > days_ago(KEPT_DAYS)
    )


def has_second_factor(user: User) -> bool:
    """Tell whether somebody proves with more than a password who they are."""
    # A passkey in place of the password leaves the password as it is: it guards nothing.
    return bool(user.tf_primary_method) or any(key.usage == "secondary" for key in user.webauthn)


def duties() -> list[tuple[User, Duty]]:
    """Return who is in charge of what, by address."""
    rows = select(User, Duty).join(Duty, Duty.user_id == User.id)
    order = (User.email, Duty.role, Duty.region_iso)
    return [(user, duty) for user, duty in db.session.execute(rows.order_by(*order))]
