"""Changes of facilities. Here: where they are, as far as geocoding finds it.

A location without a pin, or one whose address not everybody answered for, waits in the queue
(GeocodingTask) and is tried again ever more rarely.
"""

from collections.abc import Iterator
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple

from registry.db import db, today, utcnow
from registry.errors import Unavailable
from registry.facilities import queries
from registry.facilities.models import Facility, GeocodingTask, Location
from registry.facilities.vocabulary import Precision
from registry.i18n import _, best
from registry.places import geocoder
from registry.places.geocoder import Found
from registry.places.models import Region, Settlement

RETRY_FIRST = timedelta(minutes=5)
"""How long a location waits after its first failure; each that follows doubles it."""

RETRY_LAST = timedelta(days=7)
"""The longest that a location waits."""

ERROR_LENGTH = 300

CENTRE_CONFIDENCE = 0.2
"""How far the centre of a region is believed to be the place of a facility in it."""

SOURCE_LANGUAGE = "ru"
"""Addresses are looked up in this language when they are known in several: maps have most of it."""


class Outcome(StrEnum):
    """How geocoding a location ended."""

    FOUND = "found"  # house or street
    APPROXIMATE = "approximate"  # settlement or region
    MISSING = "missing"  # nowhere
    CONFIRMED = "confirmed"  # left alone: a person confirmed the pin


class Step(NamedTuple):
    """A location that was tried; commit before the next one."""

    facility: Facility
    outcome: Outcome
    has_changed: bool  # the search index of the facility has to be renewed
    problem: str  # why it stays in the queue; "" when it left it


def geocode_missing(limit: int | None = None, *, refine: bool = False) -> Iterator[Step]:
    """Try the locations that wait, one after the other; a Step after each.

    Whoever iterates commits (or rolls back) after each Step: an interruption then loses nothing,
    and the geocoders' own transactions find the database free.

    Args:
        limit: How many to try at most; their number is len(queries.waiting(limit)).
        refine: Also try for better than a settlement or region.
    """
    for location_id in queries.waiting(limit, refine=refine):
        location = db.session.get(Location, location_id)
        if location is None:
            continue
        step = geocode(location)
        transaction = db.session().get_transaction()
        yield step
        if transaction is not None and db.session().get_transaction() is transaction:
            raise RuntimeError("commit or roll back after each step of geocode_missing")


def geocode(location: Location) -> Step:
    """Put the pin of a location where its address is found, or into the queue what is not.

    A pin that a person confirmed stays; so does one more precise than what is found. A location
    of which only the region is known is put in the region's centre.

    The location has been flushed and committed: see places.geocoder_state.
    """
    if location.is_pin_confirmed:
        _leave_queue(location)
        return Step(location.facility, Outcome.CONFIRMED, False, "")
    found, problem = _looked_up(location)
    place = found or _centre_of_region(location)
    has_changed = place is not None and _put(location, place)
    if problem:
        _postpone(location, problem)
    else:
        _leave_queue(location)
    return Step(location.facility, _outcome(location), has_changed, problem)


def _looked_up(location: Location) -> tuple[Found | None, str]:
    """Return what the geocoders know, and why the location has to wait all the same."""
    address = best(location.address, SOURCE_LANGUAGE)
    town = best(location.settlement.names, address.lang).value if location.settlement else ""
    town = town or location.settlement_text
    if not address.value and not town:
        is_anywhere = location.region_iso is None
        return None, _("Neither an address nor a place is known.") if is_anywhere else ""
    try:
        found = geocoder.find(address.value, location.region_iso, town, lang=address.lang)
    except Unavailable as error:
        return None, str(error)
    return found, found.unanswered if found else _("Nobody knows this address.")


def _centre_of_region(location: Location) -> Found | None:
    region = location.region
    if region is None or location.point:
        return None
    return Found(
        region.point, Precision.REGION, geocoder.GAZETTEER, CENTRE_CONFIDENCE, region.iso, None
    )


def _put(location: Location, found: Found) -> bool:
    """Set the pin; tell whether that changed anything."""
    precision = Precision(found.precision)
    order = list(Precision)
    if location.point and location.precision:
        if order.index(location.precision) < order.index(precision):
            return False
        if (location.point, location.precision) == (found.point, precision):
            return False
    location.lat, location.lon = found.point
    location.precision = precision
    location.provider = found.provider
    location.confidence = found.confidence
    location.located_on = today()
    if found.region_iso != location.region_iso:
        location.region = db.session.get(Region, found.region_iso)
    if found.settlement_id and location.settlement_id is None:
        location.settlement = db.session.get(Settlement, found.settlement_id)
    location.facility.updated_at = utcnow()
    return True


def _outcome(location: Location) -> Outcome:
    if location.point is None:
        return Outcome.MISSING
    return Outcome.APPROXIMATE if location.is_approximate else Outcome.FOUND


def _leave_queue(location: Location) -> None:
    if task := db.session.get(GeocodingTask, location.id):
        db.session.delete(task)


def _postpone(location: Location, problem: str) -> None:
    task = db.session.get(GeocodingTask, location.id)
    if task is None:
        task = GeocodingTask(location_id=location.id, attempts=0)
        db.session.add(task)
    wait = min(RETRY_FIRST * 2 ** min(task.attempts, 20), RETRY_LAST)
    task.attempts += 1
    task.next_try_at = utcnow() + wait
    task.last_error = problem[:ERROR_LENGTH]
