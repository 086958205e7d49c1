"""How well the records of each region are known."""

from collections import Counter
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from registry.db import db
from registry.facilities import completeness
from registry.facilities.mergers.models import IS_PUBLIC
from registry.facilities.models import Facility, Location
from registry.facilities.vocabulary import Precision, Status
from registry.moderation.models import Claim, Proposal, Report
from registry.moderation.states import ClaimState, ReportState, State

AT_ONCE = 500
"""Records held at the same time."""

EXACT = (Precision.BUILDING, Precision.STREET)


class Quality(NamedTuple):
    """What is known of the records of a region; of all of them for the country."""

    records: int = 0
    known: float = 0.0  # sum of their completeness, each 0 to 1
    confirmed: int = 0
    exact: int = 0  # pins on a building or a street
    approximate: int = 0  # on less
    without_pin: int = 0
    unknown_status: int = 0
    unknown_opening: int = 0
    waiting: int = 0  # for a reviewer: proposals, claims, reported faults

    @property
    def completeness(self) -> float | None:
        """Mean completeness, 0 to 1; None without records."""
        return self.known / self.records if self.records else None

    def of_records(self, count: int) -> float | None:
        """Return a number of records as a share; None without records."""
        return count / self.records if self.records else None


def by_region(since: date) -> dict[str, Quality]:
    """Return the quality of the records by ISO code of the region; "" is none stated.

    Args:
        since: Records that operators confirmed on this day or later count as confirmed.
    """
    sums: dict[str, list[float]] = {}
    query = (
        select(Facility)
        .where(IS_PUBLIC)
        .options(
            *map(selectinload, PARTS),
            joinedload(Facility.operator),
        )
        .execution_options(yield_per=AT_ONCE)
    )
    for facility in db.session.scalars(query):
        place = facility.location
        iso = (place.region_iso if place else None) or ""
        values = _values(facility, since)
        sums[iso] = [a + b for a, b in zip(sums.get(iso, [0] * len(values)), values, strict=True)]
    waiting = _waiting()
    return {
        iso: _quality(sums.get(iso, [0] * 8), waiting[iso]) for iso in sorted({*sums, *waiting})
    }


PARTS: tuple[Any, ...] = (
    Facility.locations,
    Facility.contacts,
    Facility.service_offers,
    Facility.sector_links,
    Facility.stage_links,
    Facility.language_links,
    Facility.capacities,
    Facility.programmes,
)


def _values(facility: Facility, since: date) -> list[float]:
    place = facility.location
    has_pin = bool(place and place.point)
    is_exact = bool(has_pin and place and place.precision in EXACT)
    return [
        1,
        completeness.score(facility),
        bool(facility.confirmed_on and facility.confirmed_on >= since),
        is_exact,
        has_pin and not is_exact,
        not has_pin,
        facility.status is Status.UNKNOWN,
        facility.opened_on is None,
    ]


def _quality(sums: list[float], waiting: int) -> Quality:
    records, known, *counts = sums
    return Quality(int(records), known, *map(int, [*counts, waiting]))


def _waiting() -> Counter[str]:
    proposals = select(Proposal.region_iso, func.count()).where(Proposal.state == State.SUBMITTED)
    found: Counter[str] = Counter()
    for iso, count in db.session.execute(proposals.group_by(Proposal.region_iso)):
        found[iso or ""] += count
    for model, state in ((Claim, ClaimState.MADE), (Report, ReportState.OPEN)):
        query = (
            select(Location.region_iso, func.count())
            .select_from(model)
            .outerjoin(
                Location,
                (Location.facility_id == model.facility_id) & Location.is_current.is_(True),
            )
            .where(model.state == state)
            .group_by(Location.region_iso)
        )
        for region, count in db.session.execute(query):
            found[region or ""] += count
    return found


def total(parts: list[Quality]) -> Quality:
    """Return the quality of all of them together."""
    columns = [sum(column) for column in zip(*parts, strict=True)] if parts else []
    return Quality(*columns) if columns else Quality()
