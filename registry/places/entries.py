"""Places as the gazetteer knows them, and those it knows only in order to refuse them. Pure."""

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

from registry.db import Texts
from registry.geo import Point

ELSEWHERE = Path(__file__).with_name("elsewhere.csv")

SETTLEMENT, REGION, ABROAD, COUNTRY = "settlement", "region", "abroad", "country"
"""Levels of entries; the last two are known only in order to be refused."""


class Entry(NamedTuple):
    """A place as the gazetteer knows it."""

    id: str  # GeoNames id of a settlement, ISO code of a region
    names: Texts
    others: tuple[str, ...]  # old, colloquial and foreign names
    level: str  # settlement or region
    region_iso: str
    region_names: Texts
    population: int | None
    point: Point  # of a region, its administrative centre


@cache
def elsewhere(country: str) -> tuple[Entry, ...]:
    """Return what lies abroad, and the country itself, as entries that are refused."""
    found = []
    with ELSEWHERE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["country"] != country:
                level = ABROAD
            elif row["kind"] == "country":
                level = COUNTRY
            else:
                continue
            names = tuple(row["names"].split("|"))
            found.append(Entry(row["country"], {}, names, level, "", {}, None, Point(0, 0)))
    return tuple(found)
