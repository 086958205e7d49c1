"""What those who run the registry, and machines that read it, want to know."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select, text

from registry.db import db
from registry.errors import NotFound
from registry.facilities.mergers.models import IS_PUBLIC
from registry.facilities.models import Facility
from registry.faults import DatabaseError
from registry.i18n import _
from registry.mail.models import Letter
from registry.operations.models import FailedTask

SHOWN = 200
"""Failures, and letters, that one page shows."""


class Address(NamedTuple):
    """What the sitemap says of a page."""

    public_id: str
    slug: str
    changed_on: date


def is_database_up() -> bool:
    """Tell whether the database answers: the one that takes changes, whatever a replica says."""
    try:
        with db.engine.connect() as connection:
            return bool(connection.execute(text("SELECT 1")).scalar())
    except DatabaseError:
        return False


def count_facilities() -> int:
    """Return how many facilities there are, whatever their status."""
    return db.session.scalar(select(func.count(Facility.id)).where(IS_PUBLIC)) or 0


def facility_addresses(start: int, count: int) -> Iterator[Address]:
    """Return facilities with the day each last changed, by id, without holding them all.

    Args:
        start: How many to pass over.
        count: How many at most.
    """
    columns = (Facility.public_id, Facility.slug, Facility.updated_at)
    rows = select(*columns).where(IS_PUBLIC).order_by(Facility.id)
    found = db.session.execute(rows.offset(start).limit(count).execution_options(yield_per=500))
    for public_id, slug, changed_at in found:
        yield Address(public_id, slug, changed_at.date())


def failures() -> list[FailedTask]:
    """Return the tasks that failed, the latest first."""
    rows = select(FailedTask).order_by(FailedTask.failed_at.desc(), FailedTask.id).limit(SHOWN)
    return list(db.session.scalars(rows))


def stuck_letters() -> list[Letter]:
    """Return the letters that were not taken at the first attempt, given up ones first."""
    rows = select(Letter).where(Letter.sent_at.is_(None), Letter.last_error != "")
    order = (Letter.given_up_at.is_(None), Letter.created_at.desc(), Letter.id)
    return list(db.session.scalars(rows.order_by(*order).limit(SHOWN)))


def waiting_letters() -> int:
    """Return how many letters wait to be sent."""
    rows = select(func.count(Letter.id)).where(
        Letter.sent_at.is_(None), Letter.given_up_at.is_(None)
    )
    return db.session.scalar(rows) or 0


def letter(letter_id: int) -> Letter:
    """Return a letter.

    Raises:
        NotFound: There is none with this number.
    """
    found = db.session.get(Letter, letter_id)
    if found is None:
        raise NotFound(_("There is no such letter."))
    return found
