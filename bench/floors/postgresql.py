"""The floor on PostgreSQL: tsvector with GIN, PostGIS with GiST, through psycopg alone."""

import os
import threading
from collections.abc import Iterator
from typing import Any

import psycopg
from psycopg.rows import dict_row

from bench.floors import COLUMNS, EXPORTED, LISTS, Row, create
from registry.places.folding import tokens

CHOSEN = ", ".join(f"f.{name}" for name in COLUMNS)

BOX = f"""
    SELECT {CHOSEN} FROM flat.facility f
    WHERE f.geom && ST_MakeEnvelope(%s, %s, %s, %s, 4326) LIMIT %s
"""  # noqa: S608

NEAREST = f"""
    WITH here AS (SELECT ST_SetSRID(ST_MakePoint(%s, %s), 4326)::geography AS point)
    SELECT near.*, ST_Distance(near.geog, here.point) AS metres
    FROM here, LATERAL (
        SELECT {CHOSEN}, f.geog FROM flat.facility f ORDER BY f.geog <-> here.point LIMIT %s + 15
    ) near
    ORDER BY metres LIMIT %s
"""  # noqa: S608  # the index orders on a sphere, so some more are measured on the ellipsoid

TEXT = f"""
    SELECT {CHOSEN} FROM flat.facility f WHERE f.words @@ to_tsquery('simple', %s) LIMIT %s
"""  # noqa: S608

HAVING = f"SELECT {CHOSEN} FROM flat.facility f WHERE kind = %s AND status = %s LIMIT %s"  # noqa: S608

CELLS = """
    SELECT count(*) AS count, avg(lat) AS lat, avg(lon) AS lon FROM flat.facility f
    WHERE geom && ST_MakeEnvelope(%s, %s, %s, %s, 4326) {where}
    GROUP BY floor((lat + 90) * {rows}), floor((lon + 180) * {columns})
"""


class PostgreSQL:
    """One connection per thread of the server."""

    def __init__(self, url: str) -> None:
        """Remember where the database is."""
        self.url = url
        self.kept = threading.local()

    def run(self, query: str, values: Any = ()) -> list[Any]:
        """Return the rows of a query."""
        if not hasattr(self.kept, "connection"):
            self.kept.connection = psycopg.connect(self.url, autocommit=True, row_factory=dict_row)
        return self.kept.connection.execute(query, values).fetchall()  # type: ignore[no-any-return]

    def box(self, edges: list[float], limit: int) -> list[Row]:
        """Ask the index of places."""
        south, west, north, east = edges
        return self.run(BOX, (west, south, east, north, limit))

    def nearest(self, lat: float, lon: float, limit: int) -> list[Row]:
        """Let the index of places find candidates; order them by geodesic."""
        rows = self.run(NEAREST, (lon, lat, limit, limit))
        return [{**row, "km": row["metres"] / 1000} for row in rows]

    def text(self, typed: str, limit: int) -> list[Row]:
        """Ask the index of words; in the order of the table."""
        return self.run(TEXT, (" & ".join(f"{word}:*" for word in tokens(typed)), limit))

    def having(self, kind: str, status: str, limit: int) -> list[Row]:
        """Ask the index of kinds and statuses."""
        return self.run(HAVING, (kind, status, limit))

    def counted(self, facet: str, filters: dict[str, str]) -> dict[str, int]:
        """Group the record."""
        conditions = [f"f.{name} = %s" for name in filters]
        column, source = f"f.{facet}", "flat.facility f"
        if facet in LISTS:
            column = f"l.{facet}"
            source = f"flat.facility f JOIN flat.{facet} l ON l.facility_id = f.id"
        conditions.append(f"{column} IS NOT NULL")
        query = (
            f"SELECT {column} AS code, count(*) AS count FROM {source}"  # noqa: S608
            f" WHERE {' AND '.join(conditions)} GROUP BY 1"
        )
        return {row["code"]: row["count"] for row in self.run(query, tuple(filters.values()))}

    def cells(self, view: list[float], zoom: int, filters: dict[str, str]) -> list[Row]:
        """Group what the index of places gives by cells of 64 pixels."""
        south, west, north, east = view
        per_degree = 256 * 2**zoom / 360 / 64
        where = "".join(f" AND {name} = %s" for name in filters)
        query = CELLS.format(where=where, rows=per_degree * 1.5, columns=per_degree)
        return self.run(query, (west, south, east, north, *filters.values()))

    def everything(self) -> Iterator[tuple[Any, ...]]:
        """Read the whole table through a cursor of the server."""
        query = f"SELECT {', '.join(EXPORTED)} FROM flat.facility ORDER BY id"  # noqa: S608
        with psycopg.connect(self.url) as connection, connection.cursor("everything") as cursor:
            cursor.itersize = 2000
            yield from cursor.execute(query)  # type: ignore[call-overload]


app = create(PostgreSQL(os.environ["BENCH_DATABASE"]))
