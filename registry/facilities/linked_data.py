"""A facility in the words of schema.org, for search engines. Pure.

Source: schema.org, types Organization, Place, PostalAddress, GeoCoordinates, Offer.
"""

from datetime import date
from typing import Any

from registry.facilities.vocabulary import ContactType, Precision
from registry.i18n import best


def of_facility(facility: Any, url: str) -> dict[str, Any]:
    """Return the JSON-LD of a facility; what is not known is left out.

    Args:
        facility: The record with its relations.
        url: Whole address of its page.
    """
    reach = {contact.type: contact.value for contact in facility.contacts}
    others = {*facility.names.values(), facility.short_name}
    others |= {former.name for former in facility.former_names}
    name = best(facility.names).value
    data = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "@id": url,
        "url": reach.get(ContactType.WEBSITE, url),
        "name": name,
        "alternateName": sorted(others - {name, ""}),
        "description": best(facility.descriptions).value,
        "identifier": facility.public_id,
        "email": reach.get(ContactType.EMAIL),
        "telephone": reach.get(ContactType.PHONE),
        "sameAs": [reach[kind] for kind in (ContactType.INSTAGRAM,) if kind in reach],
        "foundingDate": _date(facility.opened_on, facility.opened_precision),
        "dissolutionDate": _date(facility.closed_on, facility.closed_precision),
        "parentOrganization": _operator(facility),
        "location": _place(facility.location),
        "makesOffer": [
            {"@type": "Offer", "itemOffered": {"@type": "Service", "name": str(service.label)}}
            for service in facility.services
        ],
    }
    return {key: value for key, value in data.items() if value}


def _operator(facility: Any) -> dict[str, str] | None:
    if facility.operator is None:
        return None
    return {"@type": "Organization", "name": best(facility.operator.names).value}


def _place(location: Any) -> dict[str, Any] | None:
    if location is None:
        return None
    address = {
        "@type": "PostalAddress",
        "streetAddress": best(location.address).value,
        "addressLocality": best(location.settlement.names).value if location.settlement else "",
        "addressRegion": best(location.region.names).value if location.region else "",
        "addressCountry": location.region.country if location.region else "",
        "postalCode": location.postal_code,
    }
    place: dict[str, Any] = {
        "@type": "Place",
        "address": {key: value for key, value in address.items() if value},
    }
    # A pin in the middle of a town or region would be taken for the door of the house.
    if location.point and location.precision in (Precision.BUILDING, Precision.STREET):
        lat, lon = location.point
        place["geo"] = {"@type": "GeoCoordinates", "latitude": lat, "longitude": lon}
    return place


def _date(day: date | None, precision: str | None) -> str | None:
    if day is None:
        return None
    return day.isoformat()[: {"year": 4, "month": 7}.get(precision or "day", 10)]
