"""The floor on SQLite: FTS5, R*Tree and indexes, through sqlite3 alone."""

import os
import sqlite3
import threading
from collections.abc import Iterator
from typing import Any

import numpy as np

from bench.floors import COLUMNS, EXPORTED, LISTS, Row, create
from registry.geo import Point, Spots, box_around, ellipsoidal_km
from registry.places.folding import tokens

CHOSEN = ", ".join(f"f.{name}" for name in COLUMNS)

INSIDE = (
    "p.south >= :south AND p.north <= :north AND p.west >= :west AND p.east <= :east"
    " AND f.lat BETWEEN :south AND :north AND f.lon BETWEEN :west AND :east"
)

BOX = f"SELECT {CHOSEN} FROM place p JOIN facility f ON f.id = p.id WHERE {INSIDE} LIMIT :limit"  # noqa: S608

AROUND = f"SELECT f.id, f.lat, f.lon FROM place p JOIN facility f ON f.id = p.id WHERE {INSIDE}"  # noqa: S608

TEXT = f"""
    SELECT {CHOSEN} FROM facility_words t JOIN facility f ON f.id = t.rowid
    WHERE facility_words MATCH ? LIMIT ?
"""  # noqa: S608

HAVING = f"SELECT {CHOSEN} FROM facility f WHERE f.kind = ? AND f.status = ? LIMIT ?"  # noqa: S608

CELLS = """
    SELECT count(*) AS count, avg(p.south) AS lat, avg(p.west) AS lon
    FROM place p {join} WHERE p.south >= ? AND p.north <= ? AND p.west >= ? AND p.east <= ? {where}
    GROUP BY CAST((p.south + 90) * {rows} AS INT), CAST((p.west + 180) * {columns} AS INT)
"""

SLACK = 1e-4
"""Degrees by which an R*Tree of single precision may be off."""

FIRST_KM = 0.5


class SQLite:
    """One connection per thread of the server."""

    def __init__(self, path: str) -> None:
        """Remember where the file is."""
        self.path = path
        self.kept = threading.local()

    def run(self, query: str, values: Any = ()) -> list[sqlite3.Row]:
        """Return the rows of a query."""
        if not hasattr(self.kept, "connection"):
            connection = sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA cache_size = -32768")
            self.kept.connection = connection
        found: list[sqlite3.Row] = self.kept.connection.execute(query, values).fetchall()
        return found

    def box(self, edges: list[float], limit: int) -> list[Row]:
        """Ask the R*Tree, with the exact place to decide."""
        names = ("south", "west", "north", "east")
        return self.run(BOX, {**dict(zip(names, edges, strict=True)), "limit": limit})  # type: ignore[return-value]

    def nearest(self, lat: float, lon: float, limit: int) -> list[Row]:
        """Ask for growing boxes until the circle in one holds enough.

        Distances are those of a formula that is right to a hundred-thousandth.
        """
        centre, radius_km = Point(lat, lon), FIRST_KM
        while True:
            box = box_around(centre, radius_km)
            rows = self.run(AROUND, box._asdict())
            if len(rows) >= limit or radius_km > 20_000:
                ids, lats, lons = map(np.array, zip(*rows, strict=True))
                km = ellipsoidal_km(centre, Spots(ids, lats, lons))
                first = np.lexsort((ids, km))[:limit]
                if radius_km > 20_000 or km[first[-1]] <= radius_km:
                    break
            radius_km *= 3
        found = dict(zip(ids[first].tolist(), km[first].tolist(), strict=True))
        marks = ", ".join("?" * len(found))
        query = f"SELECT {CHOSEN} FROM facility f WHERE f.id IN ({marks})"  # noqa: S608
        known = {row["id"]: row for row in self.run(query, list(found))}
        return [{**known[id], "km": distance} for id, distance in found.items()]

    def text(self, typed: str, limit: int) -> list[Row]:
        """Ask FTS5; in the order of the table."""
        words = " AND ".join(f'"{word}"*' for word in tokens(typed))
        return self.run(TEXT, (words, limit))  # type: ignore[return-value]

    def having(self, kind: str, status: str, limit: int) -> list[Row]:
        """Ask the index of kinds and statuses."""
        return self.run(HAVING, (kind, status, limit))  # type: ignore[return-value]

    def counted(self, facet: str, filters: dict[str, str]) -> dict[str, int]:
        """Group the record."""
        conditions = [f"f.{name} = ?" for name in filters]
        column = f"f.{facet}"
        source = "facility f"
        if facet in LISTS:
            column, source = f"l.{facet}", f"facility f JOIN {facet} l ON l.facility_id = f.id"
        conditions.append(f"{column} IS NOT NULL")
        query = (
            f"SELECT {column}, count(*) FROM {source}"  # noqa: S608
            f" WHERE {' AND '.join(conditions)} GROUP BY 1"
        )
        return dict(self.run(query, tuple(filters.values())))  # type: ignore[arg-type]

    def cells(self, view: list[float], zoom: int, filters: dict[str, str]) -> list[Row]:
        """Group what the R*Tree gives by cells of 64 pixels."""
        south, west, north, east = view
        per_degree = 256 * 2**zoom / 360 / 64
        join = "JOIN facility f ON f.id = p.id" if filters else ""
        where = "".join(f" AND f.{name} = ?" for name in filters)
        query = CELLS.format(join=join, where=where, rows=per_degree * 1.5, columns=per_degree)
        edges = (south - SLACK, north + SLACK, west - SLACK, east + SLACK)
        return self.run(query, (*edges, *filters.values()))  # type: ignore[return-value]

    def everything(self) -> Iterator[tuple[Any, ...]]:
        """Read the whole table on a connection of its own."""
        connection = sqlite3.connect(f"file:{self.path}?mode=ro", uri=True, check_same_thread=False)
        yield from connection.execute(f"SELECT {', '.join(EXPORTED)} FROM facility ORDER BY id")  # noqa: S608
        connection.close()


app = create(SQLite(os.environ["BENCH_DATABASE"]))
