"""The state of the index, by which what was made of it is kept."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.places.models import Revision

State = tuple[int, datetime]


def state(session: Session) -> State | None:
    """Return what changes with every change of the index; None before the first."""
    query = select(Revision.number, Revision.changed_at).where(Revision.part == "search")
    found = session.execute(query).one_or_none()
    return (found.number, found.changed_at) if found else None
