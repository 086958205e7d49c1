"""Loading of a country's places. Never commits."""

from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from registry.db import db, utcnow
from registry.errors import Invalid
from registry.i18n import _
from registry.places import queries
from registry.places.models import (
    Alias,
    Boundary,
    DataSource,
    PeoplePoint,
    PeopleSource,
    Region,
    Revision,
    Settlement,
)
from registry.places.pack import Pack, read_pack
from registry.places.people import Counted, Difference, differences, read
from registry.places.queries import forget_revisions

Key = tuple[Any, ...]

AT_ONCE = 5000
"""Rows in one statement."""


def load_places(folder: Path) -> int:
    """Bring the places of a data pack into the database; return how many rows changed.

    Regions and settlements are added or updated, never deleted: facilities stand in them.
    Aliases, boundaries and sources that left the pack leave the database. When anything changed,
    the revision of "places" goes up; loading the same pack again changes nothing.

    Raises:
        Faulty: With every fault of the pack; then nothing is changed.
    """
    pack = read_pack(folder)
    changed = _merge(Region, ("iso",), pack.regions)
    db.session.flush()
    changed += _merge(Settlement, ("id",), pack.settlements)
    db.session.flush()
    changed += _replace_aliases(pack) + _replace_boundaries(pack) + _replace_sources(pack)
    if changed:
        _count_revision("places")
    db.session.flush()
    return changed


def _replace_aliases(pack: Pack) -> int:
    targets = {region["iso"] for region in pack.regions}
    targets |= {str(settlement["id"]) for settlement in pack.settlements}
    known = [alias for alias in db.session.scalars(select(Alias)) if alias.target in targets]
    return _replace(Alias, ("name", "target"), pack.aliases, known)


def _replace_boundaries(pack: Pack) -> int:
    rows = [{"region_iso": iso, "geometry": outline} for iso, outline in pack.boundaries.items()]
    query = select(Boundary).join(Region).where(Region.country == pack.country)
    return _replace(Boundary, ("region_iso",), rows, db.session.scalars(query))


def _replace_sources(pack: Pack) -> int:
    query = select(DataSource).where(DataSource.country == pack.country)
    key = ("country", "file", "title")
    return _replace(DataSource, key, pack.sources, db.session.scalars(query))


def _merge(model: type[Any], key: Key, rows: list[dict[str, Any]]) -> int:
    """Add or update rows; return how many changed."""
    return _bring(model, key, rows, _by_key(db.session.scalars(select(model)), key))


def _replace(model: type[Any], key: Key, rows: list[dict[str, Any]], known: Iterable[Any]) -> int:
    """Add or update rows, delete the known ones that are not among them; return the changes."""
    there = _by_key(known, key)
    wanted = {tuple(row[column] for column in key) for row in rows}
    gone = [record for values, record in there.items() if values not in wanted]
    for record in gone:
        db.session.delete(record)
    return len(gone) + _bring(model, key, rows, there)


def _by_key(records: Iterable[Any], key: Key) -> dict[Key, Any]:
    return {tuple(getattr(record, column) for column in key): record for record in records}


def _bring(model: type[Any], key: Key, rows: list[dict[str, Any]], there: dict[Key, Any]) -> int:
    changed = 0
    for row in rows:
        record = there.get(tuple(row[column] for column in key))
        if record is None:
            db.session.add(model(**row))
            changed += 1
        else:
            changed += _update(record, row)
    return changed


def _update(record: Any, row: dict[str, Any]) -> bool:
    """Set what differs; tell whether anything did."""
    differing = {name: value for name, value in row.items() if getattr(record, name) != value}
    for name, value in differing.items():
        setattr(record, name, value)
    return bool(differing)


def _count_revision(part: str) -> None:
    revision = db.session.get(Revision, part)
    if revision is None:
        revision = Revision(part=part, number=0)
        db.session.add(revision)
    revision.number += 1
    revision.changed_at = utcnow()
    db.session.flush()
    forget_revisions(db.session())


def load_population(
    content: bytes,
    file: str,
    country: str,
    *,
    title: str,
    counted_on: date | None,
    is_accepted: bool = False,
) -> list[Difference]:
    """Load a finer count of people, which coverage is computed with from now on.

    Args:
        content: CSV in UTF-8, as `people.read` reads it.
        file: Its name, for faults.
        country: Code of the country, such as KZ.
        title: Whose count it is, for readers.
        counted_on: The day for which it counts.
        is_accepted: Load it although it counts more people in a region than the official total.

    Returns:
        What it counts beside the official totals, by region.

    Raises:
        Invalid: It has faults (Faulty), or counts more people than there are.
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise Invalid(_("The file is no text in UTF-8.")) from None
    settlements = set(db.session.scalars(select(Settlement.id)))
    found = read(text, file, settlements, queries.outlines().region_at)
    official = {one.iso: one.population for one in queries.regions() if one.country == country}
    told = differences(found, official)
    if (wrong := [one.iso for one in told if one.is_too_many]) and not is_accepted:
        raise Invalid(
            _(
                "More people than the official total in: %(regions)s. Load it with --accept if"
                " that is as it should be.",
                regions=", ".join(wrong),
            )
        )
    digest = sha256(content).hexdigest()
    _keep(PeopleSource(country=country, title=title, counted_on=counted_on, digest=digest), found)
    return told


def _keep(source: PeopleSource, found: list[Counted]) -> None:
    db.session.add(source)
    db.session.flush()
    for start in range(0, len(found), AT_ONCE):
        rows = [{"source_id": source.id, **one._asdict()} for one in found[start : start + AT_ONCE]]
        db.session.execute(insert(PeoplePoint), rows)
    _count_revision("places")
