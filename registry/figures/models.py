"""What facilities report by period: capacity and results, planned and reached."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from registry.db import db, utcnow
from registry.facilities.indicators import Indicator


class Figure(db.Model):
    """A figure of a facility for a period, planned or reached; corrections are kept as they were.

    Zero is a figure; what nobody reported has no row.
    """

    __table_args__ = (
        CheckConstraint("value >= 0", name="value"),
        CheckConstraint("period_to >= period_from", name="period"),
        Index(None, "facility_id", "indicator", "period_from"),
        Index(
            "uq_figure_present",
            *("facility_id", "indicator", "period_from", "period_to", "is_plan"),
            unique=True,
            sqlite_where=text("replaced_at IS NULL"),
            postgresql_where=text("replaced_at IS NULL"),
        ),  # one value counts
        Index(None, "indicator", "period_from"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id", ondelete="CASCADE"))
    indicator: Mapped[Indicator]
    period_from: Mapped[date]
    period_to: Mapped[date]  # its last day
    is_plan: Mapped[bool] = mapped_column(default=False)
    value: Mapped[float]  # in the unit of the indicator
    note: Mapped[str] = mapped_column(String(300), default="")
    source_url: Mapped[str] = mapped_column(String(600), default="")
    reported_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    reported_at: Mapped[datetime] = mapped_column(default=utcnow)
    replaced_at: Mapped[datetime | None] = mapped_column(index=True)  # None: it counts
