"""The dry run of an import: what each row says, what is wrong with it, which facility it is."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import Any

from sqlalchemy import insert, select

from registry.db import db
from registry.facilities.mergers.models import Merger
from registry.facilities.models import Facility
from registry.facilities.queries import PAGE
from registry.facilities.record import difference, snapshot
from registry.geo import Point
from registry.i18n import _, best
from registry.intake import sheets
from registry.intake.commands.operators import Numbers
from registry.intake.commands.sending import path_of, sheet_reading
from registry.intake.facilities_file import Ground
from registry.intake.merging import merged
from registry.intake.models import Import, ImportRow
from registry.intake.profile import Profile
from registry.intake.queries.candidates import Lookup
from registry.intake.queries.profiles import Known, known
from registry.intake.said import Place, Places, Said, read
from registry.intake.similarity import Likeness, likeness
from registry.intake.stages import Outcome
from registry.places import queries as places
from registry.places.folding import fold
from registry.places.models import Settlement

BATCH = 500
"""Rows that are checked, and put on record, together."""

EVEN = 0.85
"""A namesake of the same kind in the same place that is so like a row is what the row means."""


class Checker:
    """Checks the rows of one file, in its order."""

    def __init__(self, imported: Import):
        """Know the places and how the file is read."""
        self.id = imported.id
        self.fields: Sequence[str] = imported.reading["columns"]
        self.header: Sequence[str] = imported.reading["header"]
        self.path = path_of(imported.digest)
        self.reading = sheet_reading(imported)
        self.places = _places()
        self.operators = Numbers()
        self.seen: dict[str, int] = {}
        self.counts = dict.fromkeys(Outcome, 0)

    def batches(self) -> Iterator[list[sheets.Line]]:
        """Give the rows of the file some at a time."""
        rows = sheets.rows(self.path, self.reading)
        while some := list(islice(rows, BATCH)):
            yield some

    def check(self, lines: Iterable[sheets.Line]) -> None:
        """Put on record what some rows say, and what they are."""
        said = [read(number, cells, self.fields, self.places) for number, cells in lines]
        for one in said:
            self._refuse_twice(one)
        found = _identified(said, self.operators)
        rows = [self._row(one, found) for one in said]
        if rows:
            db.session.execute(insert(ImportRow.__table__), rows)
        for row in rows:
            self.counts[row["outcome"]] += 1

    def _refuse_twice(self, one: Said) -> None:
        if one.faults:
            return
        first = self.seen.setdefault(one.key, one.number)
        if first != one.number:
            one.faults[""] = _("This is the same facility as in row %(row)s.", row=first)

    def _row(self, one: Said, found: "Identified") -> dict[str, Any]:
        outcome, facility_id = found.outcome(one)
        return {
            "import_id": self.id,
            "row": one.number,
            "outcome": outcome,
            "values": one.values,
            "faults": {self._heading(name): text for name, text in one.faults.items()},
            "facility_id": facility_id,
            "proposal_id": None,
        }

    def _heading(self, name: str) -> str:
        return self.header[self.fields.index(name)] if name in self.fields else ""


def _places() -> Places:
    regions = {region.iso: region for region in places.regions()}
    known_names = {
        fold(name): iso
        for iso, region in regions.items()
        for name in (iso, *region.names.values(), *region.short_names.values())
    }
    gazetteer = places.gazetteer()

    @lru_cache(maxsize=10_000)
    def region(text: str) -> str | None:
        if found := known_names.get(fold(text)):
            return found
        located = gazetteer.geocode(text)
        return located.raw["region_iso"] if located and located.raw["level"] == "region" else None

    @lru_cache(maxsize=10_000)
    def settlement(text: str, iso: str | None) -> Place:
        located = gazetteer.geocode(text, region=iso)
        if located is None or located.raw["level"] != "settlement":
            return None, None
        return int(located.raw["id"]), located.raw["region_iso"]

    settlements = {
        id: iso for id, iso in db.session.execute(select(Settlement.id, Settlement.region_iso))
    }
    names = {iso: best(one.names).value for iso, one in regions.items()}
    return Places(Ground(places.outlines(), names, settlements, ()), region, settlement)


class Identified:
    """Which facilities some rows are."""

    def __init__(self, numbered: Mapping[str, Facility], operators: Numbers):
        """Know the facilities that rows name by their number."""
        self.numbered = numbered
        self.operators = operators
        self.even: dict[int, Facility] = {}  # by row
        self.like: dict[int, int] = {}

    def outcome(self, one: Said) -> tuple[Outcome, int | None]:
        """Return what a row is, and the facility that it is or may be."""
        if one.faults:
            return Outcome.FAULTY, None
        facility = self.numbered.get(one.public_id)
        if facility is None and (facility := self.even.get(one.number)):
            # It has these names already, perhaps in another language: none is written over.
            one.values.pop("names", None)
        if facility is None:
            like = self.like.get(one.number)
            return (Outcome.DUPLICATE, like) if like else (Outcome.NEW, None)
        before = snapshot(facility)
        after = merged(before, one.values, self.operator_id(one))
        if not difference(before, after):
            return Outcome.SAME, facility.id
        return Outcome.CHANGED, facility.id

    def operator_id(self, one: Said) -> int | None:
        """Return the operator that a row names; -1 for one that is made when it is applied."""
        told = one.values.get("operator")
        if not told:
            return None
        found = self.operators.find(told.get("names", {}), told.get("bin", ""))
        if found is None and told.get("names"):
            return -1
        return found


def _identified(said: Sequence[Said], operators: Numbers) -> Identified:
    told = {one.public_id for one in said if one.public_id}
    numbered = _by_number(told)
    parents = {one.values["parent"] for one in said if "parent" in one.values}
    known_parents = set(
        db.session.scalars(select(Facility.public_id).where(Facility.public_id.in_(parents)))
    )
    for one in said:
        parent = one.values.get("parent")
        if not one.faults and one.public_id and one.public_id not in numbered:
            number = one.public_id
            one.faults["public_id"] = _("No facility has the number %(number)s.", number=number)
        elif not one.faults and parent and parent not in known_parents:
            one.faults["parent"] = _("No facility has the number %(number)s.", number=parent)
    found = Identified(numbered, operators)
    _find_namesakes([one for one in said if not one.faults and not one.public_id], found)
    return found


def _by_number(numbers: Iterable[str]) -> dict[str, Facility]:
    merged_away = select(Merger.facility_id)
    wanted = select(Facility).where(
        Facility.public_id.in_(list(numbers)), Facility.id.not_in(merged_away)
    )
    return {one.public_id: one for one in db.session.scalars(wanted.options(*PAGE))}


def _find_namesakes(said: Sequence[Said], found: Identified) -> None:
    """Note for each row the facility that it is without doubt, or the one that it may be."""
    profiles = {one.number: profile(one) for one in said}
    lookup = Lookup(list(profiles.values()))
    near = {
        one.number: [
            *lookup.namesakes(profiles[one.number]),
            *lookup.likely(profiles[one.number]),
        ]
        for one in said
    }
    others = known({id for ids in near.values() for id in ids})
    even: dict[int, int] = {}
    for one in said:
        mine = profiles[one.number]
        some = [others[id] for id in dict.fromkeys(near[one.number]) if id in others]
        judged = [(likeness(mine, other.profile), other) for other in some]
        sure = [other for like, other in judged if _is_even(one, mine, like, other)]
        if len(sure) == 1:
            even[one.number] = sure[0].id
        elif likely := [(like.score, other.id) for like, other in judged if like.is_likely]:
            found.like[one.number] = max(likely)[1]
    wanted = select(Facility).where(Facility.id.in_(list(even.values()))).options(*PAGE)
    loaded = {facility.id: facility for facility in db.session.scalars(wanted)}
    found.even = {number: loaded[id] for number, id in even.items()}


def _is_even(one: Said, mine: Profile, like: Likeness, other: Known) -> bool:
    if like.score < EVEN or one.kind != other.kind:
        return False
    if mine.settlement_id != other.profile.settlement_id:
        return False
    folded = {fold(name) for name in other.profile.names}
    return all(fold(name) in folded for name in one.values["names"].values())


def profile(one: Said) -> Profile:
    """Return what a row says as likeness compares it."""
    place = one.values.get("place") or {}
    contacts = one.values.get("contacts") or {}
    names = one.values.get("names") or {}
    short = one.values.get("short_name", "")
    former = [former["name"] for former in one.values.get("former_names", [])]
    told = Profile(
        names=tuple(filter(None, [*names.values(), short, *former])),
        settlement_id=place.get("settlement_id"),
        region_iso=place.get("region_iso"),
        addresses=tuple(place.get("address", {}).values()),
        phones=tuple(contacts.get("phone", ())),
        emails=tuple(contacts.get("email", ())),
        sites=tuple(site for kind in SITES for site in contacts.get(kind, ())),
        bin=(one.values.get("operator") or {}).get("bin", ""),
    )
    if "lat" not in place:
        return told
    is_exact = place.get("precision") in ("building", "street")
    return replace(told, point=Point(place["lat"], place["lon"]), is_exact=is_exact)


SITES = ("website", "instagram", "telegram")
