"""Tiles for maps of others, as an independent reader of the format reads them."""

import json
from datetime import date
from math import inf, nextafter
from random import Random

import mapbox_vector_tile
import pytest

from registry.db import db
from registry.facilities.models import Facility
from registry.facilities.vocabulary import Confidence, Kind, Precision, Status
from registry.geo import Box, Point
from registry.maps.web_tile import Tile
from registry.search import answers
from registry.search.commands import index
from registry.search.vector_tiles import tilejson, views
from tests import factories
from tests.factories import SEMEY
from tests.search.world import listed

LIGHT = 30_000
"""Bytes that a tile may have before it is compressed."""

MANY = 700


def tile_at(point, z):
    east, south = Tile(z, 0, 0).place(point)
    return Tile(z, int(east), int(south))


def address(tile, lang="en"):
    return f"/{lang}/tiles/{tile.z}/{tile.x}/{tile.y}.mvt"


def read(client, tile, query=""):
    """Return the properties of what a tile holds, by layer."""
    answer = client.get(address(tile) + query)
    assert answer.status_code == 200
    return {
        name: [feature["properties"] for feature in layer["features"]]
        for name, layer in mapbox_vector_tile.decode(answer.data).items()
    }


def names(client, tile, query=""):
    return [one["name"] for one in read(client, tile, query).get("facilities", [])]


def held(found):
    return len(found.get("facilities", [])) + sum(cell["count"] for cell in found.get("cells", []))


def around(tile, levels):
    """Return the tiles into which a tile is cut so many zooms nearer."""
    width = 1 << levels
    for x in range(tile.x * width, (tile.x + 1) * width):
        for y in range(tile.y * width, (tile.y + 1) * width):
            yield Tile(tile.z + levels, x, y)


def drawn(random, number):
    """Return a facility that is not saved, in one of three towns or out in the steppe."""
    town = random.choice([SEMEY, Point(51.13, 71.43), Point(43.24, 76.9), None])
    at = (
        Point(random.gauss(town.lat, 0.03), random.gauss(town.lon, 0.03))
        if town
        else Point(random.uniform(42, 54), random.uniform(50, 86))
    )
    return Facility(
        public_id=f"m{number:07d}",
        slug=f"facility-{number}",
        names={"en": f"Facility of some length, number {number}"},
        descriptions={},
        kind=random.choice(tuple(Kind)),
        status=Status.ACTIVE,
        confidence=Confidence.HIGH,
        locations=[factories.location(at)],
    )


@pytest.fixture
def many(app):
    """A registry with so many facilities that maps count them."""
    random = Random(7)  # noqa: S311
    facilities = [drawn(random, number) for number in range(MANY)]
    db.session.add_all(facilities)
    db.session.commit()
    index(facilities)
    db.session.commit()
    return facilities


def test_a_facility_is_drawn_with_what_maps_say_of_it(client):
    listed(
        "Semey Hub",
        names={"en": "Semey Hub", "kk": "Семей хабы"},
        public_id="abcdefgh",
        kind=Kind.IT_HUB,
        status=Status.PLANNED,
        confidence=Confidence.LOW,
        place={"precision": Precision.SETTLEMENT},
    )
    tile = tile_at(SEMEY, 10)

    answer = client.get(address(tile, "kk"))

    layers = mapbox_vector_tile.decode(answer.data, default_options={"y_coord_down": True})
    (feature,) = layers["facilities"]["features"]
    assert answer.mimetype == "application/vnd.mapbox-vector-tile"
    assert layers.keys() == {"facilities"}
    assert feature["id"] == int("abcdefgh", 36)
    assert feature["properties"] == {
        "id": "abcdefgh",
        "name": "Семей хабы",
        "kind": "it_hub",
        "status": "planned",
        "precision": "settlement",
        "unverified": True,
        "url": "http://localhost/kk/facilities/abcdefgh",
    }
    assert feature["geometry"]["coordinates"] == [int(s * 4096) for s in tile.place(SEMEY)]


def test_the_address_of_a_facility_leads_to_its_page(client):
    listed("Semey Hub")
    (facility,) = read(client, tile_at(SEMEY, 10))["facilities"]

    page = client.get(facility["url"], follow_redirects=True)

    assert page.status_code == 200
    assert "Semey Hub" in page.text


def test_a_tile_without_facilities_is_empty(client):
    answer = client.get("/en/tiles/10/0/0.mvt")

    assert (answer.status_code, answer.data) == (200, b"")


def test_a_tile_holds_what_the_search_finds(client):
    listed("Incubator", kind=Kind.BUSINESS_INCUBATOR)
    listed("Fab lab", kind=Kind.FAB_LAB)
    tile = tile_at(SEMEY, 8)

    assert sorted(names(client, tile)) == ["Fab lab", "Incubator"]
    assert names(client, tile, "?kind=fab_lab") == ["Fab lab"]
    assert names(client, tile, "?q=incubator") == ["Incubator"]
    assert names(client, tile, "?region=KZ-10&kind=it_hub") == []
    assert names(client, tile, "?box=40,50,41,51") == []


@pytest.mark.parametrize("z", [2, 5, 11, 18])
def test_a_facility_on_an_edge_is_in_one_tile(client, z):
    north_west = tile_at(SEMEY, z)
    box = Tile(z, north_west.x, north_west.y).box
    corner = Point(box.south, box.east)  # just inside; the next steps are across the edges
    steps = [(0, 0), (0, inf), (-inf, 0), (-inf, inf)]
    for number, (south, east) in enumerate(steps):
        lat = nextafter(corner.lat, south) if south else corner.lat
        lon = nextafter(corner.lon, east) if east else corner.lon
        listed(f"Number {number}", at=Point(lat, lon))

    found = [
        name
        for x in (north_west.x, north_west.x + 1)
        for y in (north_west.y, north_west.y + 1)
        if Tile(z, x, y).exists
        for name in names(client, Tile(z, x, y))
    ]

    assert sorted(found) == [f"Number {number}" for number in range(len(steps))]


def test_tiles_add_up_to_the_whole(client, many):
    assert held(read(client, Tile(0, 0, 0))) == MANY
    for z in range(12):
        tile = tile_at(SEMEY, z)

        below = sum(held(read(client, part)) for part in around(tile, 1))

        assert held(read(client, tile)) == below > 0


def test_cells_tell_how_many_of_each_kind_and_stand_inside(client, many):
    tile = tile_at(SEMEY, 4)

    cells = read(client, tile)["cells"]

    inside = [one for one in many if one.location.point in tile.box]
    assert all(cell.pop("count") == sum(cell.values()) for cell in cells)
    for kind in Kind:
        there = sum(one.kind == kind for one in inside)
        assert sum(cell.get(kind.value, 0) for cell in cells) == there
    assert 16 < len(cells) <= 64  # as fine as the search's own map, on tiles twice as wide


def test_tiles_are_light_from_the_world_to_a_street(client, many):
    for z in range(19):
        assert len(client.get(address(tile_at(SEMEY, z))).data) < LIGHT

    packed = client.get(address(tile_at(SEMEY, 4)), headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]


@pytest.mark.parametrize("tile", ["23/0/0", "4/16/0", "4/0/16", "-1/0/0", "4/-1/0", "0/0/1"])
def test_a_tile_beyond_the_map_is_not_found(client, tile):
    answer = client.get(f"/en/tiles/{tile}.mvt")

    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"
    assert answer.json["title"]


def test_a_search_that_makes_no_sense_is_refused_as_a_problem(client):
    for path in ("/en/tiles/4/11/5.mvt", "/en/tiles.json"):
        answer = client.get(f"{path}?kind=castle")

        assert answer.status_code == 422
        assert answer.mimetype == "application/problem+json"
        assert "kind" in answer.json["errors"]


def test_pages_of_others_may_read_tiles_and_what_is_wrong_with_them(client):
    for path in ("tiles/4/11/5.mvt", "tiles.json", "tiles/23/0/0.mvt", "tiles.json?kind=castle"):
        answer = client.get(f"/en/{path}", headers={"Origin": "https://maps.example.org"})

        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")


def again(client, answer, path):
    return client.get(path, headers={"If-None-Match": answer.headers["ETag"]})


def test_a_tile_is_kept_until_a_record_changes(client):
    listed("First")
    path = address(tile_at(SEMEY, 10))
    first = client.get(path)

    kept = again(client, first, path)
    assert (kept.status_code, kept.data) == (304, b"")
    assert kept.headers["ETag"] == first.headers["ETag"]
    assert "no-cache" in first.headers["Cache-Control"]
    assert "no-cache" in kept.headers["Cache-Control"]

    listed("Second")
    changed = again(client, first, path)
    assert changed.status_code == 200
    assert changed.headers["ETag"] != first.headers["ETag"]


def test_a_compressed_tile_that_is_kept_costs_no_search(client, monkeypatch):
    for number in range(9):
        listed(f"Facility {number}")
    path = address(tile_at(SEMEY, 4))
    first = client.get(path, headers={"Accept-Encoding": "br"})

    headers = {"If-None-Match": first.headers["ETag"], "Accept-Encoding": "br"}

    assert first.headers["Content-Encoding"] == "br"
    monkeypatch.setattr(views.queries, "points", lambda *_: pytest.fail("It was searched."))
    assert client.get(path, headers=headers).status_code == 304


def test_a_new_day_and_a_new_format_make_tiles_anew(client, monkeypatch):
    path = address(tile_at(SEMEY, 10))
    first = client.get(path)

    with monkeypatch.context() as patch:
        patch.setattr(answers, "today", lambda: date(2001, 1, 1))  # deadlines have moved
        assert again(client, first, path).status_code == 200
    with monkeypatch.context() as patch:
        patch.setattr(answers, "FORMAT", answers.FORMAT + 1)
        assert again(client, first, path).status_code == 200
    assert again(client, first, path).status_code == 304


def test_what_makes_no_sense_is_refused_even_to_those_who_keep_anything(client):
    answer = client.get("/en/tiles/4/11/5.mvt?kind=castle", headers={"If-None-Match": "*"})

    assert answer.status_code == 422


def test_the_document_leads_to_the_tiles_of_the_same_search(country):
    client = country.test_client()
    query = "?q=парк&kind=it_hub&kind=technology_park&open=1"

    document = client.get(f"/ru/tiles.json{query}").json

    (template,) = document["tiles"]
    assert document["tilejson"] == "3.0.0"
    assert template.startswith("http://localhost/ru/tiles/{z}/{x}/{y}.mvt?")
    assert template.count("kind=") == 2
    for part, number in (("{z}", 4), ("{x}", 11), ("{y}", 5)):
        assert template.count(part) == 1
        template = template.replace(part, str(number))
    assert client.get(template).data == client.get(f"/ru/tiles/4/11/5.mvt{query}").data
    assert client.get("/ru/tiles.json").json["tiles"] == [
        "http://localhost/ru/tiles/{z}/{x}/{y}.mvt"
    ]


def test_the_document_tells_what_tiles_hold(country):
    client = country.test_client()
    document = client.get("/fr/tiles.json").json

    fields = {layer["id"]: layer["fields"] for layer in document["vector_layers"]}
    layers = mapbox_vector_tile.decode(client.get("/fr/tiles/4/11/5.mvt").data)
    assert layers["facilities"]["features"][0]["properties"].keys() == fields["facilities"].keys()
    assert fields["cells"].keys() == {"count", *map(str, Kind)}
    assert all(isinstance(text, str) and text for one in fields.values() for text in one.values())
    west, south, east, north = document["bounds"]
    assert 46 < west < 47 and 40 < south < 41 and 87 < east < 88 and 55 < north < 56
    assert document["minzoom"] == 0 < document["center"][2] < document["maxzoom"] <= 22


def test_the_document_names_who_made_the_data_as_text(country):
    document = country.test_client().get("/en/tiles.json").json

    assert "GeoNames" in document["attribution"]
    assert "public pages" in document["attribution"]
    assert "OCHA" not in document["attribution"]  # outlines are not in the tiles


def test_credits_are_shown_as_the_text_they_are(app):
    with app.test_request_context("/en/"):
        document = tilejson.document(
            tiles="", bounds=Box(-90, -180, 90, 180), kinds={}, credits=["A & <B>", "", "A & <B>"]
        )

    assert document["attribution"] == "A &amp; &lt;B&gt;"
    assert document["bounds"] == [-180, -85.0511, 180, 85.0511]


def test_the_document_is_kept_until_it_changes(client):
    first = client.get("/en/tiles.json")

    assert json.loads(first.data)["bounds"][0] == -180  # nothing is loaded: the whole Earth
    assert again(client, first, "/en/tiles.json").status_code == 304
    assert again(client, first, "/en/tiles.json?kind=fab_lab").status_code == 200
