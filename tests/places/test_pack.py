import numpy as np
import orjson
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import box, mapping, shape
from sqlalchemy import func, select

from registry.db import db
from registry.errors import Faulty
from registry.geo import Point, great_circle_km
from registry.places.commands import load_places
from registry.places.models import (
    Alias,
    Boundary,
    DataSource,
    Region,
    Revision,
    Settlement,
)
from registry.places.outlines import km_outside
from registry.places.pack import read_pack
from tests.conftest import PACK

REGION_COLUMNS = (
    "iso,national_code,name_kk,name_ru,name_en,name_fr,short_kk,short_ru,short_en,short_fr,kind,"
    "population,population_date,area_km2,centre_kk,centre_ru,centre_en,lat,lon,timezone"
)
ABAI = (
    "KZ-10,100000000,Абай облысы,область Абай,Abai Region,Région d’Abaï,Абай,Абай,Abai,Abaï,"
    "region,595676,2026-01-01,185500,Семей,Семей,Semey,50.4,80.2,Asia/Almaty"
)
AKMOLA = (
    "KZ-11,110000000,Ақмола облысы,Акмолинская область,Akmola Region,,Ақмола,Акмолинская,Akmola,,"
    "region,789413,2026-01-01,146219,Көкшетау,Кокшетау,Kokshetau,53.2,69.3,Asia/Almaty"
)
SETTLEMENT_COLUMNS = (
    "id,name_kk,name_ru,name_en,national_code,region_iso,lat,lon,population,other_names"
)
SEMEY = "1519422,Семей,Семей,Semey,101010000,KZ-10,50.42,80.25,292780,Semipalatinsk|Семипалатинск"
EMPTY = "1526648,Ақсуат,Аксуат,Aksuat,,KZ-10,50.5,80.5,,"

FILES = {
    "pack.toml": 'code = "KZ"\n',
    "regions.csv": f"{REGION_COLUMNS}\n{ABAI}\n{AKMOLA}\n",
    "settlements.csv": f"{SETTLEMENT_COLUMNS}\n{SEMEY}\n{EMPTY}\n",
    "aliases.csv": "name,lang,target,note\nSemipalatinsk,en,1519422,name until 2007\n",
    "sources.csv": (
        "file,title,publisher,version,licence,licence_url,attribution,note\n"
        "settlements.csv,GeoNames,,,CC BY 4.0,,Places: GeoNames (CC BY 4.0),\n"
    ),
}
OUTLINES = {"KZ-10": mapping(box(78, 49, 82, 52)), "KZ-11": mapping(box(68, 51, 72, 54))}


def geojson(outlines):
    features = [
        {"type": "Feature", "properties": {"iso": iso}, "geometry": outline}
        for iso, outline in outlines
    ]
    return orjson.dumps({"type": "FeatureCollection", "features": features})


@pytest.fixture
def pack(tmp_path):
    """A folder with a small pack that is right."""
    for name, content in FILES.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    (tmp_path / "boundaries.geojson").write_bytes(geojson(OUTLINES.items()))
    return tmp_path


def change(path, old, new):
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new), encoding="utf-8")


def faults(folder):
    with pytest.raises(Faulty) as caught:
        read_pack(folder)
    return [tuple(fault) for fault in caught.value.faults]


def revision():
    found = db.session.get(Revision, "places")
    return found.number if found else 0


def test_a_pack_without_faults_is_read(pack):
    found = read_pack(pack)

    assert found.country == "KZ"
    assert [region["iso"] for region in found.regions] == ["KZ-10", "KZ-11"]
    assert "fr" not in found.regions[1]["names"]
    assert found.settlements[0]["other_names"] == ["Semipalatinsk", "Семипалатинск"]
    assert found.settlements[1]["population"] is None


def test_faults_of_all_files_are_told_together(pack):
    change(pack / "pack.toml", "code", "country")
    change(pack / "regions.csv", "595676", "many")
    change(pack / "settlements.csv", "1526648", "1519422")
    change(pack / "aliases.csv", "1519422", "KZ-99")
    change(pack / "sources.csv", "Places: GeoNames (CC BY 4.0)", "")

    found = [fault[:3] for fault in faults(pack)]

    assert found == [
        ("pack.toml", 0, "code"),
        ("regions.csv", 2, "population"),
        ("settlements.csv", 3, "id"),
        ("aliases.csv", 2, "target"),
        ("sources.csv", 2, "attribution"),
    ]


def test_population_zero_is_refused_because_unknown_is_empty(pack):
    change(pack / "settlements.csv", "292780", "0")

    assert faults(pack) == [("settlements.csv", 2, "population", "0 is below 1.")]


def test_a_settlement_of_an_unknown_region_is_refused(pack):
    change(pack / "settlements.csv", "KZ-10,50.5", "KZ-12,50.5")

    assert faults(pack) == [("settlements.csv", 3, "region_iso", "regions.csv has no KZ-12.")]


def test_a_settlement_may_lie_five_kilometres_outside_its_region_and_no_more(pack):
    change(pack / "settlements.csv", "80.5,,", "82.06,,")  # 4.2 km beyond 82 degrees east
    read_pack(pack)

    change(pack / "settlements.csv", "82.06", "82.08")  # 5.7 km

    assert faults(pack) == [("settlements.csv", 3, "lat", "This is 6 km outside KZ-10.")]


def test_a_region_of_another_country_is_refused(pack):
    change(pack / "pack.toml", 'code = "KZ"', 'code = "KG"')

    assert {fault[:3] for fault in faults(pack)} == {
        ("regions.csv", 2, "iso"),
        ("regions.csv", 3, "iso"),
    }


def test_an_alias_that_stands_twice_is_refused(pack):
    with (pack / "aliases.csv").open("a") as file:
        file.write("Semipalatinsk,ru,1519422,\n")

    assert faults(pack) == [
        ("aliases.csv", 3, "name", "This name already leads there, in row 2."),
    ]


BOW_TIE = {"type": "Polygon", "coordinates": [[[78, 49], [82, 52], [82, 49], [78, 52], [78, 49]]]}


@pytest.mark.parametrize(
    ("outlines", "expected"),
    [
        ([("KZ-10", OUTLINES["KZ-10"])], (0, "The outline of KZ-11 is missing.")),
        ([*OUTLINES.items(), ("KZ-10", BOW_TIE)], (3, "KZ-10 stands twice.")),
        ([*OUTLINES.items(), ("KZ-99", BOW_TIE)], (3, "regions.csv has no KZ-99.")),
        (
            [("KZ-10", {"type": "Point", "coordinates": [80, 50]}), *list(OUTLINES.items())[1:]],
            (1, "The geometry of this feature is no polygon."),
        ),
        (
            [("KZ-10", BOW_TIE), *list(OUTLINES.items())[1:]],
            (1, "The polygon is broken: Self-intersection[80 50.5]."),
        ),
        (
            [("KZ-10", {"type": "Polygon"}), *list(OUTLINES.items())[1:]],
            (1, "The geometry of this feature cannot be read."),
        ),
    ],
)
def test_boundaries_are_one_valid_polygon_for_each_region(pack, outlines, expected):
    (pack / "boundaries.geojson").write_bytes(geojson(outlines))

    assert faults(pack) == [("boundaries.geojson", expected[0], "", expected[1])]


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"features": 3}', b'{"features": []}'])
def test_what_is_no_collection_of_features_is_refused(pack, content):
    (pack / "boundaries.geojson").write_bytes(content)

    assert [fault[:3] for fault in faults(pack)] == [("boundaries.geojson", 0, "")]


@pytest.mark.parametrize("name", [*FILES, "boundaries.geojson"])
def test_a_missing_file_is_told(pack, name):
    (pack / name).unlink()

    assert (name, 0, "", "The file is missing.") in faults(pack)


@pytest.mark.parametrize("content", [b"code = ", b"\xff", b"code = 1", b'code = ""', b""])
def test_a_broken_description_of_the_country_is_told(pack, content):
    (pack / "pack.toml").write_bytes(content)

    assert {fault[0] for fault in faults(pack)} == {"pack.toml"}


SLANTED = shapely.Polygon([(78, 49), (82, 52), (78, 52)])
RIM = [SLANTED.exterior.interpolate(i / 2000, normalized=True) for i in range(2000)]
RIM_LATS, RIM_LONS = np.array([p.y for p in RIM]), np.array([p.x for p in RIM])


@given(st.floats(45, 55), st.floats(75, 85))
def test_distance_outside_an_outline_is_that_to_its_nearest_point(lat, lon):
    far_km = km_outside(SLANTED, Point(lat, lon))

    inside = SLANTED.intersects(shapely.Point(lon, lat))
    nearest_km = great_circle_km(Point(lat, lon), RIM_LATS, RIM_LONS).min()
    assert far_km == pytest.approx(0 if inside else nearest_km, abs=2, rel=0.02)


def test_loading_twice_changes_nothing(app, pack):
    first = load_places(pack)
    db.session.commit()
    second = load_places(pack)

    assert first == 2 + 2 + 1 + 2 + 1
    assert second == 0
    assert revision() == 1
    assert db.session.get(Region, "KZ-10").names["fr"] == "Région d’Abaï"
    assert db.session.get(Settlement, 1526648).population is None


def test_what_changed_is_updated_and_counted(app, pack):
    load_places(pack)
    change(pack / "settlements.csv", "292780", "300000")
    change(pack / "aliases.csv", "Semipalatinsk", "Semei")

    changed = load_places(pack)

    assert changed == 3  # the settlement; one alias gone, one new
    assert revision() == 2
    assert db.session.get(Settlement, 1519422).population == 300000
    assert db.session.scalars(select(Alias.name)).all() == ["Semei"]


def test_a_faulty_pack_changes_nothing(app, pack):
    change(pack / "settlements.csv", "292780", "0")

    with pytest.raises(Faulty):
        load_places(pack)

    assert db.session.scalar(select(func.count()).select_from(Region)) == 0
    assert revision() == 0


def test_loading_does_not_commit(app, pack):
    load_places(pack)
    db.session.rollback()

    assert db.session.scalar(select(func.count()).select_from(Region)) == 0


def test_the_pack_of_kazakhstan_is_whole(app):
    load_places(PACK)

    regions = db.session.scalars(select(Region)).all()
    assert len(regions) == 20
    assert sum(region.population for region in regions) == 20_495_975
    assert all(region.names.keys() == {"kk", "ru", "en", "fr"} for region in regions)
    assert all(region.short_names.keys() == {"kk", "ru", "en", "fr"} for region in regions)
    settlements = db.session.scalars(select(Settlement)).all()
    assert len(settlements) == 351
    assert all(settlement.names.keys() == {"kk", "ru", "en"} for settlement in settlements)
    assert sum(settlement.population is None for settlement in settlements) == 50
    assert len(db.session.scalars(select(DataSource)).all()) == 7


def test_neighbours_in_kazakhstan_share_their_borders(app):
    load_places(PACK)

    boundaries = db.session.scalars(select(Boundary.geometry))
    outlines = [shape(orjson.loads(geometry)) for geometry in boundaries]

    assert len(outlines) == 20
    assert shapely.coverage_is_valid(outlines)
    assert shapely.union_all(outlines).area == pytest.approx(
        sum(outline.area for outline in outlines)
    )
