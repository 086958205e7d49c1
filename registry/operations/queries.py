"""What those who run the registry, and machines that read it, want to know."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from sqlalchemy import select, text

from registry.db import db
from registry.facilities.models import Facility
from registry.places.models import Region


class Address(NamedTuple):
    """What the sitemap says of a page."""

    public_id: str
    slug: str
    changed_on: date


def is_database_up() -> bool:
    """Tell whether the database answers; raises what the driver raises when it does not."""
    return db.session.execute(text("SELECT 1")).scalar() == 1


def facility_addresses() -> Iterator[Address]:
    """Return every facility with the day it last changed, by id."""
    rows = select(Facility.public_id, Facility.slug, Facility.updated_at).order_by(Facility.id)
    for public_id, slug, changed_at in db.session.execute(rows):
        yield Address(public_id, slug, changed_at.date())


def region_codes() -> list[str]:
    """Return the ISO codes of all regions."""
    return list(db.session.scalars(select(Region.iso).order_by(Region.iso)))
