"""The filters of a question, each as the set of facilities that pass it, and counts of choices."""

from collections import defaultdict
from datetime import timedelta

from flask import current_app, g
from pyroaring import BitMap
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.db import today
from registry.search.models import SearchSet
from registry.search.queries.nearby import circle
from registry.search.queries.state import state
from registry.search.queries.terms import Match, all_of, match
from registry.search.queries.tiles import spots_in
from registry.search.question import FACETS, FLAGS, Question

Counts = dict[str, dict[str, int]]


class Filters:
    """A question as sets: `parts` holds what each filter leaves on its own, by its name.

    Names are those of FACETS and FLAGS, `text`, `radius` and `box`; a filter that is not in use
    has no part.
    """

    def __init__(self, session: Session, question: Question):
        """Look up every filter of the question."""
        self.session = session
        self.match: Match | None = _matched(session, question.text)
        self.parts: dict[str, BitMap] = {}
        for facet in FACETS:
            if codes := question.chosen(facet):
                self.parts[facet] = having(session, facet, codes)
        for flag, field in FLAGS.items():
            if getattr(question, field):
                self.parts[flag] = since(session, flag)
        if self.match:
            self.parts["text"] = self.match.found
        if question.centre and question.radius_km is not None:
            self.parts["radius"] = circle(session, question.centre, question.radius_km)
        if question.box:
            self.parts["box"] = BitMap(spots_in(session, question.box).ids)

    def found(self, *lifted: str) -> BitMap:
        """Return what passes every filter but those named."""
        parts = [bits for name, bits in self.parts.items() if name not in lifted]
        return all_of(parts) if parts else having(self.session, "all", ("",))


def _matched(session: Session, text: str) -> Match | None:
    """Return what a text finds; a request that asks for it again gets it without a search."""
    if not text:
        return None
    kept = g.setdefault("searched", {})
    key = (state(session), text)
    if key not in kept:
        kept[key] = match(session, text)
    found: Match | None = kept[key]
    return found


def having(session: Session, facet: str, codes: tuple[str, ...]) -> BitMap:
    """Return the facilities that have at least one of these codes of a facet."""
    return _union(session, SearchSet.facet == facet, SearchSet.code.in_(codes))


def sets(session: Session) -> dict[tuple[str, str], BitMap]:
    """Return every set of the index, by facet and code."""
    held = select(SearchSet.facet, SearchSet.code, SearchSet.bits)
    rows = session.execute(held)
    return {(facet, code): BitMap.deserialize(bits) for facet, code, bits in rows}


def since(session: Session, flag: str) -> BitMap:
    """Return the facilities that are confirmed, or open for applications, as of today."""
    days = current_app.config["CONFIRMED_WITHIN_DAYS"] if flag == "confirmed" else 0
    first = (today() - timedelta(days=days)).isoformat()
    return _union(session, SearchSet.facet == flag, SearchSet.code >= first)


def _union(session: Session, *conditions: object) -> BitMap:
    rows = session.scalars(select(SearchSet.bits).where(*conditions))  # type: ignore[arg-type]
    return BitMap.union(BitMap(), *map(BitMap.deserialize, rows))


def counts(session: Session, filters: Filters) -> Counts:
    """Return how many facilities each choice would show, its own facet's choices lifted.

    Every code in use has a number, 0 too. `open` and `confirmed` have one number, under "".
    """
    found: Counts = defaultdict(dict)
    left = {facet: filters.found(facet) for facet in (*FACETS, *FLAGS)}
    for facet, code, bits in session.execute(
        select(SearchSet.facet, SearchSet.code, SearchSet.bits).where(SearchSet.facet.in_(FACETS))
    ):
        found[facet][code] = left[facet].intersection_cardinality(BitMap.deserialize(bits))
    for flag in FLAGS:
        found[flag][""] = left[flag].intersection_cardinality(since(session, flag))
    return {facet: found[facet] for facet in left}
