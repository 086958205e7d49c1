"""Maps of the audit: classes of regions, towns, places for new sites."""

from collections.abc import Iterable, Mapping

from flask import url_for

from registry.coverage.ground import Ground
from registry.coverage.queries.names import Town
from registry.coverage.question import Question
from registry.db import today
from registry.facilities.drawings import frame
from registry.facilities.vocabulary import Precision, Status
from registry.geo import Point
from registry.i18n import _, best
from registry.maps import build
from registry.maps.pins import Pin
from registry.places import queries as places


def shaded(
    label: str,
    shades: Mapping[str, str],
    question: Question | None = None,
    pins: Iterable[Pin] = (),
) -> build.Drawing | None:
    """Return the map of the country with its regions in classes; None without outlines.

    Args:
        label: Name of the map.
        shades: Class of each region by ISO code.
        question: Whose facilities to show, where they are those of today.
        pins: Places to show beside.
    """
    if not places.boundaries():
        return None
    points = ""
    if question and question.on == today() and not question.statuses:
        points = url_for(
            "search.points",
            kind=[str(kind) for kind in question.kinds],
            service=[str(one) for one in question.services],
            sector=[str(one) for one in question.sectors],
            status=Status.ACTIVE.value,
        )
    some = list(pins)
    return build.shade_map(frame(label, some, shades=shades), shades, points, some)


def town_pins(ground: Ground, points: Iterable[int], towns: Mapping[int, Town]) -> list[Pin]:
    """Return pins of proposed places, numbered in their order."""
    found = []
    for number, point in enumerate(points, 1):
        name = best(towns[int(ground.people.ids[point])].names).value
        lat, lon = float(ground.people.lats[point]), float(ground.people.lons[point])
        found.append(
            Pin(
                id=f"proposed-{number}",
                name=_("%(number)s. %(town)s (proposed)", number=number, town=name),
                url=f"#proposed-{number}",
                kind="proposed",
                sign=str(number),
                point=Point(lat, lon),
                status=Status.PLANNED.value,
                precision=Precision.BUILDING,
                precision_text="",
                unverified=False,
            )
        )
    return found
