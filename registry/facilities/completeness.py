"""What of a record is known and what is not. Pure: reads the attributes of a facility."""

from collections.abc import Callable
from typing import Any, NamedTuple

from registry.facilities.vocabulary import ContactType
from registry.i18n import _l


class Part(NamedTuple):
    """A part of the record that a visitor would look for."""

    label: Any
    is_known: Callable[[Any], bool]


def _has_contact(*types: ContactType) -> Callable[[Any], bool]:
    return lambda facility: any(contact.type in types for contact in facility.contacts)


def _has_exact_pin(location: Any) -> bool:
    return bool(location and location.point and not location.is_approximate)


PARTS = (
    Part(_l("address"), lambda f: bool(f.location and f.location.address)),
    Part(_l("exact place on the map"), lambda f: _has_exact_pin(f.location)),
    Part(_l("website"), _has_contact(ContactType.WEBSITE, ContactType.INSTAGRAM)),
    Part(_l("phone"), _has_contact(ContactType.PHONE)),
    Part(_l("e-mail"), _has_contact(ContactType.EMAIL)),
    Part(_l("operator"), lambda f: f.operator is not None),
    Part(_l("opening date"), lambda f: f.opened_on is not None),
    Part(_l("services"), lambda f: bool(f.services)),
    Part(_l("sectors"), lambda f: bool(f.sectors)),
    Part(_l("startup stages"), lambda f: bool(f.stages)),
    Part(_l("technology readiness levels"), lambda f: f.trl_from is not None),
    Part(_l("working languages"), lambda f: bool(f.languages)),
    Part(_l("capacity figures"), lambda f: bool(f.capacities)),
    Part(_l("programmes"), lambda f: bool(f.programmes)),
)
"""The parts of a record, in the order in which visitors ask for them."""


def unknown(facility: Any) -> list[str]:
    """Return the names of the parts that nobody has filled in, in the language in use."""
    return [str(part.label) for part in PARTS if not part.is_known(facility)]
