"""Facilities as GeoJSON, as JSON Lines and as CSV, from the cards that the index keeps. Pure.

Cards are kept as finished JSON, so that GeoJSON and JSON Lines are joined, not made.
"""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO
from typing import Any

import orjson

from registry.search.document import LOCALES, Row

ID = b'"public_id":'
"""Before it stands the number that only the database needs."""

TEXTS = {
    "names": "name",
    "descriptions": "description",
    "region_names": "region",
    "settlement_names": "settlement",
    "address": "address",
}
"""Fields with a text for each language, and how their columns begin."""

COLUMNS = (
    "id",
    *(f"name_{lang}" for lang in LOCALES),
    "kind",
    "status",
    "confidence",
    "region_iso",
    *(f"{name}_{lang}" for name in ("region", "settlement", "address") for lang in LOCALES),
    "lat",
    "lon",
    "precision",
    "services",
    "confirmed_on",
    "open_until",
    *(f"description_{lang}" for lang in LOCALES),
)
"""Columns of the CSV file, in their order."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")
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
    writer.writerow(COLUMNS)
    yield b"\xef\xbb\xbf"
    for rows in batches:
        writer.writerows(map(_cells, rows))
        yield file.getvalue().encode()
        file.seek(0)
        file.truncate()
    yield file.getvalue().encode()


def _cells(row: Row) -> list[Any]:
    card = orjson.loads(row.card)
    values = {"id": card["public_id"], "services": " ".join(card["services"])}
    for field, name in TEXTS.items():
        for lang, text in card[field].items():
            values[f"{name}_{lang}"] = harmless(text)
    plain = card | {"lat": row.lat, "lon": row.lon} | values
    return [plain.get(column) for column in COLUMNS]


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula.

    >>> harmless("=1+1"), harmless("IT Park")
    ("'=1+1", 'IT Park')
    """
    return f"'{text}" if text.startswith(FORMULA) else text
