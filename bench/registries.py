"""Makes registries of invented facilities and keeps them for the next run, on both engines.

A registry is kept as long as what it is made from stays the same; when only the index has changed,
the index alone is made anew.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from itertools import islice
from pathlib import Path
from shutil import rmtree
from typing import Any, NamedTuple

import orjson
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import func, select

from bench import flat
from bench.generate import Generator, Row, Town
from bench.progress import step
from bench.storing import Defaults, copied, inserted
from registry.db import db, today
from registry.facilities.commands import geocode_missing
from registry.facilities.models import Facility
from registry.i18n import speaking
from registry.intake.commands import load_facilities
from registry.places.commands import load_places
from registry.places.models import Settlement
from registry.search.commands import reindex
from registry.terminal import create_app
from tests.cluster import Cluster

ROOT = Path(__file__).parents[1]
PACK = ROOT / "registry" / "packs" / "kz"

BATCH = 20_000

SECRETS = {"SECRET_KEY": "bench", "SECURITY_PASSWORD_SALT": "bench"}

ROWS = (
    "bench/generate.py",
    "bench/storing.py",
    "bench/registries.py",
    "registry/packs/kz/*.csv",
    "registry/facilities/models.py",
    "registry/facilities/vocabulary.py",
    "registry/places/models.py",
    "migrations/versions/*.py",
)
"""What the rows are made from."""

INDEX = (
    "registry/search/commands*",
    "registry/search/commands/*.py",
    "registry/search/document.py",
    "registry/search/models.py",
    "registry/search/variants.py",
    "registry/places/folding.py",
)
"""What the index is made from."""


class Registry(NamedTuple):
    """A registry of some size on both engines, and the same facilities as one flat table."""

    folder: Path
    records: int
    database: str  # name of the PostgreSQL database

    @property
    def path(self) -> Path:
        """The SQLite file of the registry."""
        return self.folder / "registry.db"

    @property
    def flat(self) -> Path:
        """The SQLite file with the flat table."""
        return self.folder / "flat.db"


def digest(patterns: tuple[str, ...]) -> str:
    """Return a digest of the files that patterns name."""
    found = sha256()
    paths = {path for pattern in patterns for path in ROOT.glob(pattern) if path.is_file()}
    for path in sorted(paths):
        found.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return found.hexdigest()[:12]


def stamps() -> dict[str, str]:
    """Return what kept registries have to be made from to be used again."""
    whole = {"rows": digest(ROWS), "index": digest(INDEX)}
    return {**whole, "flat": digest(("bench/flat.py",)) + whole["rows"]}


def registry(scratch: Path, records: int) -> Registry:
    """Return the registry of this size with its SQLite files, made or kept."""
    found = Registry(scratch / f"registry-{records}", records, f"registry_{records}")
    kept, wanted = _kept(found), stamps()
    if kept.get("rows") != wanted["rows"]:
        rmtree(found.folder, ignore_errors=True)
        found.folder.mkdir(parents=True)
        kept = {}
        with step(f"Making {records:,} facilities"), _opened(found) as app:
            _made(app, found)
    if kept.get("index") != wanted["index"]:
        with step(f"Indexing {records:,} facilities"), _opened(found):
            reindex()
            db.session.commit()
            analyzed(found.path)
    if kept.get("flat") != wanted["flat"]:
        with step(f"Making the flat table of {records:,} facilities"), _opened(found):
            flat.made(found.path, found.flat)
    (found.folder / "stamps.json").write_bytes(orjson.dumps({**kept, **wanted}))
    return found


def settings(found: Registry) -> dict[str, Any]:
    """Return the settings of an application over a registry, but for its database."""
    return {**SECRETS, "SECRETS_ARE_MADE": False, "REGISTRY_DATA": found.folder}


def _kept(found: Registry) -> dict[str, str]:
    path = found.folder / "stamps.json"
    stamps: dict[str, str] = orjson.loads(path.read_bytes()) if path.exists() else {}
    return stamps


def on_postgresql(found: Registry, cluster: Cluster) -> None:
    """Bring a registry and its flat table into a database of the cluster, unless they are there."""
    kept, wanted = _kept(found), stamps()
    current = orjson.dumps(wanted).decode()
    if kept.get("postgresql") == current:
        return
    with step(f"Copying {found.records:,} facilities to PostgreSQL"):
        cluster.drop(found.database)
        url = cluster.create(found.database)
        app = create_app(SQLALCHEMY_DATABASE_URI=url, **settings(found))
        with app.app_context():
            upgrade()
            tables = list(db.metadata.sorted_tables)
            db.session.remove()
            db.engine.dispose()
        plain = url.replace("+psycopg", "")
        with closing(sqlite3.connect(found.path)) as source:
            copied(source, plain, tables)
        flat.copied(found.flat, plain)
    path = found.folder / "stamps.json"
    path.write_bytes(orjson.dumps({**kept, **wanted, "postgresql": current}))


@contextmanager
def _opened(found: Registry) -> Iterator[Flask]:
    app = create_app(SQLALCHEMY_DATABASE_URI=f"sqlite:///{found.path}", **settings(found))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def _made(app: Flask, found: Registry) -> None:
    """Load the real facilities, then invent as many as are missing."""
    upgrade()
    load_places(PACK)
    load_facilities(PACK)
    db.session.commit()
    for _step in geocode_missing():
        db.session.commit()
    first = (db.session.scalar(select(func.max(Facility.id))) or 0) + 1
    held = db.session.scalar(select(func.count()).select_from(Facility)) or 0
    generator = Generator(_towns(), _label, today())
    db.session.remove()
    with closing(sqlite3.connect(found.path, isolation_level=None)) as target:
        for pragma in ("journal_mode = WAL", "synchronous = OFF", "cache_size = -262144"):
            target.execute(f"PRAGMA {pragma}")
        numbers = iter(range(first, first + found.records - held))
        defaults = Defaults()
        while batch := list(islice(numbers, BATCH)):
            rows: dict[type[Any], list[Row]] = {}
            for id in batch:
                for model, row in generator.rows(id):
                    rows.setdefault(model, []).append(row)
            inserted(target, rows, defaults)


def _towns() -> list[Town]:
    found = db.session.scalars(select(Settlement).order_by(Settlement.id))
    return [Town(t.id, t.names, t.region_iso, t.population, t.lat, t.lon) for t in found]


def _label(kind: Any, lang: str) -> str:
    return _labels(lang)[kind.value]


_LABELS: dict[str, dict[str, str]] = {}


def _labels(lang: str) -> dict[str, str]:
    if lang not in _LABELS:
        with speaking(lang):
            _LABELS[lang] = {kind.value: str(kind.label) for kind in Facility.kind.type.enum_class}
    return _LABELS[lang]


def analyzed(path: Path) -> None:
    """Tell SQLite's planner what the tables hold, and empty the write-ahead log."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("ANALYZE")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
