"""What is asked: some hundred different questions for each operation, drawn from the facilities.

The same seed and the same facilities give the same questions.
"""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from math import cos, radians
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

SEED = 7

LANGUAGES = ("kk", "ru", "en", "fr")

BRAND = re.compile(r"«([^»]+)»")

HALF_WIDTHS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 20.0)
"""Degrees by which a box grows until it holds what it should."""

Ask = dict[str, Any]
"""The values of one question; which, the operation tells."""


class Operation(NamedTuple):
    """One row of the tables."""

    code: str
    name: str


OPERATIONS = (
    Operation("box", "box of 100 features as GeoJSON"),
    Operation("nearest", "nearest 25 with geodesic distance"),
    Operation("text", "text search, 20 results"),
    Operation("typo", "text search with one typing error"),
    Operation("counts", "facet counts under filters"),
    Operation("page", "HTML page of 20, four languages"),
    Operation("map_far", "map, the whole country (zoom 5)"),
    Operation("map_mid", "map, a region (zoom 8)"),
    Operation("map_near", "map, a district (zoom 13)"),
    Operation("map_filtered", "map, a region, filtered by kind and status"),
)


class Drawn(NamedTuple):
    """A facility from which a question is made."""

    brand: str
    kazakh: str  # the brand in Kazakh letters, or nothing
    label: str  # its kind as its Russian name begins
    town: str
    kind: str
    status: str
    region: str
    lat: float
    lon: float


def asked(flat: Path, count: int) -> dict[str, list[Ask]]:
    """Return the questions of every operation.

    Args:
        flat: The file with the flat table to draw from.
        count: Questions for each operation.
    """
    random = Random(SEED)  # noqa: S311
    with closing(sqlite3.connect(flat)) as connection:
        pool = drawn(connection, count * 4)
        make: dict[str, Callable[[Random, Drawn], Ask]] = {
            "box": lambda r, one: _box(connection, one),
            "nearest": _nearest,
            "text": lambda r, one: _text(r, one, one.brand),
            "typo": _typo,
            "counts": _counts,
            "page": _page,
            "map_far": lambda r, one: _view(48 + r.uniform(-2, 2), 67 + r.uniform(-3, 3), 5),
            "map_mid": lambda r, one: _view(one.lat, one.lon, 8),
            "map_near": lambda r, one: _view(one.lat, one.lon, 13),
            "map_filtered": _filtered,
        }
        return {
            operation.code: [
                make[operation.code](random, random.choice(pool)) for _ in range(count)
            ]
            for operation in OPERATIONS
        }


def drawn(connection: sqlite3.Connection, count: int) -> list[Drawn]:
    """Return facilities, evenly over the table; invented ones, whose names have their parts."""
    last = connection.execute("SELECT max(id) FROM facility").fetchone()[0]
    rows = connection.execute(
        "SELECT name_ru, name_kk, settlement, kind, status, region, lat, lon FROM facility"
        " WHERE lat IS NOT NULL AND address LIKE 'улица Абая%' AND id % ? = 0",
        (max(1, last // count),),
    ).fetchall()
    found = []
    for name, kazakh, town, *rest in rows:
        if brand := BRAND.search(name or ""):
            native = BRAND.search(kazakh or "")
            label = name[: brand.start()].strip()
            found.append(Drawn(brand[1], native[1] if native else "", label, town, *rest))
    return found


def _box(connection: sqlite3.Connection, one: Drawn) -> Ask:
    """Return the smallest box around a facility that holds a hundred, of some widths."""
    box: tuple[float, ...] = ()
    for half in HALF_WIDTHS:
        wide = half / cos(radians(one.lat))
        box = (one.lat - half, one.lon - wide, one.lat + half, one.lon + wide)
        south, west, north, east = box
        held = connection.execute(
            "SELECT count(*) FROM (SELECT 1 FROM place WHERE south >= ? AND north <= ?"
            " AND west >= ? AND east <= ? LIMIT 100)",
            (south, north, west, east),
        ).fetchone()[0]
        if held == 100:
            break
    return {"box": tuple(round(edge, 5) for edge in box)}


def _nearest(random: Random, one: Drawn) -> Ask:
    """Return a place up to some twenty kilometres from a facility."""
    lat, lon = one.lat + random.uniform(-0.15, 0.15), one.lon + random.uniform(-0.2, 0.2)
    return {"at": (round(lat, 5), round(lon, 5))}


def _text(random: Random, one: Drawn, brand: str) -> Ask:
    """Return a brand alone or with its town, or a kind with a town."""
    shape = random.randrange(3)
    words = (brand, f"{brand} {one.town}", f"{one.label} {one.town}")[shape]
    return {"q": words, "is_plain": shape == 0, "kind": one.kind, "status": one.status}


def _typo(random: Random, one: Drawn) -> Ask:
    """Return a brand with a slip, alone or with its town."""
    brand = slipped(random, one.brand)
    return {"q": random.choice((brand, f"{brand} {one.town}")), "is_plain": False}


def _counts(random: Random, one: Drawn) -> Ask:
    """Return one to three filters."""
    known = {"kind": one.kind, "status": one.status, "region": one.region}
    chosen = random.sample(sorted(known), random.randint(1, 3))
    return {"filters": {facet: known[facet] for facet in sorted(chosen) if known[facet]}}


def _page(random: Random, one: Drawn) -> Ask:
    """Return a search by text or by two filters, in one of the languages."""
    ask = _text(random, one, one.brand)
    if random.random() < 0.5:
        ask["q"] = ""
    return {**ask, "lang": random.choice(LANGUAGES)}


def _view(lat: float, lon: float, zoom: int, width: int = 1280, height: int = 720) -> Ask:
    """Return what a map of that many pixels shows around a place."""
    half_lon = width / 2 * 360 / (256 * 2**zoom)
    half_lat = height / 2 * 360 / (256 * 2**zoom) * cos(radians(lat))
    south, north = max(-85.0, lat - half_lat), min(85.0, lat + half_lat)
    west, east = max(-180.0, lon - half_lon), min(180.0, lon + half_lon)
    return {"view": tuple(round(edge, 4) for edge in (south, west, north, east)), "zoom": zoom}


def _filtered(random: Random, one: Drawn) -> Ask:
    return _view(one.lat, one.lon, 7) | {"kind": one.kind, "status": one.status}


def slipped(random: Random, word: str) -> str:
    """Return a word with one letter wrong, missing, doubled by another, or two exchanged."""
    place = random.randrange(1, len(word) - 1)
    other = random.choice("абеиклмнорст")
    before, letter, after = word[:place], word[place], word[place + 1 :]
    return random.choice(
        (before + other + after, before + after, before + other + letter + after,
         before + after[:1] + letter + after[1:])
    )  # fmt: skip
