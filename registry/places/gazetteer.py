"""An offline geocoder over our own settlements and regions; geopy's interface, no network.

It reads Kazakh, Russian, English and French names in any spelling, old ones too, and addresses
in any order of parts. It finds a town or a region, never a house. What is abroad, the country as
a whole and a street without its town find nothing.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Literal, NamedTuple, overload

import numpy as np
from geopy.adapters import BaseSyncAdapter
from geopy.exc import GeocoderUnavailable
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location
from geopy.point import Point as GeopyPoint

from registry.geo import Point, distance_km, great_circle_km
from registry.places.addresses import Role
from registry.places.beginnings import Beginnings
from registry.places.choice import (
    candidates,
    confidence,
    is_answer,
    is_namesake,
    named_regions,
    regions,
)
from registry.places.entries import ABROAD, COUNTRY, SETTLEMENT, Entry
from registry.places.matching import Names, Sense
from registry.places.naming import Span
from registry.places.reading import Reading

__all__ = ["Entry", "Gazetteer", "Mention"]

REACH_KM = 150.0
"""How far the nearest settlement may be from a point that is in the country, in kilometres."""


class Mention(NamedTuple):
    """A place named inside a text, with where its words stand in the text as typed."""

    entry: Entry
    start: int
    end: int
    confidence: float  # 1 for a present name as it is written; below 0.9 for one mistyped


class Offline(BaseSyncAdapter):
    """What geopy would call the network with: it refuses."""

    def get_json(self, url: str, *, timeout: float, headers: dict[str, str]) -> Any:
        """Refuse."""
        raise GeocoderUnavailable

    get_text = get_json


class Gazetteer(Geocoder):
    """Finds places by name; see the module."""

    def __init__(self, entries: Iterable[Entry]):
        """Index the places."""
        super().__init__(adapter_factory=Offline)
        self.names = Names(entries)
        self.settlements = [e for e in self.names.entries if e.level == SETTLEMENT]
        self._lats = np.array([entry.point.lat for entry in self.settlements])
        self._lons = np.array([entry.point.lon for entry in self.settlements])
        self._beginnings = Beginnings(self.names)

    @overload
    def geocode(
        self,
        query: str,
        *,
        exactly_one: Literal[True] = ...,
        timeout: float | None = ...,
        region: str | None = ...,
        limit: int = ...,
    ) -> Location | None: ...

    @overload
    def geocode(
        self,
        query: str,
        *,
        exactly_one: Literal[False],
        timeout: float | None = ...,
        region: str | None = ...,
        limit: int = ...,
    ) -> list[Location] | None: ...

    def geocode(
        self,
        query: str,
        *,
        exactly_one: bool = True,
        timeout: float | None = DEFAULT_SENTINEL,
        region: str | None = None,
        limit: int = 5,
    ) -> Location | list[Location] | None:
        """Return where an address is, or None.

        Args:
            query: A name or an address.
            exactly_one: The best place instead of all that may be meant, the best first.
            timeout: Not used; the answer is at hand.
            region: ISO code of the region in which it has to be.
            limit: Most places to return.

        Location.raw holds id, names, level (settlement or region), region_iso, precision (the
        same as level) and confidence (0 to 1). A region is at its administrative centre.
        """
        found = list(islice(self._found(query, region), limit))
        if not found:
            return None
        return found[0] if exactly_one else found

    def _found(self, query: str, region: str | None) -> Iterator[Location]:
        reading = Reading(query, self.names, is_address=True)
        asked = self.names.within(region) if region else set()
        likely = candidates(reading, self.names, asked or named_regions(reading, self.names))
        if likely and likely[0].sense.entry.level == ABROAD:
            return
        if likely and is_answer(reading, likely[0], is_bound=bool(asked)):
            for candidate in likely:
                if is_namesake(candidate, likely[0]):
                    yield _location(candidate.sense.entry, confidence(candidate, likely))
        for sense, share in regions(reading):
            if not asked or sense.entry.region_iso in asked:
                yield _location(sense.entry, share)

    def reverse(
        self,
        query: Any,
        *,
        exactly_one: bool = True,
        timeout: float | None = DEFAULT_SENTINEL,
        limit: int = 5,
    ) -> Location | list[Location] | None:
        """Return the nearest settlement, or the nearest few; None far from all of them.

        Args:
            query: A point as geopy takes it: (lat, lon), a geopy Point or a text.
            exactly_one: The nearest instead of the nearest few.
            timeout: Not used.
            limit: Most settlements to return.

        Location.raw has distance_km besides what geocode gives. Raises ValueError when the query
        is no point, as geopy's geocoders do.
        """
        asked = GeopyPoint(query)
        here = Point(asked.latitude, asked.longitude)
        if not self.settlements:
            return None
        km = great_circle_km(here, self._lats, self._lons)
        found = []
        for at in np.argsort(km)[: 1 if exactly_one else limit]:
            entry = self.settlements[at]
            if (far_km := distance_km(here, entry.point)) <= REACH_KM:
                found.append(_location(entry, 1.0, distance_km=round(far_km, 3)))
        if not found:
            return None
        return found[0] if exactly_one else found

    def mentions(self, text: str) -> list[Mention]:
        """Return the places named in a text, in its order; words for town or region included.

        Of namesakes the one in a region that the text names, else the largest.
        """
        reading = Reading(text, self.names, is_address=False)
        isos = named_regions(reading, self.names)
        found = [
            self._mention(reading, span, sense, role)
            for role, span in reading.regions.items()
            for sense in span.senses[:1]
        ]
        for span in reading.places:
            sense = next((s for s in span.senses if s.entry.region_iso in isos), span.senses[0])
            if sense.entry.level not in (ABROAD, COUNTRY):
                role = reading.designation(span.first, span.last)
                found.append(self._mention(reading, span, sense, role))
        return sorted(found, key=lambda mention: mention.start)

    def _mention(self, reading: Reading, span: Span, sense: Sense, role: Role | None) -> Mention:
        first = min(span.first, role.first) if role else span.first
        last = max(span.last, role.last) if role else span.last
        start, end = reading.tokens[first].start, reading.tokens[last - 1].end
        # The dot of an abbreviation belongs to it: қ.
        end += bool(role and role.last == last and reading.tokens[last - 1].after == ".")
        return Mention(sense.entry, start, end, span.match.confidence)

    def suggest(self, typed: str, limit: int = 8) -> list[Entry]:
        """Return the places whose name begins like this, the largest first, each once.

        What is mistyped comes after what is not.
        """
        return self._beginnings.suggest(typed, limit)


def _location(entry: Entry, share: float, **more: Any) -> Location:
    name = best_name(entry.names)
    where = best_name(entry.region_names)
    raw = {
        "id": entry.id,
        "names": dict(entry.names),
        "level": entry.level,
        "region_iso": entry.region_iso,
        "precision": entry.level,
        "confidence": share,
        **more,
    }
    address = name if where in (name, "") else f"{name}, {where}"
    return Location(address, (entry.point.lat, entry.point.lon), raw)


def best_name(names: dict[str, str]) -> str:
    """Return the English name, or any."""
    return names.get("en") or next(iter(names.values()), "")
