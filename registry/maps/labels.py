"""What the script of the map says, in the language in use."""

from collections.abc import Mapping
from typing import Any

from registry.i18n import _


def texts(kinds: Mapping[str, str], statuses: Mapping[str, str]) -> dict[str, Any]:
    """Return the sentences for map.js; `{count}` and the like are filled in there.

    Args:
        kinds: Label of each kind by code.
        statuses: Label of each status by code.
    """
    return {**_pins(), **_moving(), **_places(), "kinds": dict(kinds), "statuses": dict(statuses)}


def _pins() -> dict[str, str]:
    return {
        "cell": _("Facilities: {count}. Zoom in"),
        "stack": _("Facilities at this place: {count}"),
        "approximate": _("approximate place"),
        "unverified": _("unverified"),
        "close": _("Close"),
        "none_here": _("No facility in this part of the map."),
        "failed": _("The facilities could not be loaded."),
        "retry": _("Try again"),
        "found": _("This is what you searched around"),
    }


def _moving() -> dict[str, str]:
    return {
        "zoom_in": _("Zoom in"),
        "zoom_out": _("Zoom out"),
        "two_fingers": _("Use two fingers to move the map"),
        "wheel": _("Hold Ctrl while scrolling, or click the map first, to zoom"),
        "search_area": _("Search this area"),
    }


def _places() -> dict[str, str]:
    return {
        "pick": _("Choose a point on the map"),
        "pick_on": _("Click the map, or move it under the cross and press Enter. Escape ends."),
        "pick_off": _("Choosing a point has ended."),
        "locating": _("Finding where you are…"),
        "denied": _(
            "Your browser does not tell us where you are. Type a place, or choose a point on"
            " the map."
        ),
        "unavailable": _(
            "Where you are could not be found. Type a place, or choose a point on the map."
        ),
    }


def instructions() -> str:
    """Return how the map is used by keyboard, read out when it takes the focus."""
    return _(
        "Arrow keys move the map, plus and minus zoom. Tab goes to the pins; on a pin, arrow keys"
        " go to the next one in that direction, Enter opens it and Escape closes it. The list"
        " has the same facilities."
    )
