"""Facilities, the organisations that run them and the programmes they offer.

The published record. Names, descriptions and addresses are kept by language; what is not known
stays empty.
"""

from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.db import Texts, db, utcnow
from registry.facilities.indicators import Indicator
from registry.facilities.vocabulary import (
    Confidence,
    ContactType,
    DatePrecision,
    Kind,
    Language,
    LegalElement,
    Ownership,
    Precision,
    ProgrammeType,
    Sector,
    Service,
    Stage,
    Status,
    Word,
)
from registry.geo import Point
from registry.places.models import Region, Settlement

W = TypeVar("W", bound=Word)

OF_FACILITY: dict[str, Any] = {"cascade": "all, delete-orphan", "passive_deletes": True}


def _facility_key(**options: Any) -> Mapped[int]:
    return mapped_column(ForeignKey("facility.id", ondelete="CASCADE"), **options)


class Organisation(db.Model):
    """A legal entity that runs facilities: an operator."""

    id: Mapped[int] = mapped_column(primary_key=True)
    names: Mapped[Texts]
    key: Mapped[str] = mapped_column(String(300), unique=True)  # folded name, one per organisation
    bin: Mapped[str | None] = mapped_column(String(12), unique=True)  # business number, 12 digits
    legal_form: Mapped[str] = mapped_column(String(100), default="")
    ownership: Mapped[Ownership | None]


class Facility(db.Model):
    """The published record of one facility."""

    __table_args__ = (
        CheckConstraint("trl_from BETWEEN 1 AND 9", name="trl_from"),
        CheckConstraint("trl_to BETWEEN 1 AND 9 AND trl_to >= trl_from", name="trl_to"),
        CheckConstraint("closed_on >= opened_on", name="life"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(8), unique=True)
    slug: Mapped[str] = mapped_column(String(120))
    names: Mapped[Texts]
    short_name: Mapped[str] = mapped_column(String(60), default="")
    descriptions: Mapped[Texts]
    opening_hours: Mapped[Texts] = mapped_column(default=dict, server_default="{}")
    kind: Mapped[Kind]
    legal_element: Mapped[LegalElement | None]
    legal_basis: Mapped[str] = mapped_column(String(300), default="")
    status: Mapped[Status]
    status_date: Mapped[date | None]
    operator_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    operator_note: Mapped[str] = mapped_column(String(300), default="")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("facility.id"), index=True)
    opened_on: Mapped[date | None]
    opened_precision: Mapped[DatePrecision | None]
    closed_on: Mapped[date | None]
    closed_precision: Mapped[DatePrecision | None]
    trl_from: Mapped[int | None]
    trl_to: Mapped[int | None]
    confidence: Mapped[Confidence]
    confirmed_on: Mapped[date | None]  # day on which the operator last confirmed the record
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    updated_at: Mapped[datetime] = mapped_column(default=utcnow, onupdate=utcnow)
    version: Mapped[int] = mapped_column()

    operator: Mapped[Organisation | None] = relationship()
    parent: Mapped["Facility | None"] = relationship(remote_side=[id], back_populates="children")
    children: Mapped[list["Facility"]] = relationship(back_populates="parent")
    former_names: Mapped[list["FormerName"]] = relationship(order_by="FormerName.id", **OF_FACILITY)
    locations: Mapped[list["Location"]] = relationship(
        back_populates="facility", order_by="Location.id", **OF_FACILITY
    )
    contacts: Mapped[list["Contact"]] = relationship(order_by="Contact.id", **OF_FACILITY)
    service_offers: Mapped[list["ServiceOffer"]] = relationship(**OF_FACILITY)
    sector_links: Mapped[list["FacilitySector"]] = relationship(**OF_FACILITY)
    stage_links: Mapped[list["FacilityStage"]] = relationship(**OF_FACILITY)
    language_links: Mapped[list["FacilityLanguage"]] = relationship(**OF_FACILITY)
    capacities: Mapped[list["Capacity"]] = relationship(**OF_FACILITY)
    programmes: Mapped[list["Programme"]] = relationship(order_by="Programme.id", **OF_FACILITY)
    sources: Mapped[list["Source"]] = relationship(order_by="Source.id", **OF_FACILITY)

    # SQLAlchemy counts versions and refuses a write that is based on an old one.
    __mapper_args__ = {"version_id_col": version}

    @property
    def location(self) -> "Location | None":
        """Where it is now; None when nobody knows."""
        return next((place for place in self.locations if place.is_current), None)

    @property
    def services(self) -> list[Service]:
        """What it offers, in the order of the vocabulary."""
        return _in_order(Service, [offer.service for offer in self.service_offers])

    @property
    def sectors(self) -> list[Sector]:
        """The sectors it serves, in the order of the vocabulary."""
        return _in_order(Sector, [link.sector for link in self.sector_links])

    @property
    def stages(self) -> list[Stage]:
        """The stages of startups it takes in, earliest first."""
        return _in_order(Stage, [link.stage for link in self.stage_links])

    @property
    def languages(self) -> list[Language]:
        """The languages it works in."""
        return _in_order(Language, [link.language for link in self.language_links])

    @property
    def is_unverified(self) -> bool:
        """Tell whether the sources are too weak to rely on."""
        return self.confidence is Confidence.LOW


def _in_order(vocabulary: type[W], chosen: list[W]) -> list[W]:
    return [word for word in vocabulary if word in chosen]


class FormerName(db.Model):
    """A name that a facility had; it still finds it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = _facility_key(index=True)
    name: Mapped[str] = mapped_column(String(300))
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    date_precision: Mapped[DatePrecision | None]


class Location(db.Model):
    """Where a facility is or was, and how well that is known."""

    __table_args__ = (
        CheckConstraint("lat BETWEEN -90 AND 90", name="lat"),
        CheckConstraint("lon BETWEEN -180 AND 180", name="lon"),
        CheckConstraint("(lat IS NULL) = (lon IS NULL)", name="pair"),
        CheckConstraint("confidence BETWEEN 0 AND 1", name="confidence"),
        Index(None, "facility_id", "is_current"),
        Index(None, "lat", "lon"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = _facility_key()
    address: Mapped[Texts]
    settlement_id: Mapped[int | None] = mapped_column(ForeignKey("settlement.id"), index=True)
    settlement_text: Mapped[str] = mapped_column(String(120), default="")  # as the source has it
    region_iso: Mapped[str | None] = mapped_column(ForeignKey("region.iso"), index=True)
    postal_code: Mapped[str] = mapped_column(String(10), default="")
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    precision: Mapped[Precision | None]
    provider: Mapped[str] = mapped_column(String(40), default="")  # who gave the coordinates
    confidence: Mapped[float | None]  # of the coordinates, 0 to 1
    located_on: Mapped[date | None]
    is_pin_confirmed: Mapped[bool] = mapped_column(default=False)  # a person looked at it
    is_current: Mapped[bool] = mapped_column(default=True)
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]

    facility: Mapped[Facility] = relationship(back_populates="locations")
    settlement: Mapped[Settlement | None] = relationship()
    region: Mapped[Region | None] = relationship()

    @property
    def point(self) -> Point | None:
        """The pin; None as long as nobody has found it."""
        if self.lat is None or self.lon is None:
            return None
        return Point(self.lat, self.lon)

    @property
    def is_approximate(self) -> bool:
        """Tell whether the pin stands on less than a street."""
        return self.precision in (Precision.SETTLEMENT, Precision.REGION)


class GeocodingTask(db.Model):
    """A location whose address waits to be found, with what went wrong so far."""

    __tablename__ = "geocoding_task"

    location_id: Mapped[int] = mapped_column(
        ForeignKey("location.id", ondelete="CASCADE"), primary_key=True
    )
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime] = mapped_column(default=utcnow, index=True)
    last_error: Mapped[str] = mapped_column(String(300), default="")

    location: Mapped[Location] = relationship()


class Contact(db.Model):
    """A way to reach a facility; never a person by name."""

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = _facility_key(index=True)
    type: Mapped[ContactType]
    value: Mapped[str] = mapped_column(String(300))


class ServiceOffer(db.Model):
    """A service that a facility offers, with its conditions where they are known."""

    facility_id: Mapped[int] = _facility_key(primary_key=True)
    service: Mapped[Service] = mapped_column(primary_key=True)
    conditions: Mapped[str] = mapped_column(Text, default="")
    price_kzt: Mapped[int | None]
    is_free: Mapped[bool | None]
    url: Mapped[str] = mapped_column(String(300), default="")


class FacilitySector(db.Model):
    """A sector that a facility serves."""

    facility_id: Mapped[int] = _facility_key(primary_key=True)
    sector: Mapped[Sector] = mapped_column(primary_key=True)


class FacilityStage(db.Model):
    """A stage of startups that a facility takes in."""

    facility_id: Mapped[int] = _facility_key(primary_key=True)
    stage: Mapped[Stage] = mapped_column(primary_key=True)


class FacilityLanguage(db.Model):
    """A language that a facility works in."""

    facility_id: Mapped[int] = _facility_key(primary_key=True)
    language: Mapped[Language] = mapped_column(primary_key=True)


class Capacity(db.Model):
    """One figure of what a facility holds, as of a day."""

    __table_args__ = (CheckConstraint("value >= 0", name="value"),)

    facility_id: Mapped[int] = _facility_key(primary_key=True)
    indicator: Mapped[Indicator] = mapped_column(primary_key=True)
    value: Mapped[float]
    as_of: Mapped[date | None]


class Programme(db.Model):
    """A programme that a facility runs, with the last day to apply."""

    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="dates"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = _facility_key(index=True)
    names: Mapped[Texts]
    type: Mapped[ProgrammeType | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    duration_weeks: Mapped[int | None]
    application_deadline: Mapped[date | None] = mapped_column(index=True)
    equity_percent: Mapped[float | None]
    seats: Mapped[int | None]
    url: Mapped[str] = mapped_column(String(300), default="")


class Source(db.Model):
    """Where a record, or one field of it, is from."""

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = _facility_key(index=True)
    field: Mapped[str] = mapped_column(String(40), default="")  # empty: the record as a whole
    url: Mapped[str] = mapped_column(String(600), default="")
    title: Mapped[str] = mapped_column(String(300), default="")
    seen_on: Mapped[date | None]
