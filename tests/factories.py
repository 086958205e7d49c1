"""Valid records by one call each; name only what the test is about."""

from itertools import count

from registry.accounts.models import Duty, User
from registry.accounts.policy import Membership, Role
from registry.db import db, utcnow
from registry.facilities.models import Facility, Location, Organisation
from registry.facilities.vocabulary import Confidence, Kind, Precision, Status
from registry.geo import Point
from registry.organisations.models import Member, Standing
from registry.places.models import Region, Settlement

SEMEY = Point(50.42064, 80.25025)

serial = count(1)


def saved(record):
    db.session.add(record)
    db.session.commit()
    return record


def region(iso="KZ-10", **fields):
    if found := db.session.get(Region, iso):
        return found
    defaults = {
        "iso": iso,
        "country": "KZ",
        "national_code": "100000000",
        "names": {"kk": "Абай облысы", "ru": "область Абай", "en": "Abai Region"},
        "short_names": {"kk": "Абай", "ru": "Абай", "en": "Abai"},
        "kind": "region",
        "population": 595676,
        "centre_names": {"kk": "Семей", "ru": "Семей", "en": "Semey"},
        "lat": SEMEY.lat,
        "lon": SEMEY.lon,
        "timezone": "Asia/Almaty",
    }
    return saved(Region(**defaults | fields))


def settlement(name="Semey", at=SEMEY, **fields):
    defaults = {
        "id": next(serial),
        "names": {"en": name},
        "other_names": [],
        "region_iso": "KZ-10",
        "national_code": "",
        "population": 1000,
        "lat": at.lat,
        "lon": at.lon,
    }
    values = defaults | fields
    region(values["region_iso"])
    return saved(Settlement(**values))


def location(at=SEMEY, **fields):
    """Return a location that is not saved yet; `at=None` leaves the pin unknown."""
    defaults = {
        "address": {},
        "region_iso": "KZ-10",
        "lat": at.lat if at else None,
        "lon": at.lon if at else None,
        "precision": Precision.BUILDING if at else None,
        "is_current": True,
    }
    values = defaults | fields
    if values["region_iso"]:
        region(values["region_iso"])
    return Location(**values)


def facility(name=None, at=SEMEY, place=None, **fields):
    """Return a saved facility; `place` gives fields of its location."""
    number = next(serial)
    name = name or f"Facility {number}"
    defaults = {
        "public_id": f"t{number:07d}",
        "slug": f"facility-{number}",
        "names": {"en": name},
        "descriptions": {},
        "kind": Kind.BUSINESS_INCUBATOR,
        "status": Status.ACTIVE,
        "confidence": Confidence.HIGH,
        "locations": [location(at, **(place or {}))],
    }
    return saved(Facility(**defaults | fields))


def person(email=None, *, duties=(), second_factor=None, **fields):
    """Return somebody whose address is confirmed; they have no password.

    `duties` are roles, or pairs of role and region. Whoever has a duty has a second factor too,
    unless `second_factor=False`.
    """
    number = next(serial)
    has_second_factor = bool(duties) if second_factor is None else second_factor
    defaults = {
        "email": email or f"person{number}@example.org",
        "name": f"Person {number}",
        "lang": "en",
        "active": True,
        "confirmed_at": utcnow().replace(tzinfo=None),
        "fs_uniquifier": f"{number:032d}",
        "duties": [duty(one) for one in duties],
        "tf_primary_method": "authenticator" if has_second_factor else None,
    }
    return saved(User(**defaults | fields))


def duty(one):
    role, region_iso = (one, "") if isinstance(one, Role) else one
    return Duty(role=role, region_iso=region_iso)


def organisation(name=None, **fields):
    number = next(serial)
    name = name or f"Organisation {number}"
    return saved(Organisation(**{"names": {"en": name}, "key": f"organisation {number}"} | fields))


def member(person, organisation, membership=Membership.OWNER, **fields):
    """Make somebody a member of an organisation."""
    defaults = {
        "organisation_id": organisation.id,
        "user_id": person.id,
        "email": person.email,
        "membership": membership,
        "standing": Standing.MEMBER,
    }
    return saved(Member(**defaults | fields))
