"""What of a record is known and what is not. Pure: reads the attributes of a facility."""

from collections.abc import Callable
from typing import Any, NamedTuple

from registry.facilities.vocabulary import ContactType
from registry.i18n import _l


class Part(NamedTuple):
    """A part of the record that a visitor would look for."""

    label: Any
    is_known: Callable[[Any], bool]
    weight: int  # how much visitors miss it
    gain: Any  # what its operator has of it


def _has_contact(*types: ContactType) -> Callable[[Any], bool]:
    return lambda facility: any(contact.type in types for contact in facility.contacts)


def _has_exact_pin(location: Any) -> bool:
    return bool(location and location.point and not location.is_approximate)


PARTS = (
    Part(
        _l("address"),
        lambda f: bool(f.location and f.location.address),
        2,
        _l("Visitors find the door."),
    ),
    Part(
        _l("exact place on the map"),
        lambda f: _has_exact_pin(f.location),
        3,
        _l("You appear on the map and in every search near a place."),
    ),
    Part(
        _l("website"),
        _has_contact(ContactType.WEBSITE, ContactType.INSTAGRAM),
        1,
        _l("Visitors go on to your own pages."),
    ),
    Part(
        _l("phone"),
        _has_contact(ContactType.PHONE),
        2,
        _l("Visitors call you without looking elsewhere."),
    ),
    Part(
        _l("e-mail"),
        _has_contact(ContactType.EMAIL),
        1,
        _l("Visitors write to you."),
    ),
    Part(
        _l("operator"),
        lambda f: f.operator is not None,
        2,
        _l("Visitors see who is behind it."),
    ),
    Part(
        _l("opening date"),
        lambda f: f.opened_on is not None,
        1,
        _l("Visitors see how long you have done this."),
    ),
    Part(
        _l("services"),
        lambda f: bool(f.services),
        3,
        _l("You appear when somebody searches for a service."),
    ),
    Part(
        _l("sectors"),
        lambda f: bool(f.sectors),
        2,
        _l("You appear when somebody searches for a sector."),
    ),
    Part(
        _l("startup stages"),
        lambda f: bool(f.stages),
        2,
        _l("Startups see whether you take them at their stage."),
    ),
    Part(
        _l("technology readiness levels"),
        lambda f: f.trl_from is not None,
        1,
        _l("Teams with a technology see whether it is ripe for you."),
    ),
    Part(
        _l("working languages"),
        lambda f: bool(f.languages),
        1,
        _l("Visitors see whether you speak their language."),
    ),
    Part(
        _l("capacity figures"),
        lambda f: bool(f.capacities),
        2,
        _l("Entrepreneurs see how much room and equipment you have."),
    ),
    Part(
        _l("programmes"),
        lambda f: bool(f.programmes),
        2,
        _l("You appear among those that take applications now."),
    ),
)
"""The parts of a record, in the order in which visitors ask for them."""


def unknown(facility: Any) -> list[str]:
    """Return the names of the parts that nobody has filled in, in the language in use."""
    return [str(part.label) for part in PARTS if not part.is_known(facility)]


def missing(facility: Any) -> list[Part]:
    """Return the parts that nobody has filled in, those that visitors miss most first."""
    found = [part for part in PARTS if not part.is_known(facility)]
    return sorted(found, key=lambda part: -part.weight)


def score(facility: Any) -> float:
    """Return how complete a record is, from 0 to 1."""
    known = sum(part.weight for part in PARTS if part.is_known(facility))
    return known / sum(part.weight for part in PARTS)
