"""People and their sessions."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from registry.accounts.models import SignIn, User
from registry.db import db, utcnow
from registry.errors import NotFound
from registry.i18n import _

KEPT_DAYS = 30
"""A browser that changed nothing for so long has to sign in again."""


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
        SignIn.user_id == user.id, SignIn.revoked_at.is_(None), SignIn.seen_at > days_ago(KEPT_DAYS)
    )
    return list(db.session.scalars(rows.order_by(SignIn.began_at.desc())))


def is_open(sign_in_id: str | None, user: User) -> bool:
    """Tell whether a browser is signed in as somebody, and nobody has revoked that."""
    found = db.session.get(SignIn, sign_in_id) if sign_in_id else None
    return (
        found is not None
        and found.user_id == user.id
        and found.revoked_at is None
        and found.seen_at > days_ago(KEPT_DAYS)
    )
