"""Loading of travel times."""

from datetime import date
from hashlib import sha256

from sqlalchemy import insert, select

from registry.coverage.models import TravelTable, TravelTime
from registry.coverage.queries import travel
from registry.coverage.travel_file import read
from registry.db import db
from registry.errors import Conflict, Invalid
from registry.i18n import _

AT_ONCE = 5000
"""Rows in one statement."""


def load_times(
    content: bytes,
    file: str,
    *,
    name: str,
    engine: str,
    mode: str,
    extract_date: date,
    longest_min: float,
) -> tuple[TravelTable, int]:
    """Load a table of travel times; return it and how many times it has.

    Raises:
        Conflict: There is a table with this name.
        Invalid: It is no text in UTF-8, or has faults (Faulty).
    """
    if db.session.scalar(select(TravelTable.id).where(TravelTable.name == name)):
        raise Conflict(_("There is a table of travel times called “%(name)s”.", name=name))
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise Invalid(_("The file is no text in UTF-8.")) from None
    found = read(text, file, travel.settlement_ids(), travel.facility_ids(), longest_min)
    table = TravelTable(
        name=name,
        engine=engine,
        mode=mode,
        extract_date=extract_date,
        longest_min=longest_min,
        digest=sha256(content).hexdigest(),
    )
    db.session.add(table)
    db.session.flush()
    for start in range(0, len(found), AT_ONCE):
        rows = [{"table_id": table.id, **one._asdict()} for one in found[start : start + AT_ONCE]]
        db.session.execute(insert(TravelTime), rows)
    return table, len(found)
