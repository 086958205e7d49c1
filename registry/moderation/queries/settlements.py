"""Settlements by the names that people type."""

from sqlalchemy import select

from registry.db import db
from registry.i18n import best
from registry.places.folding import fold
from registry.places.models import Settlement

OFFERED = 500
"""Settlements offered while somebody types, the largest ones."""


def offered() -> list[str]:
    """Return the names of settlements in the reader's language, the largest first."""
    largest = select(Settlement.names).order_by(Settlement.population.desc().nulls_last())
    rows = db.session.scalars(largest.limit(OFFERED))
    return list(dict.fromkeys(best(names).value for names in rows))


def named(typed: str, region_iso: str | None) -> Settlement | None:
    """Return the settlement of this name, in a region or anywhere; None unless there is just one.

    The larger of two of a name in one region is meant where it is ten times as large.
    """
    wanted = fold(typed)
    if not wanted:
        return None
    query = select(Settlement)
    if region_iso:
        query = query.where(Settlement.region_iso == region_iso)
    found = [
        one
        for one in db.session.scalars(query.order_by(Settlement.population.desc()))
        if wanted in {fold(name) for name in one.names.values()}
    ]
    if len(found) > 1 and (found[0].population or 0) < 10 * max(found[1].population or 0, 1):
        return None
    return found[0] if found else None
