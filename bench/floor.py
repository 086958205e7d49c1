"""The same answers by plain SQL through sqlite3: how fast it can be without an application.

Text and radius give the same twenty facilities and the same total as the search, and counts the
same numbers; each run checks it. This is the SQL that one would write first, over the tables of
the record and an R*Tree; where it is the slower of the two, that is what sets and tiles save.
"""

import sqlite3
from datetime import timedelta
from typing import Any

import numpy as np

from registry.db import today
from registry.geo import Point
from registry.places.folding import fold, tokens
from registry.search.document import Card
from registry.search.queries.nearby import boxed, circle_of, in_order, only
from registry.search.queries.tiles import Spots
from registry.search.question import Question

TABLES = """
    CREATE VIRTUAL TABLE bench_place USING rtree(id, south, north, west, east);
    INSERT INTO bench_place
        SELECT facility_id, lat, lat, lon, lon FROM search_entry WHERE lat IS NOT NULL;
    CREATE INDEX bench_kind ON facility (kind, status);
    ANALYZE;
"""

TEXT = """
    SELECT e.facility_id, e.card,
        CASE WHEN EXISTS (SELECT 1 FROM search_name n WHERE n.facility_id = t.rowid
                          AND n.folded = :folded) THEN 0
             WHEN EXISTS (SELECT 1 FROM search_name n WHERE n.facility_id = t.rowid
                          AND n.folded >= :folded AND n.folded < :folded || '{') THEN 1
             WHEN t.rowid IN (SELECT rowid FROM search_text WHERE search_text MATCH :named) THEN 2
             ELSE 3 END AS tier,
        count(*) OVER () AS total
    FROM search_text t JOIN search_entry e ON e.facility_id = t.rowid
    WHERE search_text MATCH :anywhere
    ORDER BY tier, e.standing, e.facility_id LIMIT :size
"""

RADIUS = """
    SELECT e.facility_id, e.lat, e.lon
    FROM bench_place p JOIN search_entry e ON e.facility_id = p.id
    WHERE p.south <= :north AND p.north >= :south AND p.west <= :east AND p.east >= :west
"""


def _counted(table: str, column: str) -> str:
    return (  # only names written below get in
        f"SELECT {column}, count(*) FROM facility f JOIN {table} l ON l.facility_id = f.id"  # noqa: S608
        " WHERE f.kind = :kind AND f.status = :status"
        f" AND {column} IS NOT NULL GROUP BY {column}"
    )


COUNTS = {
    "kind": "SELECT kind, count(*) FROM facility f WHERE f.status = :status GROUP BY kind",
    "status": "SELECT status, count(*) FROM facility f WHERE f.kind = :kind GROUP BY status",
    "service": _counted("service_offer", "service"),
    "sector": _counted("facility_sector", "sector"),
    "stage": _counted("facility_stage", "stage"),
    "language": _counted("facility_language", "language"),
    "region": _counted("location", "region_iso"),
    "open": "SELECT '', count(DISTINCT f.id) FROM facility f JOIN programme p"
    " ON p.facility_id = f.id WHERE f.kind = :kind AND f.status = :status"
    " AND p.application_deadline >= :today",
    "confirmed": "SELECT '', count(*) FROM facility f"
    " WHERE f.kind = :kind AND f.status = :status AND f.confirmed_on >= :year_ago",
}

Answer = tuple[int, list[int]]


class Floor:
    """A bare connection to the same database."""

    def __init__(self, path: str):
        """Open the database with the cache that the application has."""
        self.connection = sqlite3.connect(path)
        self.connection.execute("PRAGMA cache_size = -32768")

    def text(self, question: Question) -> Answer:
        """Return the total and the first page, as `find` does for words typed without a slip."""
        words = " AND ".join(f'"{word}"*' for word in tokens(question.text))
        rows = self.connection.execute(
            TEXT,
            {
                "folded": fold(question.text),
                "named": f"names : ({words})",
                "anywhere": words,
                "size": question.size,
            },
        ).fetchall()
        found = [Card.loaded(card).id for _id, card, _tier, _total in rows]
        return (rows[0][3] if rows else 0), found

    def radius(self, question: Question) -> Answer:
        """Return the total in a circle and the nearest, by R*Tree and the same geodesics."""
        centre, radius_km = question.centre or Point(0, 0), question.radius_km or 0
        box = boxed(centre, radius_km)._asdict()
        rows = self.connection.execute(RADIUS, box).fetchall()
        ids, lats, lons = zip(*rows, strict=True) if rows else ((), (), ())
        spots = Spots(np.array(ids, dtype=np.uint32), np.array(lats), np.array(lons))
        inside = circle_of(centre, radius_km, spots)
        nearest = in_order(centre, only(spots, inside), question.size, None)
        return len(inside), [card.id for card in self._cards([reach.id for reach in nearest])]

    def _cards(self, ids: list[int]) -> list[Card]:
        marks = ", ".join("?" * len(ids))
        query = f"SELECT facility_id, card FROM search_entry WHERE facility_id IN ({marks})"  # noqa: S608
        cards = {id: Card.loaded(card) for id, card in self.connection.execute(query, ids)}
        return [cards[id] for id in ids]

    def facets(self, question: Question) -> dict[str, dict[str, int]]:
        """Return the counts above 0 for a question with one kind and one status."""
        values: dict[str, Any] = {
            "kind": question.kinds[0],
            "status": question.statuses[0],
            "today": today().isoformat(),
            "year_ago": (today() - timedelta(365)).isoformat(),
        }
        return {
            facet: {code: n for code, n in self.connection.execute(query, values) if n}
            for facet, query in COUNTS.items()
        }
