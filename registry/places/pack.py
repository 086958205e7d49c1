"""A country's data pack: a folder of files, read and checked as a whole.

Either all of it is right, and a Pack is returned, or Faulty names every fault by file, row and
column. No database.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import orjson
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from registry.columns import Column, code, full_date, matching, number, several, text, whole
from registry.geo import Point
from registry.i18n import LANGUAGES, _, _l
from registry.places.outlines import km_outside, read_outlines
from registry.tables import Row, Table, read, require, texts

TOLERANCE_KM = 5.0
"""How far a settlement may lie outside the simplified outline of its region, in kilometres."""


class RegionKind(StrEnum):
    """First-level units: regions, and cities that stand beside them."""

    REGION = "region"
    CITY = "city"


def _is_iso(cell: str) -> bool:
    country, dash, unit = cell.partition("-")
    return (
        bool(dash)
        and country.isalpha()
        and country.isupper()
        and len(country) == 2
        and (unit.isalnum() and unit.isascii() and len(unit) <= 3)
    )


def iso_column(name: str, **options: Any) -> Column:
    """A column of ISO 3166-2 codes."""
    return matching(name, _is_iso, _l("This is not an ISO 3166-2 code such as KZ-10."), **options)


def lat_column(name: str = "lat", **options: Any) -> Column:
    """A column of degrees north."""
    return number(name, -90, 90, **options)


def lon_column(name: str = "lon", **options: Any) -> Column:
    """A column of degrees east."""
    return number(name, -180, 180, **options)


REGIONS = (
    iso_column("iso", required=True),
    text("national_code", 20),
    *(text(f"name_{lang}", required=lang == "en") for lang in LANGUAGES),
    *(text(f"short_{lang}", required=lang == "en") for lang in LANGUAGES),
    code("kind", RegionKind, required=True),
    whole("population", 1),
    full_date("population_date"),
    number("area_km2", 0),
    *(text(f"centre_{lang}", required=lang == "en") for lang in ("kk", "ru", "en")),
    lat_column(required=True),
    lon_column(required=True),
    text("timezone", 40, required=True),
)

SETTLEMENTS = (
    whole("id", 1, required=True),
    text("name_kk", 120),
    text("name_ru", 120),
    text("name_en", 120, required=True),
    text("national_code", 20),
    iso_column("region_iso", required=True),
    lat_column(required=True),
    lon_column(required=True),
    whole("population", 1),
    several("other_names", str, "|"),
)

ALIASES = (
    text("name", 120, required=True),
    text("lang", 5),
    text("target", 20, required=True),
    text("note"),
)

SOURCES = (
    text("file", 100, required=True),
    text("title", required=True),
    text("publisher"),
    text("version", 200),
    text("licence"),
    text("licence_url"),
    text("attribution", 2000, required=True),
    text("note", 2000),
)


@dataclass(frozen=True)
class Pack:
    """A pack without faults; each list holds the columns of a table of the same name."""

    country: str  # ISO 3166-1, KZ
    regions: list[dict[str, Any]]
    settlements: list[dict[str, Any]]
    aliases: list[dict[str, Any]]
    boundaries: dict[str, str]  # GeoJSON geometry by ISO code
    sources: list[dict[str, Any]]


def read_pack(folder: Path) -> Pack:
    """Return the pack in a folder, or raise Faulty with every fault of all its files."""
    country, country_table = read_country(folder / "pack.toml")
    regions = read(folder / "regions.csv", REGIONS)
    settlements = read(folder / "settlements.csv", SETTLEMENTS)
    aliases = read(folder / "aliases.csv", ALIASES)
    sources = read(folder / "sources.csv", SOURCES)
    isos = {row["iso"] for row in regions.rows}
    outlines, outline_table = read_outlines(folder / "boundaries.geojson", isos)
    _check_unique(regions, "iso")
    _check_unique(settlements, "id")
    _check_country(regions, country)
    _check_places(settlements, outlines, isos)
    _check_aliases(aliases, isos | {str(row["id"]) for row in settlements.rows})
    require(country_table, regions, outline_table, settlements, aliases, sources)
    return Pack(
        country=country,
        regions=[_region(row, country) for row in regions.rows],
        settlements=[_settlement(row) for row in settlements.rows],
        aliases=[{key: row[key] for key in ("name", "lang", "target")} for row in aliases.rows],
        boundaries={iso: _geojson(outline) for iso, outline in outlines.items()},
        sources=[{**row.values, "country": country} for row in sources.rows],
    )


def read_country(path: Path) -> tuple[str, Table]:
    """Return the country that pack.toml names, with a table of its faults; empty when at fault."""
    table = Table(path.name)
    country: Any = ""
    try:
        country = tomllib.loads(path.read_text(encoding="utf-8")).get("code")
    except FileNotFoundError:
        table.refuse(0, "", _("The file is missing."))
    except UnicodeDecodeError:
        table.refuse(0, "", _("The file is not in UTF-8."))
    except tomllib.TOMLDecodeError as error:
        table.refuse(0, "", _("The file cannot be read: %(reason)s.", reason=str(error)))
    if not table.faults and not (isinstance(country, str) and country):
        table.refuse(0, "code", _("This is missing, or not of the right kind."))
    return (country if isinstance(country, str) else ""), table


def _check_unique(table: Table, column: str) -> None:
    seen: dict[Any, int] = {}
    for row in table.rows:
        value = row[column]
        if value and value in seen:
            first = seen[value]
            table.refuse(
                row.number, column, _("%(key)s is already in row %(row)s.", key=value, row=first)
            )
        seen.setdefault(value, row.number)


def _check_country(regions: Table, country: str) -> None:
    for row in regions.rows:
        if country and row["iso"] and not row["iso"].startswith(f"{country}-"):
            wrong = _("%(iso)s is no part of %(country)s.", iso=row["iso"], country=country)
            regions.refuse(row.number, "iso", wrong)


def _check_places(table: Table, outlines: Mapping[str, BaseGeometry], isos: set[str]) -> None:
    for row in table.rows:
        iso, lat, lon = row["region_iso"], row["lat"], row["lon"]
        if iso and iso not in isos:
            table.refuse(row.number, "region_iso", _("regions.csv has no %(iso)s.", iso=iso))
        elif iso in outlines and lat is not None and lon is not None:
            far_km = km_outside(outlines[iso], Point(lat, lon))
            if far_km > TOLERANCE_KM:
                far = _("This is %(km)d km outside %(iso)s.", km=round(far_km), iso=iso)
                table.refuse(row.number, "lat", far)


def _check_aliases(aliases: Table, targets: set[str]) -> None:
    seen: dict[tuple[str, str], int] = {}
    for row in aliases.rows:
        key = (row["name"], row["target"])
        if row["target"] and row["target"] not in targets:
            nowhere = _("No region or settlement is called %(target)s.", target=row["target"])
            aliases.refuse(row.number, "target", nowhere)
        elif key in seen:
            again = _("This name already leads there, in row %(row)s.", row=seen[key])
            aliases.refuse(row.number, "name", again)
        seen.setdefault(key, row.number)


def _region(row: Row, country: str) -> dict[str, Any]:
    return {
        "iso": row["iso"],
        "country": country,
        "names": texts(row, "name", LANGUAGES),
        "short_names": texts(row, "short", LANGUAGES),
        "centre_names": texts(row, "centre", ("kk", "ru", "en")),
        "kind": row["kind"].value,
        **{key: row[key] for key in ("national_code", "population", "population_date")},
        **{key: row[key] for key in ("area_km2", "lat", "lon", "timezone")},
    }


def _settlement(row: Row) -> dict[str, Any]:
    return {
        "names": texts(row, "name", ("kk", "ru", "en")),
        "other_names": list(row["other_names"]),
        **{key: row[key] for key in ("id", "national_code", "region_iso")},
        **{key: row[key] for key in ("population", "lat", "lon")},
    }


def _geojson(outline: BaseGeometry) -> str:
    return orjson.dumps(mapping(outline)).decode()
