"""Places whose name begins with what somebody has typed so far. Pure."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import takewhile
from math import log10

from registry.places.addresses import roles, tokens
from registry.places.entries import REGION, Entry
from registry.places.matching import UNKNOWN_POPULATION, Names, Sense, is_city_region, joined
from registry.places.spelling import slips, tolerance

LATER_WORD = 1.0
OTHER_NAME = 0.5
WHOLE_REGION = 1.5
MISTYPED = 10.0
"""How much further down a place stands, on the scale of log10 of its people: when a later word of
its name begins so, when another name does, when it is a region, when something is mistyped."""


class Beginnings:
    """All beginnings of all names."""

    def __init__(self, names: Names):
        """Index the names; a city that is a region too stands once."""
        self.entries = [e for e in names.entries if e.level != REGION or not is_city_region(e)]
        places = {entry.id: at for at, entry in enumerate(self.entries)}
        best: dict[tuple[str, int], float] = {}
        for key, entry, weight in _weights(names):
            if (at := places.get(entry.id)) is not None:
                best[key, at] = max(weight, best.get((key, at), weight))
        self.rows = sorted((key, at, weight) for (key, at), weight in best.items())
        self.keys = [key for key, _at, _weight in self.rows]

    def suggest(self, typed: str, limit: int) -> list[Entry]:
        """Return the entries for what is typed, the best first, each once."""
        key = _without_designations(typed)
        if not key or limit < 1:
            return []
        weights = self._best(self._beginning(key))
        if len(weights) < limit:
            for at, weight in self._best(self._mistyped(key)).items():
                weights.setdefault(at, weight - MISTYPED)
        best = sorted(weights, key=lambda at: (-weights[at], self.entries[at].id))
        return [self.entries[at] for at in best[:limit]]

    def _beginning(self, key: str) -> Iterator[tuple[int, float]]:
        start = bisect_left(self.keys, key)
        rows = (self.rows[at] for at in range(start, len(self.rows)))
        for _key, at, weight in takewhile(lambda row: row[0].startswith(key), rows):
            yield at, weight

    def _mistyped(self, key: str) -> Iterator[tuple[int, float]]:
        limit = tolerance(key)
        if not limit:
            return
        # The first letter is seldom mistyped, and holding on to it keeps this fast.
        start, end = bisect_left(self.keys, key[0]), bisect_left(self.keys, key[0] + "~")
        seen: dict[str, bool] = {}
        letters = set(key)
        for known, at, weight in self.rows[start:end]:
            beginnings = {known[: len(key) + more] for more in (-1, 0, 1)}
            for beginning in beginnings - seen.keys():
                is_close = len(letters.difference(beginning)) <= limit
                seen[beginning] = is_close and slips(key, beginning, limit) <= limit
            if any(seen[beginning] for beginning in beginnings):
                yield at, weight

    def _best(self, found: Iterable[tuple[int, float]]) -> dict[int, float]:
        weights: dict[int, float] = {}
        for at, weight in found:
            weights[at] = max(weight, weights.get(at, weight))
        return weights


def _weights(names: Names) -> Iterator[tuple[str, Entry, float]]:
    for table in (names.places, names.regions):
        for key, senses in table.items():
            words = names.several.get(key, [key])
            for sense in senses:
                weight = _weight(sense)
                for first in range(len(words)):
                    minus = LATER_WORD if first else 0
                    yield joined(words[first:]), sense.entry, weight - minus


def _weight(sense: Sense) -> float:
    weight = log10(max(sense.entry.population or UNKNOWN_POPULATION, 100))
    weight -= WHOLE_REGION if sense.entry.level == REGION else 0
    return weight if sense.is_main else weight - OTHER_NAME


def _without_designations(typed: str) -> str:
    """Return the key of what is typed without words for region, town and the like, if any stays."""
    found = tokens(typed)
    said = {at for role in roles(found) for at in range(role.first, role.last)}
    named = [token.key for at, token in enumerate(found) if at not in said]
    return joined(named or [token.key for token in found])
