"""What to say when little or nothing was found, and what to try instead. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from flask_babel import format_decimal

from registry.i18n import _, _n
from registry.search.phrases import label
from registry.search.question import FLAGS, Question


class Step(NamedTuple):
    """A condition to give up, and what that would bring."""

    label: str
    total: int
    args: dict[str, Any]  # of the address without it


def _number(value: float) -> str:
    return str(format_decimal(value))


def heading(question: Question, total: int, place: str) -> str:
    """Return how many were found and where, for the head of the list.

    Args:
        question: What was asked.
        total: Facilities found on all pages.
        place: Name of the centre; empty for a bare point.
    """
    if not total:
        return _("Nothing found")
    if question.has_radius and question.radius_km:
        km = _number(question.radius_km)
        if place:
            return _n(
                "%(num)s facility within %(km)s km: %(place)s",
                "%(num)s facilities within %(km)s km: %(place)s",
                total,
                km=km,
                place=place,
            )
        return _n(
            "%(num)s facility within %(km)s km of the chosen point",
            "%(num)s facilities within %(km)s km of the chosen point",
            total,
            km=km,
        )
    return _n("%(num)s facility", "%(num)s facilities", total)


def reason(question: Question, lifted: Iterable[str], place: str) -> str:
    """Return why nothing was found, in a sentence.

    Args:
        question: What was asked.
        lifted: The conditions without which something would be found.
        place: Name of the centre; empty for a bare point.
    """
    alone = set(lifted)
    if "text" in alone and question.text:
        return _("No facility here has the words “%(words)s”.", words=question.text)
    if question.has_radius and "radius" in alone:
        km = _number(question.radius_km or 0)
        if not place:
            return _("There is none within %(km)s km of the chosen point.", km=km)
        return _("There is none within %(km)s km: %(place)s.", km=km, place=place)
    if "box" in alone:
        return _("There is none in this part of the map.")
    if question.text and not alone:
        return _("No facility has the words “%(words)s”.", words=question.text)
    return _("No facility meets all the conditions at once.")


def condition(question: Question, facet: str, code: str, regions: Mapping[str, str]) -> str:
    """Return the name of a condition, as the link that gives it up shows it.

    Args:
        question: What was asked.
        facet: A name of question.FACETS or FLAGS, or text, radius, box.
        code: The only choice of the facet; empty where all its choices are meant.
        regions: Name of each region by ISO code.
    """
    if facet == "text":
        return question.text or question.whole
    if facet == "radius":
        return label("radius", f"{question.radius_km or 0:g}")
    if facet == "box":
        return _("map area")
    if facet in FLAGS:
        return label(facet, "")
    codes = [code] if code else question.chosen(facet)
    return ", ".join(regions.get(code) or label(facet, code) for code in codes)
