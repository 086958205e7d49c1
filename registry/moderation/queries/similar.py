"""Facilities that somebody may be about to register a second time."""

from collections.abc import Iterable
from typing import NamedTuple

from registry.geo import Point, distance_km
from registry.search import queries as search
from registry.search.document import Card
from registry.search.question import Question

NEAR_KM = 1.0
"""How near another facility has to be to be asked about; in a town of parks more are."""

MOST = 6


class Similar(NamedTuple):
    """A facility that may be the same."""

    card: Card
    distance_km: float | None  # None where one of the two has no pin
    is_namesake: bool


def similar(names: Iterable[str], point: Point | None, but: int | None = None) -> list[Similar]:
    """Return facilities with like names and those nearest, the likeliest first.

    Args:
        names: In any languages.
        point: Where it is; None as long as nobody knows.
        but: The id of the facility itself.
    """
    found: dict[int, Similar] = {}
    for name in dict.fromkeys(name for name in names if len(name) > 2):
        for card in search.name_suggestions(name, MOST):
            found.setdefault(card.id, Similar(card, _km(point, card), True))
    if point is not None:
        near = Question(centre=point, radius_km=NEAR_KM, sort="distance", size=MOST)
        for hit in search.find(near).hits:
            found.setdefault(hit.card.id, Similar(hit.card, hit.distance_km, False))
    found.pop(but or 0, None)
    ordered = sorted(found.values(), key=_order)
    return ordered[:MOST]


def _km(point: Point | None, card: Card) -> float | None:
    return distance_km(point, card.point) if point and card.point else None


def _order(one: Similar) -> tuple[bool, bool, float]:
    is_near = one.distance_km is not None and one.distance_km <= NEAR_KM
    return (not (one.is_namesake and is_near), not one.is_namesake, one.distance_km or 0.0)
