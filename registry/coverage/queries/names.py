"""Names of what the audit speaks of, read when a page shows them."""

from collections.abc import Iterable
from typing import NamedTuple

from flask import current_app
from sqlalchemy import select

from registry.db import Texts, db
from registry.facilities.models import Facility
from registry.facilities.vocabulary import Kind
from registry.places import queries as places
from registry.places.models import PeoplePoint, Region, Settlement

SOME = 500
"""Ids in one statement."""


class Named(NamedTuple):
    """A facility as lists show it."""

    names: Texts
    kind: Kind
    public_id: str
    slug: str


class Town(NamedTuple):
    """A place where people live."""

    names: Texts
    region_iso: str


def regions() -> list[Region]:
    """Return the regions in the order of the ground."""
    country = current_app.config["COUNTRY"].upper()
    return [region for region in places.regions() if region.country == country]


def facilities(ids: Iterable[int]) -> dict[int, Named]:
    """Return facilities by id."""
    columns = (Facility.id, Facility.names, Facility.kind, Facility.public_id, Facility.slug)
    found = {}
    for some in _portions(ids):
        rows = db.session.execute(select(*columns).where(Facility.id.in_(some)))
        for id, names, kind, public_id, slug in rows:
            found[id] = Named(names, kind, public_id, slug)
    return found


def towns(ids: Iterable[int], *, finer: bool = False) -> dict[int, Town]:
    """Return places where people live by id.

    Args:
        ids: Of settlements, or of points of a finer source.
        finer: Which of the two.
    """
    found = {}
    for some in _portions(ids):
        if finer:
            points = (PeoplePoint.id, PeoplePoint.name, PeoplePoint.region_iso, Settlement.names)
            query = select(*points).outerjoin(Settlement).where(PeoplePoint.id.in_(some))
            for id, name, iso, names in db.session.execute(query):
                found[id] = Town(names or ({"en": name} if name else {}), iso)
        else:
            columns = (Settlement.id, Settlement.names, Settlement.region_iso)
            for id, names, iso in db.session.execute(
                select(*columns).where(Settlement.id.in_(some))
            ):
                found[id] = Town(names, iso)
    return found


def _portions(ids: Iterable[int]) -> Iterable[list[int]]:
    every = sorted({int(id) for id in ids})
    return [every[start : start + SOME] for start in range(0, len(every), SOME)]
