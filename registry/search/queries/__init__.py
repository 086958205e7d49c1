"""Finding facilities: lists, counts, what to try instead, points for a map, names while typing.

Every filter is a set of facilities, so that all combine, and counts are sizes of intersections.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pyroaring import BitMap
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.db import db
from registry.geo import Box, Point, distance_km
from registry.i18n import best
from registry.places.folding import words
from registry.search.document import Card, Row
from registry.search.models import SearchEntry
from registry.search.queries import cells, cursors, entries, facets, held, ranking
from registry.search.queries.facets import Filters
from registry.search.queries.names import Names
from registry.search.queries.nearby import circle, nearest
from registry.search.question import FACETS, Question

TABLE = SearchEntry.__table__.c


class Hit(NamedTuple):
    """A facility found."""

    card: Card
    distance_km: float | None  # geodesic, from the centre of the question


class Page(NamedTuple):
    """A page of results."""

    hits: list[Hit]
    total: int  # on all pages
    after: str | None  # `after` of the question for the next page; None on the last
    corrections: dict[str, str]  # words that nothing is called, and those they were taken for


class Rows(NamedTuple):
    """A page of results for programs."""

    rows: list[Row]
    total: int  # on all pages
    after: str | None  # `after` of the question for the next page; None on the last


class Relaxation(NamedTuple):
    """A filter whose removal would show more."""

    facet: str  # a name of question.FACETS or FLAGS, or text, radius, box
    code: str  # the only choice of the facet; "" where all its choices, or all of it, would go
    total: int  # what would then be found


def _session() -> Session:
    return db.session()


def is_made() -> bool:
    """Tell whether the index holds anything; a release that wants another one empties it."""
    return held.state(_session()) is not None


def find(question: Question) -> Page:
    """Return the page of facilities that a question asks for.

    Raises:
        Invalid: when `after` is no place of this list.
    """
    found = _walked(question)
    km = {place.id: place.km for place in found.places}
    hits = [
        Hit(card, _distance(question.centre, card) if km[card.id] is None else km[card.id])
        for card in cards(place.id for place in found.places)
    ]
    return Page(hits, found.total, found.after, _as_written(found.corrections, hits, question.lang))


def rows(question: Question) -> Rows:
    """Return the page of facilities that a question asks for, their cards unread.

    Raises:
        Invalid: when `after` is no place of this list.
    """
    found = _walked(question)
    km = {place.id: place.km for place in found.places}
    return Rows(list(entries.rows(_session(), [*km], km)), found.total, found.after)


def matching(question: Question) -> BitMap:
    """Return the ids of all facilities that a question asks for."""
    return Filters(_session(), question).found()


def batches(ids: BitMap, centre: Point | None = None) -> Iterator[list[Row]]:
    """Give facilities some at a time, in the order of their ids, with the distance from a point.

    Each batch is read by itself: one that has left the index meanwhile is not given.
    """
    return entries.batches(_session(), ids, centre)


class _Walked(NamedTuple):
    """The places of a page."""

    places: list[ranking.Place]
    total: int
    after: str | None
    corrections: dict[str, str]


def _walked(question: Question) -> _Walked:
    session = _session()
    after = cursors.read(question.after) if question.after else None
    filters = Filters(session, question)
    parts = ranking.segments(session, question, filters)
    places = ranking.walk(session, filters.index, parts, question.centre, after, question.size + 1)
    shown = places[: question.size]
    more = cursors.written(shown[-1].cursor) if len(places) > question.size and shown else None
    corrections = filters.match.corrections if filters.match else {}
    return _Walked(shown, sum(len(part.bits) for part in parts), more, corrections)


def first_radius(question: Question, radii_km: Iterable[float]) -> float | None:
    """Return the first of some radii around the centre within which something is found."""
    filters, centre = Filters(_session(), question), question.centre
    found, pins = filters.found("radius"), filters.index.pins
    if not found or not centre:
        return None
    near = (km for km in radii_km if not found.isdisjoint(circle(pins, centre, km)))
    return next(near, None)


def _distance(centre: Point | None, card: Card) -> float | None:
    return distance_km(centre, card.point) if centre and card.point else None


def _as_written(corrections: dict[str, str], hits: list[Hit], lang: str) -> dict[str, str]:
    """Return corrections in the spelling of what was found, in the script that was typed.

    The index knows folded words only: `tehnopark` becomes `технопарк` or `technopark`.
    """
    wanted = {(key, typed.isascii()) for typed, key in corrections.items()}
    spelled: dict[tuple[str, bool], str] = {}
    for text in _texts(hits, lang) if corrections else ():
        for key, start, end in words(text):
            spelled.setdefault((key, text[start:end].isascii()), text[start:end])
        if wanted <= spelled.keys():
            break
    return {
        typed: spelled.get((key, typed.isascii())) or spelled.get((key, not typed.isascii()), key)
        for typed, key in corrections.items()
    }


def _texts(hits: list[Hit], lang: str) -> Iterator[str]:
    """Give the texts of cards, those in the reader's language first."""
    for card, _km in hits:
        for texts in (card.names, card.descriptions, card.settlement_names, card.region_names):
            yield from dict.fromkeys([best(texts, lang).value, *texts.values()])


def cards(ids: Iterable[int]) -> list[Card]:
    """Return the cards of facilities in the order of their ids given; unknown ids are left out."""
    wanted = list(ids)
    rows = _session().execute(
        select(TABLE.facility_id, TABLE.card).where(TABLE.facility_id.in_(wanted))
    )
    loaded = {id: Card.loaded(dumped) for id, dumped in rows}
    return [loaded[id] for id in wanted if id in loaded]


def counts(question: Question) -> facets.Counts:
    """Return {facet: {code: facilities}} for FACETS, and {"open": {"": n}}, {"confirmed": …}.

    Each facet is counted with its own choices lifted and all other filters in force.
    """
    return facets.counts(Filters(_session(), question))


def beyond(question: Question, count: int = 3) -> list[Hit]:
    """Return the nearest facilities outside the radius and the box that pass all other filters.

    Measured from the centre of the question, else of its box; nothing without radius and box.
    """
    filters = Filters(_session(), question)
    centre = question.centre or (question.box and question.box.centre)
    if centre is None or not filters.parts.keys() & {"radius", "box"}:
        return []
    outside = filters.found("radius", "box") - filters.found()
    outside &= filters.index.having("located")
    reaches = nearest(filters.index.pins, centre, outside, count)
    km = {reach.id: reach.km for reach in reaches}
    return [Hit(card, km[card.id]) for card in cards(km)]


def relaxations(question: Question) -> list[Relaxation]:
    """Return which filters could go to show more, the one that gains most first."""
    filters = Filters(_session(), question)
    now = len(filters.found())
    gains = []
    for name in filters.parts:
        codes = question.chosen(name) if name in FACETS else ()
        total = len(filters.found(name))
        if total > now:
            gains.append(Relaxation(name, codes[0] if len(codes) == 1 else "", total))
    return sorted(gains, key=lambda gain: -gain.total)


def points(question: Question, box: Box, zoom: int) -> cells.Points:
    """Return what a map shows of a question in a viewport: cards when few, else cells.

    Args:
        question: What is looked for; its order and page do not matter.
        box: The viewport.
        zoom: Of the web map, 0 to 22: decides how large a cell is.
    """
    filters = Filters(_session(), question)
    pins = cells.shown(filters.index, box, filters.found())
    total = len(pins)
    if total <= cells.CARDS_MOST:
        ids = pins.column(filters.index.pins.ids)
        return cells.Points(total, cards(ids.tolist()), [])
    return cells.Points(total, [], cells.cells(pins, zoom))


def name_suggestions(typed: str, limit: int = 8) -> list[Card]:
    """Return facilities whose names may be meant while somebody types; none by other texts."""
    session = _session()
    question = Question(text=typed, whole=typed, sort="relevance")
    filters = Filters(session, question)
    if filters.match is None:
        return []
    parts = ranking.segments(session, question, filters)[:-1]
    return cards(
        place.id for place in ranking.walk(session, filters.index, parts, None, None, limit)
    )


def names() -> Names:
    """Return what tells which folded texts are names, for one request."""
    return Names(_session())
