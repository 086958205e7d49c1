"""Facilities as GeoJSON, as JSON Lines and as CSV, from the cards that the index keeps. Pure.

Cards are kept as finished JSON, so that GeoJSON and JSON Lines are joined, not made.
"""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO
from typing import Any

import orjson

from registry.search.document import LOCALES, Row
from registry.search.downloads.workbook import workbook

ID = b'"public_id":'
"""Before it stands the number that only the database needs."""


def _each(column: str, field: str) -> tuple[tuple[str, str, str], ...]:
    """Return the columns of a text, one for each language."""
    return tuple((f"{column}_{lang}", field, lang) for lang in LOCALES)


PLAN = (
    ("id", "public_id", ""),
    *_each("name", "names"),
    ("kind", "kind", ""),
    ("status", "status", ""),
    ("confidence", "confidence", ""),
    ("region_iso", "region_iso", ""),
    *_each("region", "region_names"),
    *_each("settlement", "settlement_names"),
    *_each("address", "address"),
    ("lat", "lat", ""),
    ("lon", "lon", ""),
    ("precision", "precision", ""),
    ("services", "services", ""),
    ("confirmed_on", "confirmed_on", ""),
    ("open_until", "open_until", ""),
    *_each("description", "descriptions"),
)
"""Columns of the CSV file: name, field of the card, and of a text its language."""

FORMULA = frozenset("=+-@\t\r")
"""What spreadsheets take for the beginning of a formula."""


def line(row: Row) -> bytes:
    """Return a facility as an object of JSON, without the number that is ours."""
    shown = b'{"id":' + row.card[row.card.index(ID) + len(ID) :]
    return shown if row.km is None else b'%b,"distance_km":%.6g}' % (shown[:-1], row.km)


def feature(row: Row) -> bytes:
    """Return a facility as a feature of GeoJSON (RFC 7946); one without a pin has no geometry."""
    place = b"null"
    if row.lat is not None and row.lon is not None:
        place = b'{"type":"Point","coordinates":[%.7g,%.7g]}' % (row.lon, row.lat)
    return b'{"type":"Feature","geometry":%b,"properties":%b}' % (place, line(row))


def collection(rows: Iterable[Row], members: dict[str, Any]) -> bytes:
    """Return some facilities as a collection of GeoJSON with members of our own."""
    head = orjson.dumps({"type": "FeatureCollection", **members})
    return b'%b,"features":[%b]}' % (head[:-1], b",".join(map(feature, rows)))


def features(batches: Iterable[Iterable[Row]], total: int) -> Iterator[bytes]:
    """Give all facilities as a collection of GeoJSON, piece by piece."""
    head = orjson.dumps({"type": "FeatureCollection", "numberMatched": total})
    yield head[:-1] + b',"features":['
    comma = b""
    for rows in batches:
        if body := b",\n".join(map(feature, rows)):
            yield comma + body
            comma = b",\n"
    yield b"]}\n"


def lines(batches: Iterable[Iterable[Row]]) -> Iterator[bytes]:
    """Give all facilities as JSON Lines, one object to a line."""
    for rows in batches:
        yield b"".join(line(row) + b"\n" for row in rows)


def table(batches: Iterable[Iterable[Row]]) -> Iterator[bytes]:
    """Give all facilities as CSV (RFC 4180) in UTF-8, marked as such for spreadsheets."""
    file = StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow([name for name, _field, _lang in PLAN])
    yield b"\xef\xbb\xbf"
    for rows in batches:
        writer.writerows(map(_cells, rows))
        yield file.getvalue().encode()
        file.seek(0)
        file.truncate()
    yield file.getvalue().encode()


def _cells(row: Row) -> list[Any]:
    return [harmless(cell) if isinstance(cell, str) else cell for cell in _values(row)]


def _values(row: Row) -> list[Any]:
    card = orjson.loads(row.card)
    card["services"] = " ".join(card["services"])
    return [card[field].get(lang, "") if lang else card[field] for _name, field, lang in PLAN]


def book(batches: Iterable[Iterable[Row]]) -> Iterator[bytes]:
    """Give all facilities as a workbook, with the columns of the table."""
    header = [name for name, _field, _lang in PLAN]
    return workbook("facilities", header, (map(_values, rows) for rows in batches))


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula.

    >>> harmless("=1+1"), harmless("IT Park")
    ("'=1+1", 'IT Park')
    """
    return f"'{text}" if text[:1] in FORMULA else text
