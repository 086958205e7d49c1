"""Records that became part of others."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, exists
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.db import db, utcnow
from registry.facilities.models import Facility


class Merger(db.Model):
    """That a record became part of another, under which its old address is found for ever.

    The record itself stays as it was, so that a merger can be undone; nobody finds or counts it.
    """

    facility_id: Mapped[int] = mapped_column(
        ForeignKey("facility.id", ondelete="CASCADE"), primary_key=True
    )
    into_id: Mapped[int] = mapped_column(ForeignKey("facility.id", ondelete="CASCADE"), index=True)
    merged_at: Mapped[datetime] = mapped_column(default=utcnow)
    changes: Mapped[dict[str, Any]] = mapped_column(default=dict)  # of the other, to undo it

    into: Mapped[Facility] = relationship(foreign_keys=into_id)


IS_PUBLIC = ~exists().where(Merger.facility_id == Facility.id)
"""Of records: that it did not become part of another."""
