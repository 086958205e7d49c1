"""Which places a name may stand for: by its key, its sound, its case ending, its spelling. Pure.

A name is kept under its folded words written as one, so that `Алма-Ата`, `Алма Ата` and `Алмата`
are the same. A name of a region with the word for region is kept without it, and found only
beside such a word; without, it stands for itself.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import log10
from typing import NamedTuple

from registry.places.addresses import Token, ordinary, roles, tokens
from registry.places.endings import kazakh, russian
from registry.places.entries import ABROAD, COUNTRY, REGION, SETTLEMENT, Entry, elsewhere
from registry.places.folding import TWICE, fold, spelled
from registry.places.spelling import beginnings, compact, deletions, slips, sound, tolerance

UNKNOWN_POPULATION = 2000
"""People taken for a settlement whose number is not known."""

FAR = 8.0
"""Prominence of what is abroad: above all places of the country."""

CITY = 100_000
"""People from which on a name counts as that of the town wherever it may be, an old one too."""

BEHIND = 0.5
"""How far behind a place by its present name stands what only a small town was called once."""

LARGE = 50_000
"""People from which on all names of a town matter: two slips are forgiven in old ones, too, and a
name stands for the town even where streets are named."""

LONGEST_NAME = 5
"""Words of the longest name that is looked for."""

SHORTEST_SOUND = 5
"""Letters below which a name is not compared by its sound."""

SHORTEST_OTHER = 5
"""Letters of another name than the present one that must be left without an ending: Жезды is not
Жез."""

SHORTEST = 3
"""Letters below which nothing is taken for mistyped."""

CACHED = 4096
"""Words whose likely meanings are kept."""

PREFIX = 3
"""First letters by which most words that are no names are told at a glance."""

EXACT, OTHER, FORM, SOUND, SLIP, SLIPS = 1.0, 0.97, 0.94, 0.92, 0.8, 0.65
"""Confidence in a name by how it was found: as a main name, another name, with a case ending, by
its sound, with one slip of the finger, with two."""


class Match(NamedTuple):
    """A key that some words of a text stand for."""

    key: str
    confidence: float
    is_genitive: bool = False


class Sense(NamedTuple):
    """One of the places that share a key."""

    entry: Entry
    prominence: float  # of the place, on the scale of log10 of its people
    is_main: bool  # the key is a present name, not another one


def joined(words: Iterable[str]) -> str:
    """Return folded words as one key."""
    return TWICE.sub(r"\1", "".join(words))


class Names:
    """All names of all places."""

    def __init__(self, entries: Iterable[Entry]):
        """Index the entries; of those abroad and of the country itself the module knows."""
        self.entries = list(entries)
        self.country = next((e.region_iso.partition("-")[0] for e in self.entries), "")
        self.places: dict[str, list[Sense]] = defaultdict(list)  # names that stand for themselves
        self.regions: dict[str, list[Sense]] = defaultdict(list)  # names beside a word for region
        self.several: dict[str, list[str]] = {}  # words of the names that have several, by key
        for entry in [*self.entries, *elsewhere(self.country)]:
            self._add(entry)
        self._rank()
        self._index()

    def _add(self, entry: Entry) -> None:
        is_city = entry.level == REGION and is_city_region(entry)
        prominence = _prominence(entry)
        main: dict[tuple[str, bool], int] = defaultdict(int)
        other: set[tuple[str, bool]] = set()
        for name in entry.names.values():
            if key := self._key(name, entry.level, is_city):
                main[key] += 1
        for name in entry.others:
            if key := self._key(name, entry.level, is_city):
                other.add(key)
        for key in {*main, *other}:
            # Of two places without known population the one that has the name in more languages.
            sense = Sense(entry, prominence + 0.4 * main[key], main[key] > 0)
            self._keep(sense, *key)

    def _keep(self, sense: Sense, key: str, is_designated: bool) -> None:
        if sense.entry.level == REGION:
            self.regions[key].append(sense)
        if not is_designated:
            self.places[key].append(sense)

    def _key(self, name: str, level: str, is_city: bool) -> tuple[str, bool] | None:
        """Return the key of a name, and whether it needs a word for region beside it."""
        if level != REGION:
            words = fold(name).split()
            key, is_designated = joined(words), False
        else:
            found = tokens(name)
            said = [role for role in roles(found) if role.kind in ("region", "town", "link")]
            silent = {at for role in said for at in range(role.first, role.last)}
            words = [token.key for at, token in enumerate(found) if at not in silent]
            is_designated = any(role.kind == "region" for role in said)
            key = joined(words)
            if is_city and not is_designated:
                return None
        if len(words) > 1:
            self.several[key] = words
        return (key, is_designated) if key else None

    def _rank(self) -> None:
        for senses in self.places.values():
            main = [s.prominence for s in senses if s.is_main and s.entry.level == SETTLEMENT]
            if main:
                senses[:] = [_behind(sense, max(main) - BEHIND) for sense in senses]
            senses.sort(key=lambda sense: -_standing(sense))
        self.parted: dict[str, set[str]] = defaultdict(set)  # what was a part of a region
        for senses in self.regions.values():
            senses.sort(key=lambda sense: (not sense.is_main, -sense.prominence))
            for sense in senses:
                if senses[0].is_main and not sense.is_main:
                    self.parted[senses[0].entry.region_iso].add(sense.entry.region_iso)

    def within(self, iso: str) -> set[str]:
        """Return a region and those that were a part of it: they bear its name as an old one."""
        return {iso, *self.parted.get(iso, ())}

    def _index(self) -> None:
        keys = {*self.places, *self.regions}
        self.beginnings = {key[:PREFIX] for key in keys}
        self.several_beginnings = {
            beginning for key in self.several for beginning in beginnings(key, SHORTEST)
        }
        self._similar = lru_cache(maxsize=CACHED)(self._near)
        self.sounds: dict[str, str] = {}
        self.shapes: dict[str, list[str]] = defaultdict(list)  # keys by what slips are counted in
        self.slipped: dict[str, list[str]] = defaultdict(list)  # shapes by what is left of them
        for key in sorted(keys, key=lambda key: (key not in self.places, key)):
            if len(key) >= SHORTEST_SOUND:
                self.sounds.setdefault(sound(key), key)
            most = tolerance(key) if self._is_main(key) else min(tolerance(key), 1)
            self._add_shape(compact(key), key, most)
        for entry in self.entries:
            if entry.level == SETTLEMENT and (entry.population or 0) >= LARGE:
                for name in entry.names.values():
                    # Zh, sh and gh are two letters where one of them is lost or swapped.
                    self._add_shape(spelled(name), joined(fold(name).split()), 1)

    def _add_shape(self, shape: str, key: str, most: int) -> None:
        if key not in self.shapes[shape]:
            self.shapes[shape].append(key)
            for rest in deletions(shape, most):
                self.slipped[rest].append(shape)

    def _is_main(self, key: str) -> bool:
        senses = self.places.get(key) or self.regions[key]
        return senses[0].is_main or (senses[0].entry.population or 0) >= LARGE

    def knows(self, key: str) -> bool:
        """Tell whether some place has this key."""
        return key in self.places or key in self.regions

    def match(self, run: Sequence[Token]) -> Match | None:
        """Return what some words stand for when nothing is mistyped."""
        key = joined(token.key for token in run)
        if key[:PREFIX] not in self.beginnings or (len(run) > 1 and any(t.is_number for t in run)):
            return None
        if self.knows(key):
            return self._fitting(run, Match(key, self._exact(key)))
        if match := self._form(run, key):
            return self._fitting(run, match)
        if len(key) >= SHORTEST_SOUND and (heard := self.sounds.get(sound(key))):
            return self._fitting(run, Match(heard, SOUND))
        return None

    def _exact(self, key: str) -> float:
        senses = self.places.get(key) or self.regions[key]
        return EXACT if senses[0].is_main else OTHER

    def _fitting(self, run: Sequence[Token], match: Match) -> Match | None:
        # Two short words are a name only where the name is written as two.
        return match if len(run) == 1 or len(match.key) >= 6 or match.key in self.several else None

    def _form(self, run: Sequence[Token], key: str) -> Match | None:
        for rest in kazakh(key, run[-1].raw):
            if self._bears_endings(rest):
                return Match(rest, FORM)
        if not "а" <= run[-1].raw[-1] <= "я":
            return self._possessive(run)
        before = [{(token.key, False), *_bases(token)} if len(run) == 2 else {(token.key, False)}
                  for token in run[:-1]]  # fmt: skip
        heads = before[0] if len(run) == 2 else {("".join(token.key for token in run[:-1]), False)}
        for tail, is_genitive in _bases(run[-1]):
            for head, _genitive in heads:
                if self._bears_endings(whole := joined((head, tail))):
                    return Match(whole, FORM, is_genitive)
        return None

    def _possessive(self, run: Sequence[Token]) -> Match | None:
        if run[-1].raw.endswith(("'s", "’s")):
            key = joined([*(t.key for t in run[:-1]), fold(run[-1].raw[:-2])])
            return Match(key, FORM) if self._bears_endings(key) else None
        return None

    def _bears_endings(self, key: str) -> bool:
        if len(key) >= SHORTEST_OTHER:
            return self.knows(key)
        return any(s.is_main for s in (*self.places.get(key, ()), *self.regions.get(key, ())))

    def similar(self, run: Sequence[Token]) -> list[Match]:
        """Return what some words may stand for when mistyped, the fewest slips first."""
        key = joined(token.key for token in run)
        if len(key) < SHORTEST or key in ordinary() or any(token.is_number for token in run):
            return []
        spelling = "".join(spelled(token.raw) for token in run)
        # Most runs of words begin like no name of several words.
        begun = {key[:SHORTEST], spelling[:SHORTEST]}
        if len(run) > 1 and begun.isdisjoint(self.several_beginnings):
            return []
        return self._similar(key, spelling)

    def _near(self, key: str, spelling: str) -> list[Match]:
        near: dict[str, int] = {}
        for typed in {compact(key), compact(spelling)}:
            for rest in deletions(typed, max(tolerance(key), tolerance(typed))):
                for shape in self.slipped.get(rest, ()):
                    most = max(tolerance(typed), tolerance(shape))
                    count = slips(typed, shape, most)
                    for known in self.shapes[shape] if count <= most else ():
                        near[known] = min(count, near.get(known, count))
        fit = sorted((count, known) for known, count in near.items())
        return [Match(known, SLIP if count <= 1 else SLIPS) for count, known in fit]


def is_city_region(entry: Entry) -> bool:
    """Tell whether a region is a city that stands beside the regions: it is called a town."""
    kinds = {role.kind for name in entry.names.values() for role in roles(tokens(name))}
    return "region" not in kinds and bool(kinds & {"town", "village"})


def _bases(token: Token) -> set[tuple[str, bool]]:
    found: dict[str, bool] = {}
    for base in russian(token.raw):
        found.setdefault(fold(base.word).replace(" ", ""), base.is_genitive)
    return set(found.items())


def _prominence(entry: Entry) -> float:
    if entry.level in (ABROAD, COUNTRY):
        return FAR
    return log10(max(entry.population or UNKNOWN_POPULATION, 100))


def _behind(sense: Sense, most: float) -> Sense:
    """Return a sense that stands behind the present name of another place, unless of a city."""
    is_small = sense.entry.level == SETTLEMENT and (sense.entry.population or 0) < CITY
    if sense.is_main or not is_small:
        return sense
    return sense._replace(prominence=min(sense.prominence, most))


def _standing(sense: Sense) -> float:
    # A town of the name goes before the region, a hamlet does not: Улытау is the region.
    if sense.entry.level == SETTLEMENT and (sense.entry.population or 0) >= 10_000:
        return sense.prominence + 3
    return sense.prominence + (3 if sense.entry.level in (ABROAD, COUNTRY) else 0)
