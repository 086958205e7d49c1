"""The filters of a question, each as the set of facilities that pass it, and counts of choices."""

from datetime import timedelta

from flask import current_app, g
from pyroaring import BitMap
from sqlalchemy.orm import Session

from registry.db import today
from registry.search.queries import held
from registry.search.queries.held import Index
from registry.search.queries.nearby import circle, in_box
from registry.search.queries.terms import Match, all_of, match
from registry.search.question import FACETS, FLAGS, Question

Counts = dict[str, dict[str, int]]


class Filters:
    """A question as sets: `parts` holds what each filter leaves on its own, by its name.

    Names are those of FACETS and FLAGS, `text`, `radius` and `box`; a filter that is not in use
    has no part.
    """

    def __init__(self, session: Session, question: Question):
        """Look up every filter of the question."""
        self.index = held.index(session)
        self.match: Match | None = _matched(session, self.index, question.text)
        self.parts: dict[str, BitMap] = {}
        for facet in FACETS:
            if codes := question.chosen(facet):
                self.parts[facet] = having(self.index, facet, codes)
        for flag, field in FLAGS.items():
            if getattr(question, field):
                self.parts[flag] = since(self.index, flag)
        if self.match:
            self.parts["text"] = self.match.found
        if question.centre and question.radius_km is not None:
            self.parts["radius"] = circle(self.index.pins, question.centre, question.radius_km)
        if question.box:
            self.parts["box"] = in_box(self.index.pins, question.box)

    def found(self, *lifted: str) -> BitMap:
        """Return what passes every filter but those named."""
        parts = [bits for name, bits in self.parts.items() if name not in lifted]
        return all_of(parts) if parts else self.index.having("all")


def _matched(session: Session, index: Index, text: str) -> Match | None:
    """Return what a text finds; a request that asks for it again gets it without a search."""
    if not text:
        return None
    kept = g.setdefault("searched", {})
    key = (index.state, text)
    if key not in kept:
        kept[key] = match(session, text)
    found: Match | None = kept[key]
    return found


def having(index: Index, facet: str, codes: tuple[str, ...]) -> BitMap:
    """Return the facilities that have at least one of these codes of a facet."""
    if len(codes) == 1:
        return index.having(facet, codes[0])
    return BitMap.union(BitMap(), *(index.having(facet, code) for code in codes))


def since(index: Index, flag: str) -> BitMap:
    """Return the facilities that are confirmed, or open for applications, as of today."""
    days = current_app.config["CONFIRMED_WITHIN_DAYS"] if flag == "confirmed" else 0
    first = (today() - timedelta(days=days)).isoformat()
    key = (flag, first)
    if key not in index.unions:
        days_in = (bits for day, bits in index.sets.get(flag, {}).items() if day >= first)
        index.unions[key] = BitMap.union(BitMap(), *days_in)
    return index.unions[key]


def counts(filters: Filters) -> Counts:
    """Return how many facilities each choice would show, its own facet's choices lifted.

    Every code in use has a number, 0 too. `open` and `confirmed` have one number, under "".
    """
    whole = filters.found()
    left = {
        name: filters.found(name) if name in filters.parts else whole for name in (*FACETS, *FLAGS)
    }
    found: Counts = {}
    for facet in FACETS:
        inside = left[facet]
        found[facet] = {
            code: inside.intersection_cardinality(bits)
            for code, bits in filters.index.sets.get(facet, {}).items()
        }
    for flag in FLAGS:
        held_since = since(filters.index, flag)
        found[flag] = {"": left[flag].intersection_cardinality(held_since)}
    return found
