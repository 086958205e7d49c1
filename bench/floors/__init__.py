"""Bare handlers: the SQL that one would write, and orjson, on the server that we are on.

They set the floor: how fast these answers can be without an application around them. `create`
makes the handlers; each engine has a module with its SQL.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import StringIO
from typing import Any, Protocol

import orjson
from flask import Flask, Response, request

from bench.floors.page import PAGE

Row = Mapping[str, Any]

COLUMNS = (
    "id", "public_id", "slug", "name_kk", "name_ru", "name_en", "kind", "status", "confidence",
    "region", "settlement", "address", "lat", "lon", "confirmed_on", "services",
)  # fmt: skip
"""What an answer tells of a facility."""

EXPORTED = (*COLUMNS[:7], "description", *COLUMNS[7:], "open_until", "sectors", "stages")

FACETS = ("kind", "status", "region")
LISTS = ("service", "sector", "stage", "language")


class Engine(Protocol):
    """The SQL of one database."""

    def box(self, edges: list[float], limit: int) -> list[Row]:
        """Return facilities in a box: south, west, north, east."""

    def nearest(self, lat: float, lon: float, limit: int) -> list[Row]:
        """Return the nearest facilities with `km`."""

    def text(self, typed: str, limit: int) -> list[Row]:
        """Return facilities that hold words beginning like all those typed."""

    def having(self, kind: str, status: str, limit: int) -> list[Row]:
        """Return facilities of a kind and a status."""

    def counted(self, facet: str, filters: dict[str, str]) -> dict[str, int]:
        """Return facilities by code of a facet under filters."""

    def cells(self, view: list[float], zoom: int, filters: dict[str, str]) -> list[Row]:
        """Return count and mean place of what lies in each cell of a map."""

    def everything(self) -> Iterable[tuple[Any, ...]]:
        """Give every facility with EXPORTED."""


def feature(row: Row) -> dict[str, Any]:
    """Return a facility as GeoJSON."""
    properties = {name: row[name] for name in COLUMNS if name not in ("id", "lat", "lon")}
    return {
        "type": "Feature",
        "id": row["public_id"],
        "geometry": {"type": "Point", "coordinates": [row["lon"], row["lat"]]},
        "properties": properties,
    }


def numbers(name: str) -> list[float]:
    """Return numbers from the address."""
    return [float(number) for number in request.args[name].split(",")]


def create(engine: Engine) -> Flask:
    """Make the handlers for an engine."""
    app = Flask(__name__)
    template = app.jinja_env.from_string(PAGE)
    add: Callable[[str, Callable[[], Any]], None] = lambda path, view: app.add_url_rule(  # noqa: E731
        path, path, view
    )

    def features(rows: list[Row]) -> Response:
        body = {"type": "FeatureCollection", "features": [feature(row) for row in rows]}
        return Response(orjson.dumps(body), mimetype="application/geo+json")

    def nearest() -> Response:
        lat, lon = numbers("at")
        rows = engine.nearest(lat, lon, int(request.args["limit"]))
        made = [feature(row) for row in rows]
        for one, row in zip(made, rows, strict=True):
            one["properties"]["distance_km"] = row["km"]
        body = {"type": "FeatureCollection", "features": made}
        return Response(orjson.dumps(body), mimetype="application/geo+json")

    def counts() -> Response:
        chosen = {facet: request.args[facet] for facet in FACETS if facet in request.args}
        found = {}
        for facet in (*FACETS, *LISTS):
            others = {name: code for name, code in chosen.items() if name != facet}
            found[facet] = engine.counted(facet, others)
        return Response(orjson.dumps(found), mimetype="application/json")

    def page() -> str:
        typed = request.args.get("q")
        kind, status = (request.args.get(name, "") for name in KINDS)
        rows = engine.text(typed, 20) if typed else engine.having(kind, status, 20)
        return template.render(rows=rows, typed=typed or "")

    def points() -> Response:
        filters = {name: request.args[name] for name in KINDS if name in request.args}
        cells = engine.cells(numbers("view"), int(request.args["zoom"]), filters)
        return Response(orjson.dumps([dict(cell) for cell in cells]), mimetype="application/json")

    add("/nothing", lambda: Response(b"{}", mimetype="application/json"))
    add("/box", lambda: features(engine.box(numbers("box"), int(request.args["limit"]))))
    add("/text", lambda: features(engine.text(request.args["q"], int(request.args["limit"]))))
    add("/nearest", nearest)
    add("/counts", counts)
    add("/page", page)
    add("/points.json", points)
    add("/export.csv", lambda: Response(_csv(engine.everything()), mimetype="text/csv"))
    return app


KINDS = ("kind", "status")


def _csv(rows: Iterable[tuple[Any, ...]]) -> Iterator[str]:
    """Give a table in pieces of a thousand rows."""
    buffer = StringIO()
    writer = csv.writer(buffer)
    writer.writerow(EXPORTED)
    for number, row in enumerate(rows, 1):
        writer.writerow(row)
        if number % 1000 == 0:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()
