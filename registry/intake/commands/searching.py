"""Looks among the records for pairs that may be one."""

from datetime import datetime

from sqlalchemy import select

from registry.db import db
from registry.facilities.mergers.models import IS_PUBLIC
from registry.facilities.models import Facility
from registry.intake.commands.mergers import note
from registry.intake.queries.candidates import Lookup
from registry.intake.queries.profiles import known
from registry.intake.similarity import likeness

BATCH = 500


def search_batch(after_id: int, changed_since: datetime | None = None) -> tuple[int, int]:
    """Compare some facilities with those like them, and note the likely pairs.

    Args:
        after_id: Id after which to begin; 0 for the first.
        changed_since: Only those that were made or changed since.

    Returns:
        The last id that was looked at, 0 at the end; and how many pairs are new.
    """
    wanted = select(Facility.id).where(Facility.id > after_id, IS_PUBLIC)
    if changed_since is not None:
        wanted = wanted.where(Facility.updated_at >= changed_since)
    ids = list(db.session.scalars(wanted.order_by(Facility.id).limit(BATCH)))
    if not ids:
        return 0, 0
    mine = known(ids)
    lookup = Lookup([one.profile for one in mine.values()])
    near = {
        id: {*lookup.namesakes(one.profile), *lookup.likely(one.profile)} - {id}
        for id, one in mine.items()
    }
    others = known({other for some in near.values() for other in some})
    new = 0
    for id, some in near.items():
        for other in sorted(some & others.keys()):
            like = likeness(mine[id].profile, others[other].profile)
            if like.is_likely:
                new += note(id, other, like.score, like.signs)
    db.session.flush()
    return ids[-1], new
