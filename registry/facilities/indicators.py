"""Indicators: what figures of a facility count, and in what. Pure.

Some say what a facility is or holds on a day (a state), others what came about in a period. An
entrepreneur asks for the first seven; they stand on the public record. The codes stay for ever.
"""

from enum import StrEnum
from typing import Any

from registry.facilities.vocabulary import Word
from registry.i18n import _l


class Group(Word):
    """What indicators are about; forms and tables show them by it."""

    PLACE = "place", _l("Space and equipment")
    PEOPLE = "people", _l("Residents and jobs")
    STARTUPS = "startups", _l("Startups")
    MONEY = "money", _l("Revenue and investment")
    RESULTS = "results", _l("Intellectual property and events")
    BUDGET = "budget", _l("Budget of the facility")


class Unit(StrEnum):
    """In what an indicator is counted."""

    AREA = "m²"
    LAND = "ha"
    COUNT = ""
    PERSONS = "persons"
    SHARE = "%"
    MONEY = "KZT"


UNITS: dict[Unit, Any] = {
    Unit.AREA: _l("m²"),
    Unit.LAND: _l("ha"),
    Unit.PERSONS: _l("persons"),
    Unit.MONEY: _l("₸"),
}


class Indicator(Word):
    """What a figure of a facility is about."""

    GROSS_FLOOR_AREA = "gross_floor_area", _l("Gross floor area")
    RENTABLE_AREA = "rentable_area", _l("Rentable area")
    LAND_AREA = "land_area", _l("Land area")
    WORKSTATIONS = "workstations", _l("Workstations")
    LABORATORIES = "laboratories", _l("Laboratories")
    EQUIPMENT_UNITS = "equipment_units", _l("Equipment units")
    RESIDENTS = "residents", _l("Residents (tenants)")
    OCCUPIED_AREA = "occupied_area", _l("Occupied area")
    OCCUPANCY_RATE = "occupancy_rate", _l("Occupancy rate")
    APPLICATIONS_RECEIVED = "applications_received", _l("Applications received")
    STARTUPS_ADMITTED = "startups_admitted", _l("Startups admitted")
    STARTUPS_GRADUATED = "startups_graduated", _l("Startups graduated")
    SURVIVAL_RATE_3Y = "survival_rate_3y", _l("Three-year survival rate")
    JOBS = "jobs", _l("Jobs")
    JOBS_CREATED = "jobs_created", _l("Jobs created")
    RESIDENT_REVENUE = "resident_revenue", _l("Residents’ revenue")
    EXPORT_REVENUE = "export_revenue", _l("Export revenue")
    OUTPUT = "output", _l("Output")
    TAXES_PAID = "taxes_paid", _l("Taxes paid")
    INVESTMENT_RAISED = "investment_raised", _l("Investment raised")
    INVESTMENT_FOREIGN = "investment_foreign", _l("Foreign investment")
    GRANTS_RECEIVED = "grants_received", _l("Grants received")
    IP_APPLICATIONS = "ip_applications", _l("IP applications filed")
    IP_GRANTED = "ip_granted", _l("IP rights granted")
    CONTRACTS_SIGNED = "contracts_signed", _l("Commercialisation contracts")
    EVENTS_HELD = "events_held", _l("Events held")
    EVENT_PARTICIPANTS = "event_participants", _l("Event participants")
    OPERATING_BUDGET = "operating_budget", _l("Operating budget")
    PUBLIC_FUNDING = "public_funding", _l("Public funding")
    LOCAL_CONTENT_SHARE = "local_content_share", _l("Kazakhstani content")

    @property
    def measure(self) -> Unit:
        """In what it is counted."""
        return MEASURES.get(self, Unit.COUNT)

    @property
    def unit(self) -> Any:
        """Unit as it stands behind the figure; empty for a count."""
        return UNITS.get(self.measure, self.measure.value)

    @property
    def is_capacity(self) -> bool:
        """Tell whether it stands on the public record of a facility."""
        return self in CAPACITY

    @property
    def is_derived(self) -> bool:
        """Tell whether it is worked out from others and never reported."""
        return self is Indicator.OCCUPANCY_RATE

    @property
    def is_whole(self) -> bool:
        """Tell whether half of one makes no sense."""
        return self.measure in (Unit.COUNT, Unit.PERSONS)

    @property
    def is_state(self) -> bool:
        """Tell whether it counts at the end of a period; what came about in it otherwise."""
        return self.is_capacity or self in STATES

    @property
    def group(self) -> Group:
        """What it is about."""
        return next(group for group, members in GROUPS.items() if self in members)


CAPACITY = tuple(Indicator)[:7]
"""What an entrepreneur asks for."""

STATES = frozenset(
    {
        Indicator.OCCUPIED_AREA,
        Indicator.OCCUPANCY_RATE,
        Indicator.SURVIVAL_RATE_3Y,
        Indicator.JOBS,
    }
)

MEASURES: dict[Indicator, Unit] = {
    **dict.fromkeys(
        (Indicator.GROSS_FLOOR_AREA, Indicator.RENTABLE_AREA, Indicator.OCCUPIED_AREA), Unit.AREA
    ),
    Indicator.LAND_AREA: Unit.LAND,
    **dict.fromkeys(
        (Indicator.JOBS, Indicator.JOBS_CREATED, Indicator.EVENT_PARTICIPANTS), Unit.PERSONS
    ),
    **dict.fromkeys(
        (Indicator.OCCUPANCY_RATE, Indicator.SURVIVAL_RATE_3Y, Indicator.LOCAL_CONTENT_SHARE),
        Unit.SHARE,
    ),
    **dict.fromkeys(
        (
            Indicator.RESIDENT_REVENUE,
            Indicator.EXPORT_REVENUE,
            Indicator.OUTPUT,
            Indicator.TAXES_PAID,
            Indicator.INVESTMENT_RAISED,
            Indicator.INVESTMENT_FOREIGN,
            Indicator.GRANTS_RECEIVED,
            Indicator.OPERATING_BUDGET,
            Indicator.PUBLIC_FUNDING,
        ),
        Unit.MONEY,
    ),
}

GROUPS: dict[Group, tuple[Indicator, ...]] = {
    Group.PLACE: (
        Indicator.GROSS_FLOOR_AREA,
        Indicator.RENTABLE_AREA,
        Indicator.OCCUPIED_AREA,
        Indicator.OCCUPANCY_RATE,
        Indicator.LAND_AREA,
        Indicator.WORKSTATIONS,
        Indicator.LABORATORIES,
        Indicator.EQUIPMENT_UNITS,
    ),
    Group.PEOPLE: (Indicator.RESIDENTS, Indicator.JOBS, Indicator.JOBS_CREATED),
    Group.STARTUPS: (
        Indicator.APPLICATIONS_RECEIVED,
        Indicator.STARTUPS_ADMITTED,
        Indicator.STARTUPS_GRADUATED,
        Indicator.SURVIVAL_RATE_3Y,
    ),
    Group.MONEY: (
        Indicator.RESIDENT_REVENUE,
        Indicator.EXPORT_REVENUE,
        Indicator.OUTPUT,
        Indicator.LOCAL_CONTENT_SHARE,
        Indicator.TAXES_PAID,
        Indicator.INVESTMENT_RAISED,
        Indicator.INVESTMENT_FOREIGN,
        Indicator.GRANTS_RECEIVED,
    ),
    Group.RESULTS: (
        Indicator.IP_APPLICATIONS,
        Indicator.IP_GRANTED,
        Indicator.CONTRACTS_SIGNED,
        Indicator.EVENTS_HELD,
        Indicator.EVENT_PARTICIPANTS,
    ),
    Group.BUDGET: (Indicator.OPERATING_BUDGET, Indicator.PUBLIC_FUNDING),
}
"""Every indicator once, in the order in which forms and tables show them."""
