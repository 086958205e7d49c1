"""Datasette over the flat table, for uvicorn: `uvicorn --factory --workers 2 datasette_app:make`.

Runs in Datasette's own environment. The file is opened as one that never changes, with its counts
made beforehand, which its makers advise for data that are published; time limits are so high that
each answer is whole.
"""

import json
import os
from pathlib import Path

from datasette.app import Datasette

COLUMNS = (
    "f.public_id, f.slug, f.name_kk, f.name_ru, f.name_en, f.kind, f.status, f.region,"
    " f.settlement, f.address, f.lat, f.lon, f.confirmed_on, f.services"
)

BOX = f"""
    SELECT {COLUMNS} FROM place p JOIN facility f ON f.id = p.id
    WHERE p.south >= CAST(:south AS REAL) AND p.north <= CAST(:north AS REAL)
      AND p.west >= CAST(:west AS REAL) AND p.east <= CAST(:east AS REAL)
    LIMIT 100
"""  # noqa: S608

TEXT = f"""
    SELECT {COLUMNS} FROM facility_fts t JOIN facility f ON f.id = t.rowid
    WHERE facility_fts MATCH escape_fts(:q) LIMIT 20
"""  # noqa: S608


def make():
    """Return the application."""
    flat = os.environ["BENCH_FLAT"]
    inspected = Path(flat).with_name("inspected.json").read_text()
    datasette = Datasette(
        [],
        immutables=[flat],
        inspect_data=json.loads(inspected),
        metadata={"databases": {"flat": {"queries": {"box": BOX, "text": TEXT}}}},
        settings={"sql_time_limit_ms": 60_000, "facet_time_limit_ms": 60_000},
    )
    return datasette.app()
