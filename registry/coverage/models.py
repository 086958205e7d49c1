"""What the audit of coverage keeps: travel times, scenarios, targets, snapshots, subscribers."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from registry.coverage.vocabulary import Rhythm
from registry.db import db, utcnow


class TravelTable(db.Model):
    """A table of travel times, made outside by a routing engine."""

    __tablename__ = "travel_table"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    engine: Mapped[str] = mapped_column(String(120))  # and its version: Valhalla 3.5.1
    mode: Mapped[str] = mapped_column(String(40), default="")  # car, bus, on foot
    extract_date: Mapped[date]  # of the road network
    longest_min: Mapped[float]  # longer times are not in the table
    digest: Mapped[str] = mapped_column(String(64))  # SHA-256 of the file
    loaded_at: Mapped[datetime] = mapped_column(default=utcnow)


class TravelTime(db.Model):
    """How long it takes from where people live to a facility, or to where one might stand."""

    __tablename__ = "travel_time"
    __table_args__ = (
        CheckConstraint("minutes >= 0", name="minutes"),
        CheckConstraint("(facility_id IS NULL) <> (candidate_id IS NULL)", name="one_end"),
        Index(None, "table_id", "facility_id"),
        Index(None, "table_id", "candidate_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    table_id: Mapped[int] = mapped_column(ForeignKey("travel_table.id", ondelete="CASCADE"))
    settlement_id: Mapped[int] = mapped_column(ForeignKey("settlement.id"))
    facility_id: Mapped[int | None] = mapped_column(ForeignKey("facility.id", ondelete="CASCADE"))
    candidate_id: Mapped[int | None] = mapped_column(ForeignKey("settlement.id"))
    minutes: Mapped[float]


class Scenario(db.Model):
    """Changes that somebody thinks through; the registry itself is never touched by them."""

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True)  # in links; nobody guesses it
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    name: Mapped[str] = mapped_column(String(120))
    note: Mapped[str] = mapped_column(String(1000), default="")
    question: Mapped[dict[str, Any]]  # question.Question, as in addresses
    steps: Mapped[dict[str, Any]]  # {"steps": [...]}, as scenario.py reads and writes them
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    updated_at: Mapped[datetime] = mapped_column(default=utcnow, onupdate=utcnow)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class Target(db.Model):
    """What a region, or the country, is to reach in a year; earlier plans are kept."""

    __table_args__ = (
        CheckConstraint("value >= 0", name="value"),
        Index(
            "uq_target_present",
            *("region_iso", "year", "measure"),
            unique=True,
            sqlite_where=text("replaced_at IS NULL"),
            postgresql_where=text("replaced_at IS NULL"),
        ),  # one plan counts
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    region_iso: Mapped[str] = mapped_column(String(6))  # "" is the country
    year: Mapped[int]
    measure: Mapped[str] = mapped_column(String(40))  # code of an indicator or of a Measure
    value: Mapped[float]
    note: Mapped[str] = mapped_column(String(300), default="")
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    set_at: Mapped[datetime] = mapped_column(default=utcnow)
    replaced_at: Mapped[datetime | None]  # None: it counts


class Snapshot(db.Model):
    """The audit of a quarter as it stood at its end; never changed, never thrown away."""

    id: Mapped[int] = mapped_column(primary_key=True)
    quarter: Mapped[str] = mapped_column(String(7))  # 2026-Q4
    question: Mapped[dict[str, Any]]
    figures: Mapped[dict[str, Any]]  # by region and for the country, by code of the measure
    digest: Mapped[str] = mapped_column(String(64))  # of the data that it was computed from
    taken_at: Mapped[datetime] = mapped_column(default=utcnow)

    __table_args__ = (Index(None, "quarter", unique=True),)


class Subscription(db.Model):
    """Somebody who gets a report again and again."""

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    region_iso: Mapped[str] = mapped_column(String(6), default="")  # "" is the country
    question: Mapped[dict[str, Any]]
    lang: Mapped[str] = mapped_column(String(2))
    rhythm: Mapped[Rhythm] = mapped_column(default=Rhythm.QUARTERLY)
    last_period: Mapped[str] = mapped_column(String(7), default="")  # of the last report: 2026-Q4
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
