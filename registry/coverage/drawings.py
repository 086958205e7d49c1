"""Maps of the audit: classes of regions, towns, places for new sites."""

from collections.abc import Iterable, Mapping

from flask import url_for

from registry.coverage.question import Question
from registry.db import today
from registry.facilities.drawings import frame
from registry.facilities.vocabulary import Status
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
