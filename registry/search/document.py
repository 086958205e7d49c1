"""What the index keeps of a facility: its card, its texts, its properties, its place in order.

Pure: reads the attributes of a facility, asks no database.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import Any, NamedTuple, Protocol

import orjson

from registry.db import today
from registry.facilities.vocabulary import Confidence, ContactType, Kind, Precision, Status
from registry.geo import Point
from registry.places.folding import fold, tokens
from registry.search.acronyms import acronyms, initials
from registry.search.links import link_words
from registry.search.phrasebook import split_elisions

LOCALES = ("kk", "ru", "en", "fr")

CYRILLIC_ORDER = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
"""The Kazakh alphabet, which holds the Russian one in its order."""

RANKS = {ord(letter): chr(0x430 + place) for place, letter in enumerate(CYRILLIC_ORDER)}

STRAY = re.compile(r"[\W_]+")

STALE_AFTER = timedelta(days=455)
"""A record that its operator last confirmed before then stands behind others: a year, and a quarter
in which the operator was asked again and again."""

INACTIVE = (Status.CLOSED, Status.SUSPENDED, Status.MOVED)


class Labels(Protocol):
    """Gives the labels of a choice in every language, for search by label."""

    def __call__(self, word: Any) -> Iterable[str]: ...


@dataclass(frozen=True)
class Card:
    """A facility as lists, maps and terminals show it."""

    id: int
    public_id: str
    slug: str
    names: dict[str, str]
    descriptions: dict[str, str]
    kind: str
    status: str
    confidence: str
    region_iso: str | None
    region_names: dict[str, str] = field(default_factory=dict)
    settlement_names: dict[str, str] = field(default_factory=dict)
    address: dict[str, str] = field(default_factory=dict)
    lat: float | None = None
    lon: float | None = None
    precision: str | None = None
    services: list[str] = field(default_factory=list)
    confirmed_on: str | None = None
    open_until: str | None = None

    @cached_property
    def point(self) -> Point | None:
        """Where it is; None when nobody has found it."""
        return None if self.lat is None or self.lon is None else Point(self.lat, self.lon)

    @property
    def kind_word(self) -> Kind:
        """The kind with its label and sign."""
        return Kind(self.kind)

    @property
    def status_word(self) -> Status:
        """The status with its label."""
        return Status(self.status)

    @property
    def is_unverified(self) -> bool:
        """Tell whether the sources are too weak to rely on."""
        return self.confidence == Confidence.LOW

    @property
    def is_approximate(self) -> bool:
        """Tell whether the pin stands on less than a street."""
        return self.precision in (Precision.SETTLEMENT, Precision.REGION)

    def at(self, lat: float, lon: float) -> "Card":
        """Return the card with its pin elsewhere."""
        return replace(self, lat=lat, lon=lon)

    def dumped(self) -> bytes:
        """Return the card as JSON."""
        return orjson.dumps({kept.name: getattr(self, kept.name) for kept in fields(self)})

    @classmethod
    def loaded(cls, dumped: bytes) -> "Card":
        """Return the card from its JSON."""
        return cls(**orjson.loads(dumped))


class Row(NamedTuple):
    """A facility as the index keeps it, its card still as JSON."""

    card: bytes
    lat: float | None  # degrees north
    lon: float | None
    km: float | None = None  # from the centre of the question


def sort_key(text: str) -> str:
    """Return a key under which names stand in alphabetical order when compared by code point.

    Latin letters come first, then Cyrillic in the order of the Kazakh alphabet; case, quotes and
    other punctuation do not count.

    >>> sorted(["Өскемен", "Орал", "«Ақтау»", "Astana"], key=sort_key)
    ['Astana', '«Ақтау»', 'Орал', 'Өскемен']
    """
    kept = STRAY.sub(" ", text.casefold()).strip()
    return kept.translate(RANKS)[:300]


def is_stale(confirmed_on: date | None) -> bool:
    """Tell whether an operator who once confirmed a record has not done so for very long."""
    return confirmed_on is not None and confirmed_on < today() - STALE_AFTER


def standing(facility: Any, name: str) -> str:
    """Return the place of a facility in a list that nobody sorted.

    What works comes before what is closed, the verified before those whose operator fell silent
    and these before the unverified, what has a place before what has none, the four kinds that the
    registry exists for before the others; then by name.
    """
    place = facility.location
    last = (
        facility.status in INACTIVE,
        2 if facility.is_unverified else is_stale(facility.confirmed_on),
        place is None or place.point is None,
        not facility.kind.is_core,
    )
    return "".join(f"{is_last:d}" for is_last in last) + sort_key(name)


def folded_names(facility: Any) -> set[str]:
    """Return every name that should find a facility, folded."""
    return {fold(name)[:320] for name in names(facility)} - {""}


def names(facility: Any) -> list[str]:
    """Return every name that should find a facility: present, former, short, its public id."""
    every = [*facility.names.values(), *(former.name for former in facility.former_names)]
    return [*dict.fromkeys([*every, facility.short_name, facility.public_id])]


def texts(facility: Any, labels: Labels) -> tuple[str, str]:
    """Return the folded words of a facility: those of its names, and all others."""
    named: list[str] = []
    for name in names(facility):
        named += [*_folded(name), initials(name)]
    other = [*facility.descriptions.values()]
    if facility.operator:
        for name in facility.operator.names.values():
            other += [name, *sorted(acronyms(name))]
    for contact in facility.contacts:
        if contact.type is not ContactType.PHONE:
            other += link_words(contact.value)
    for place in facility.locations:
        other += [*place.address.values(), place.settlement_text]
        other += place.settlement.names.values() if place.settlement else []
        other += place.region.names.values() if place.region else []
    for programme in facility.programmes:
        other += programme.names.values()
    for word in (facility.kind, *facility.services, *facility.sectors):
        other += labels(word)
    return _once(filter(None, named)), _once(word for text in other for word in _folded(text))


@lru_cache(maxsize=10_000)
def _folded(text: str) -> tuple[str, ...]:
    """Return the words of a text; labels, places and operators come again and again.

    An elided word is kept with its article and without: `l’école`, `école`.
    """
    apart = split_elisions(text)
    return (*tokens(text), *(tokens(apart) if apart != text else ()))


def _once(words: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(words))


def properties(facility: Any) -> set[tuple[str, str]]:
    """Return the facets and codes of a facility, as models.SearchSet has them."""
    place = facility.location
    found = {("kind", facility.kind), ("status", facility.status), ("all", "")}
    found |= {("service", word) for word in facility.services}
    found |= {("sector", word) for word in facility.sectors}
    found |= {("stage", word) for word in facility.stages}
    found |= {("language", word) for word in facility.languages}
    if place and place.region_iso:
        found.add(("region", place.region_iso))
    if place and place.point:
        found.add(("located", ""))
    if facility.confirmed_on:
        found.add(("confirmed", facility.confirmed_on.isoformat()))
    if deadline := open_until(facility):
        found.add(("open", deadline.isoformat()))
    return {(facet, str(code)) for facet, code in found}


def card(facility: Any) -> Card:
    """Return what lists and maps show of a facility."""
    place = facility.location
    point = place.point if place else None
    deadline = open_until(facility)
    return Card(
        id=facility.id,
        public_id=facility.public_id,
        slug=facility.slug,
        names=facility.names,
        descriptions=facility.descriptions,
        kind=facility.kind.value,
        status=facility.status.value,
        confidence=facility.confidence.value,
        region_iso=place.region_iso if place else None,
        region_names=dict(place.region.names) if place and place.region else {},
        settlement_names=dict(place.settlement.names) if place and place.settlement else {},
        address=place.address if place else {},
        lat=point.lat if point else None,
        lon=point.lon if point else None,
        precision=place.precision.value if place and place.precision else None,
        services=[service.value for service in facility.services],
        confirmed_on=_iso(facility.confirmed_on),
        open_until=_iso(deadline),
    )


def open_until(facility: Any) -> date | None:
    """Return the last day on which anybody can apply to a programme; None without programmes."""
    days = [programme.application_deadline for programme in facility.programmes]
    return max(filter(None, days), default=None)


def sort_keys(facility: Any, best: Mapping[str, str]) -> dict[str, str]:
    """Return the columns by which lists are sorted.

    Args:
        facility: The record.
        best: The name that each language shows, by its code.
    """
    keys = {f"name_{lang}": sort_key(best[lang]) for lang in LOCALES}
    # Newest first, in ascending order as all the others.
    newest = f"{10**11 - int(facility.created_at.timestamp()):012d}"
    return keys | {"standing": standing(facility, best["ru"]), "newest": newest}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
