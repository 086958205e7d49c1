"""Loading of a country's places. Never commits."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import select

from registry.db import db, utcnow
from registry.places.models import Alias, Boundary, DataSource, Region, Revision, Settlement
from registry.places.pack import Pack, read_pack
from registry.places.queries import forget_revisions

Key = tuple[Any, ...]


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
