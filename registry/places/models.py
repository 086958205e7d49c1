"""Where things are: regions, settlements, other names; and what geocoders answered."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Float, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.db import Texts, db, utcnow
from registry.geo import Point


class Region(db.Model):
    """A first-level unit: a region, or a city that stands beside the regions."""

    iso: Mapped[str] = mapped_column(String(6), primary_key=True)  # ISO 3166-2, KZ-10
    country: Mapped[str] = mapped_column(String(2), index=True)
    national_code: Mapped[str] = mapped_column(String(20))  # KATO in Kazakhstan
    names: Mapped[Texts]
    short_names: Mapped[Texts]  # without the word for region: «Ақмола»
    kind: Mapped[str] = mapped_column(String(10))  # region or city
    population: Mapped[int | None]
    population_date: Mapped[date | None]
    area_km2: Mapped[float | None]
    centre_names: Mapped[Texts]
    lat: Mapped[float]  # of the administrative centre
    lon: Mapped[float]
    timezone: Mapped[str] = mapped_column(String(40))

    @property
    def point(self) -> Point:
        """The administrative centre."""
        return Point(self.lat, self.lon)


class Settlement(db.Model):
    """A town or village. No population means that it is not known, not that it is empty."""

    __table_args__ = (CheckConstraint("population > 0", name="people"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # GeoNames id
    names: Mapped[Texts]
    other_names: Mapped[list[str]]
    region_iso: Mapped[str] = mapped_column(ForeignKey("region.iso"), index=True)
    national_code: Mapped[str] = mapped_column(String(20))
    population: Mapped[int | None]
    lat: Mapped[float]
    lon: Mapped[float]

    region: Mapped[Region] = relationship()

    @property
    def point(self) -> Point:
        """Its centre."""
        return Point(self.lat, self.lon)


class PeopleSource(db.Model):
    """A count of people, finer than that of the settlements, and whose it is."""

    __tablename__ = "people_source"

    id: Mapped[int] = mapped_column(primary_key=True)
    country: Mapped[str] = mapped_column(String(2), index=True)
    title: Mapped[str] = mapped_column(String(300))
    counted_on: Mapped[date | None]  # day of the count, or for which it was estimated
    url: Mapped[str] = mapped_column(String(600), default="")
    licence: Mapped[str] = mapped_column(String(300), default="")
    digest: Mapped[str] = mapped_column(String(64))  # SHA-256 of the file
    loaded_at: Mapped[datetime] = mapped_column(default=utcnow)


class PeoplePoint(db.Model):
    """So many people at a place: a settlement, or the middle of a cell of a grid."""

    __tablename__ = "people_point"
    __table_args__ = (
        CheckConstraint("people > 0", name="people"),
        CheckConstraint("lat BETWEEN -90 AND 90", name="lat"),
        CheckConstraint("lon BETWEEN -180 AND 180", name="lon"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(
        ForeignKey("people_source.id", ondelete="CASCADE"), index=True
    )
    settlement_id: Mapped[int | None] = mapped_column(ForeignKey("settlement.id"), index=True)
    name: Mapped[str] = mapped_column(String(120), default="")  # as the source has it
    region_iso: Mapped[str] = mapped_column(ForeignKey("region.iso"), index=True)
    lat: Mapped[float]
    lon: Mapped[float]
    people: Mapped[float]  # estimates on grids have parts of persons


class Alias(db.Model):
    """An old or colloquial name, of a settlement (GeoNames id) or of a region (ISO code)."""

    __table_args__ = (Index(None, "name", "target", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    lang: Mapped[str] = mapped_column(String(5))
    target: Mapped[str] = mapped_column(String(20))


class Boundary(db.Model):
    """The outline of a region as GeoJSON geometry, longitude first."""

    region_iso: Mapped[str] = mapped_column(ForeignKey("region.iso"), primary_key=True)
    geometry: Mapped[str] = mapped_column(Text)


class DataSource(db.Model):
    """Where a part of the data is from, and how its makers want to be named."""

    id: Mapped[int] = mapped_column(primary_key=True)
    country: Mapped[str] = mapped_column(String(2), index=True)
    file: Mapped[str] = mapped_column(String(100))
    title: Mapped[str] = mapped_column(String(300))
    publisher: Mapped[str] = mapped_column(String(300))
    version: Mapped[str] = mapped_column(String(200))
    licence: Mapped[str] = mapped_column(String(300))
    licence_url: Mapped[str] = mapped_column(String(300))
    attribution: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)


class GeocoderAnswer(db.Model):
    """What an outside geocoder answered, kept until it expires: nobody is asked twice."""

    __tablename__ = "geocoder_answer"

    provider: Mapped[str] = mapped_column(String(40), primary_key=True)
    question: Mapped[str] = mapped_column(String(400), primary_key=True)
    found: Mapped[dict[str, Any] | None]  # None: it knows no such place
    expires_at: Mapped[datetime]


class GeocoderState(db.Model):
    """One row per outside geocoder, shared by all workers: its gate and its circuit breaker."""

    __tablename__ = "geocoder_state"

    provider: Mapped[str] = mapped_column(String(40), primary_key=True)
    next_call_at: Mapped[float] = mapped_column(Float, default=0.0)  # seconds since 1970
    failures: Mapped[int] = mapped_column(default=0)  # in a row
    rests_until: Mapped[float] = mapped_column(Float, default=0.0)  # seconds since 1970


class Revision(db.Model):
    """Counts the changes of a part of the data, so that what is kept in memory can be renewed."""

    part: Mapped[str] = mapped_column(String(40), primary_key=True)
    number: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime] = mapped_column(default=utcnow)
