"""Asking for a pin while somebody fills in an address."""

from registry.errors import Unavailable
from registry.i18n import _
from registry.places import geocoder
from registry.places.geocoder import Found


def locate(
    address: str, region_iso: str | None, settlement: str, lang: str
) -> tuple[Found | None, str]:
    """Return where an address is, or a sentence that says why nobody knows.

    Have nothing unsaved in the session when you ask.
    """
    if not (address or settlement):
        return None, _("Give an address or a settlement first.")
    try:
        found = geocoder.find(address, region_iso, settlement, lang=lang)
    except Unavailable as error:
        return None, str(error)
    if found is None:
        return None, _("Nobody knows this address. Set the pin by hand.")
    return found, ""
