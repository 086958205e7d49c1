"""The same facilities as one flat table, for the floor and for the peers, on both engines.

Each engine gets the indexes that one would give it: on SQLite an R*Tree, a full-text index of the
texts as they are (which Datasette uses) and one of the folded words (which the floor uses); on
PostgreSQL a geometry and a geography with GiST, and a tsvector of each kind with GIN.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import psycopg

from bench.storing import BLOCK, copy
from registry.facilities.vocabulary import Kind, Sector, Service
from registry.i18n import LANGUAGES, speaking
from registry.places.folding import tokens

COLUMNS = (
    "id", "public_id", "slug", "name_kk", "name_ru", "name_en", "description", "kind", "status",
    "confidence", "region", "settlement", "address", "lat", "lon", "confirmed_on", "open_until",
    "services", "sectors", "stages", "languages", "folded",
)  # fmt: skip

SOURCE = """
    SELECT f.id, f.public_id, f.slug, f.names ->> '$.kk', f.names ->> '$.ru', f.names ->> '$.en',
        coalesce(f.descriptions ->> '$.ru', f.descriptions ->> '$.en'), f.kind, f.status,
        f.confidence, l.region_iso, coalesce(s.names ->> '$.ru', l.settlement_text),
        l.address ->> '$.ru', l.lat, l.lon, f.confirmed_on,
        (SELECT max(application_deadline) FROM programme WHERE facility_id = f.id),
        (SELECT json_group_array(service) FROM service_offer WHERE facility_id = f.id),
        (SELECT json_group_array(sector) FROM facility_sector WHERE facility_id = f.id),
        (SELECT json_group_array(stage) FROM facility_stage WHERE facility_id = f.id),
        (SELECT json_group_array(language) FROM facility_language WHERE facility_id = f.id),
        s.names, r.names
    FROM facility f
    LEFT JOIN location l ON l.facility_id = f.id AND l.is_current
    LEFT JOIN settlement s ON s.id = l.settlement_id
    LEFT JOIN region r ON r.iso = l.region_iso
    ORDER BY f.id
"""

SQLITE = """
    CREATE VIRTUAL TABLE place USING rtree(id, south, north, west, east);
    INSERT INTO place SELECT id, lat, lat, lon, lon FROM facility WHERE lat IS NOT NULL;
    CREATE VIRTUAL TABLE facility_fts USING fts5(
        name_kk, name_ru, name_en, description, settlement, address,
        content='facility', content_rowid='id');
    INSERT INTO facility_fts (facility_fts) VALUES ('rebuild');
    CREATE VIRTUAL TABLE facility_words USING fts5(folded, content='', detail='none');
    INSERT INTO facility_words (rowid, folded) SELECT id, folded FROM facility;
    CREATE INDEX facility_kind ON facility (kind, status);
    CREATE INDEX facility_status ON facility (status, kind);
    CREATE INDEX facility_region ON facility (region);
    CREATE INDEX facility_lat_lon ON facility (lat, lon);
"""

LISTS = {"service": 17, "sector": 18, "stage": 19, "language": 20}
"""Tables of the lists of a facility, and the column each is made from."""

POSTGRESQL = """
    ALTER TABLE flat.facility ADD COLUMN geom geometry(Point, 4326);
    ALTER TABLE flat.facility ADD COLUMN geog geography(Point, 4326);
    ALTER TABLE flat.facility ADD COLUMN texts tsvector;
    ALTER TABLE flat.facility ADD COLUMN words tsvector;
    UPDATE flat.facility SET
        geom = ST_SetSRID(ST_MakePoint(lon, lat), 4326),
        geog = ST_SetSRID(ST_MakePoint(lon, lat), 4326)::geography,
        texts = to_tsvector('simple', concat_ws(' ', name_kk, name_ru, name_en, description,
                            settlement, address)),
        words = to_tsvector('simple', folded);
    ALTER TABLE flat.facility ADD PRIMARY KEY (id);
    CREATE INDEX ON flat.facility USING gist (geom);
    CREATE INDEX ON flat.facility USING gist (geog);
    CREATE INDEX ON flat.facility USING gin (texts);
    CREATE INDEX ON flat.facility USING gin (words);
    CREATE INDEX ON flat.facility (kind, status);
    CREATE INDEX ON flat.facility (status, kind);
    CREATE INDEX ON flat.facility (region);
    CREATE FUNCTION flat.found(q text DEFAULT '')
    RETURNS TABLE (id integer, public_id text, slug text, name_kk text, name_ru text,
        name_en text, description text, kind text, status text, region text, settlement text,
        address text, confirmed_on text, services text, geom geometry)
    LANGUAGE sql STABLE PARALLEL SAFE AS $$
        SELECT id, public_id, slug, name_kk, name_ru, name_en, description, kind, status, region,
            settlement, address, confirmed_on, services, geom
        FROM flat.facility WHERE texts @@ plainto_tsquery('simple', q)
    $$;
"""


def made(registry: Path, path: Path) -> None:
    """Make the SQLite file with the flat table from the file of a registry."""
    path.unlink(missing_ok=True)
    with (
        closing(sqlite3.connect(f"file:{registry}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(path, isolation_level=None)) as target,
    ):
        target.execute("PRAGMA journal_mode = OFF")
        target.execute("PRAGMA cache_size = -262144")
        rest = ", ".join(f"{name} REAL" if name in ("lat", "lon") else name for name in COLUMNS[1:])
        target.execute(f"CREATE TABLE facility (id INTEGER PRIMARY KEY, {rest})")
        for table in LISTS:
            target.execute(f"CREATE TABLE {table} (facility_id INTEGER, {table} TEXT)")
        target.execute("BEGIN")
        for rows in _blocks(source):
            _kept(target, rows)
        target.execute("COMMIT")
        for table in LISTS:
            target.execute(f"CREATE INDEX {table}_facility ON {table} (facility_id, {table})")
        target.executescript(SQLITE)
        target.execute("ANALYZE")


def _kept(target: sqlite3.Connection, rows: list[Sequence[Any]]) -> None:
    marks = ", ".join("?" * len(COLUMNS))
    target.executemany(f"INSERT INTO facility VALUES ({marks})", rows)  # noqa: S608
    for table, place in LISTS.items():
        target.executemany(
            f"INSERT INTO {table} VALUES (?, ?)",  # noqa: S608
            ((row[0], code) for row in rows for code in orjson.loads(row[place])),
        )


def _blocks(source: sqlite3.Connection) -> Iterator[list[Sequence[Any]]]:
    cursor = source.execute(SOURCE)
    while block := cursor.fetchmany(BLOCK):
        yield [(*row[:21], _folded(row)) for row in block]


def _folded(row: Sequence[Any]) -> str:
    """Return the words by which a facility is found, folded as the registry folds them."""
    words = [word for name in row[3:6] if name for word in tokens(name)]
    words += [row[1], *_other(row[12] or ""), *_labels(Kind, row[7])]
    for code in orjson.loads(row[17]):
        words += _labels(Service, code)
    for code in orjson.loads(row[18]):
        words += _labels(Sector, code)
    for names in row[21:]:
        words += _of_place(names) if names else ()
    return " ".join(dict.fromkeys(words))


@cache
def _other(text: str) -> tuple[str, ...]:
    return tuple(tokens(text))


@cache
def _of_place(names: str) -> tuple[str, ...]:
    return tuple(word for name in orjson.loads(names).values() for word in tokens(name))


@cache
def _labels(vocabulary: Any, code: str) -> tuple[str, ...]:
    """Return the words of the label of a choice in every language."""
    found: list[str] = []
    for lang in LANGUAGES:
        with speaking(lang):
            found += tokens(str(vocabulary(code).label))
    return tuple(found)


def copied(path: Path, url: str) -> None:
    """Copy the flat table to a schema of its own in a PostgreSQL database."""
    with closing(sqlite3.connect(path)) as source, psycopg.connect(url) as target:
        target.execute("CREATE EXTENSION IF NOT EXISTS postgis")
        target.execute("DROP SCHEMA IF EXISTS flat CASCADE")
        target.execute("CREATE SCHEMA flat")
        kinds = {"id": "integer", "lat": "double precision", "lon": "double precision"}
        columns = ", ".join(f"{name} {kinds.get(name, 'text')}" for name in COLUMNS)
        target.execute(f"CREATE TABLE flat.facility ({columns})")  # type: ignore[call-overload]
        rows = source.execute(f"SELECT {', '.join(COLUMNS)} FROM facility")  # noqa: S608
        copy(target, "flat.facility", COLUMNS, rows)
        for table in LISTS:
            target.execute(f"CREATE TABLE flat.{table} (facility_id integer, {table} text)")  # type: ignore[call-overload]
            links = source.execute(f"SELECT * FROM {table}")  # noqa: S608
            copy(target, f"flat.{table}", ("facility_id", table), links)
            target.execute(f"CREATE INDEX ON flat.{table} (facility_id, {table})")  # type: ignore[call-overload]
        target.execute(POSTGRESQL)
        target.commit()
        target.autocommit = True
        target.execute("VACUUM ANALYZE")
