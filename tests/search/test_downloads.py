"""What a search finds, as programs and spreadsheets read it."""

import csv
import json
from base64 import urlsafe_b64encode
from io import BytesIO, StringIO

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.facilities.vocabulary import Kind
from registry.geo import Point, distance_km
from registry.search.downloads.formats import harmless
from registry.search.downloads.views import AT_ONCE, FREE
from registry.search.queries import counts, entries
from registry.search.question import Question
from tests.factories import SEMEY
from tests.search import world
from tests.search.world import listed

PARK = {"kk": "Алатау паркі", "ru": "Парк «Алатау»", "en": "Alatau Park"}
NORTH = Point(51.0, 80.0)


def geojson(client, query=""):
    answer = client.get(f"/en/facilities.geojson?{query}")
    assert answer.status_code == 200
    assert answer.mimetype == "application/geo+json"
    return answer.json


def lines(client, query=""):
    answer = client.get(f"/en/facilities.jsonl?{query}")
    assert answer.status_code == 200
    return [json.loads(line) for line in answer.text.splitlines()]


def table(client, query=""):
    answer = client.get(f"/en/facilities.csv?{query}")
    assert answer.status_code == 200
    assert answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(StringIO(answer.data.decode("utf-8-sig"), newline="")))


def ids(collection):
    return [feature["properties"]["id"] for feature in collection["features"]]


def test_a_facility_is_a_feature_with_all_that_a_list_shows(client):
    facility = listed(names=PARK, kind=Kind.TECHNOLOGY_PARK)

    (feature,) = geojson(client)["features"]

    assert feature["geometry"] == {"type": "Point", "coordinates": [SEMEY.lon, SEMEY.lat]}
    assert feature["properties"]["id"] == facility.public_id
    assert feature["properties"]["names"] == PARK
    assert feature["properties"]["kind"] == "technology_park"
    assert "public_id" not in feature["properties"]


def test_a_facility_without_a_pin_has_no_geometry(client):
    listed(at=None)

    for query in ("", "limit=5"):
        assert geojson(client, query)["features"][0]["geometry"] is None
    assert table(client)[0]["lat"] == ""


def test_all_formats_give_the_same_facilities_as_the_search(client, monkeypatch):
    monkeypatch.setattr(entries, "BATCH", 7)
    facilities = world.build(30)
    wanted = sorted(f.public_id for f in facilities if f.kind == world.KINDS[0])
    query = f"kind={world.KINDS[0].value}"

    found = geojson(client, query)
    assert found["numberMatched"] == len(wanted)
    assert sorted(ids(found)) == wanted
    assert sorted(one["id"] for one in lines(client, query)) == wanted
    assert sorted(row["id"] for row in table(client, query)) == wanted
    assert geojson(client, "q=nothing+of+this+name")["features"] == []


def test_parts_of_the_list_follow_each_other_in_its_order(client):
    world.build(12)
    whole, query = [], "limit=5&sort=name"

    while query:
        part = geojson(client, query)
        assert part["numberMatched"] == 12
        assert part["numberReturned"] == len(part["features"])
        whole += [feature["properties"]["names"]["en"] for feature in part["features"]]
        following = part.get("links", [])
        query = following[0]["href"].partition("?")[2] if following else ""

    assert len(whole) == 12
    assert whole == sorted(whole)


def test_from_a_point_outwards_the_nearest_come_with_their_distance(client):
    near, far = listed("Near"), listed("Far", at=NORTH)
    listed("Nowhere", at=None)
    query = f"at={SEMEY.lat},{SEMEY.lon}"

    part = geojson(client, f"{query}&limit=2")

    assert ids(part) == [near.public_id, far.public_id]
    km = [feature["properties"]["distance_km"] for feature in part["features"]]
    assert km == pytest.approx([0, distance_km(SEMEY, NORTH)], abs=1e-3)
    every = {one["names"]["en"]: one.get("distance_km") for one in lines(client, query)}
    assert every == {"Near": 0, "Far": pytest.approx(km[1], abs=1e-3), "Nowhere": None}


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=1001", "limit=x", "at=91,0", "at=north", "limit=5&after=x", "box=1"]
)
def test_what_makes_no_sense_is_a_problem_in_a_sentence(client, query):
    answer = client.get(f"/en/facilities.geojson?{query}", headers={"Accept": "application/json"})

    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    assert answer.json["errors"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_an_empty_limit_is_none(client):
    facility = listed()

    for query in ("limit=", "limit=%20"):
        assert ids(geojson(client, query)) == [facility.public_id]


def test_strange_parameters_stay_in_the_address_of_what_follows(client):
    listed(), listed()
    query = "limit=1&endpoint=x&_anchor=y&_external=1&lang=ru&q=Facility"

    (following,) = geojson(client, query)["links"]

    assert following["href"].startswith(f"http://localhost/en/facilities.geojson?{query}&after=")
    assert len(geojson(client, following["href"].partition("?")[2])["features"]) == 1


@pytest.mark.parametrize("place", [["standing", 0, "\0", 1], ["standing", 0, "a", 2**31]])
def test_a_place_in_a_list_that_no_database_takes_is_refused(client, place):
    after = urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")

    for page in ("/en/", "/en/facilities.geojson"):
        assert client.get(f"{page}?limit=5&after={after}").status_code == 422


def test_downloads_leave_threads_to_others(app, client):
    listed()
    free = app.extensions[FREE]
    for _ in range(AT_ONCE):
        assert free.acquire(blocking=False)

    refused = client.get("/en/facilities.csv")
    assert refused.status_code == 503
    assert refused.headers["Retry-After"]
    for _ in range(AT_ONCE):
        free.release()

    for _ in range(AT_ONCE + 1):  # each gives back what it took
        answer = client.get("/en/facilities.csv")
        assert answer.headers["X-Total-Count"] == "1"
        answer.close()


def test_counts_are_those_of_the_filters(client):
    world.build(20)

    answer = client.get(f"/en/counts.json?kind={world.KINDS[0].value}")

    assert answer.json["counts"] == counts(Question(kinds=(world.KINDS[0].value,)))


def test_a_table_has_a_column_for_each_language_and_no_formulas(client):
    listed(names={"ru": "=HYPERLINK(1)", "en": 'Alatau, "Park"\nTwo'})

    (row,) = table(client)

    assert row["name_ru"] == "'=HYPERLINK(1)"
    assert row["name_en"] == 'Alatau, "Park"\nTwo'
    assert (row["name_kk"], row["region_iso"]) == ("", "KZ-10")
    assert (float(row["lat"]), float(row["lon"])) == SEMEY


@given(st.text())
def test_no_text_begins_a_formula(text):
    assert not harmless(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_a_copy_is_good_until_a_record_changes(client):
    listed()
    address = "/en/facilities.geojson?limit=5"
    tag = client.get(address).headers["ETag"]

    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    listed()
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_the_page_of_results_leads_to_its_downloads(client):
    listed(kind=Kind.FAB_LAB)

    page = client.get("/en/?kind=fab_lab").text

    assert 'href="/en/facilities.csv?kind=fab_lab"' in page
    assert 'href="/en/facilities.geojson?kind=fab_lab"' in page


def book(client, query=""):
    answer = client.get(f"/en/facilities.xlsx?{query}")
    assert answer.status_code == 200
    sheet = openpyxl.load_workbook(BytesIO(answer.data)).active
    header, *rows = sheet.iter_rows()
    names = [cell.value for cell in header]
    return [dict(zip(names, row, strict=True)) for row in rows]


def test_a_workbook_has_what_the_table_has(client, monkeypatch):
    monkeypatch.setattr(entries, "BATCH", 7)
    world.build(30)

    rows = [{name: cell.value for name, cell in row.items()} for row in book(client)]

    wanted = [
        {name: value.removeprefix("'") or None for name, value in row.items()}
        for row in table(client)
    ]
    numbers = ("lat", "lon")
    told = [
        {
            name: str(value) if name in numbers and value is not None else value
            for name, value in row.items()
        }
        for row in rows
    ]
    assert told == wanted


def test_no_cell_of_a_workbook_is_a_formula_and_odd_signs_do_no_harm(client):
    listed(names={"en": "=1+1 & <b>\x0b"})

    (row,) = book(client)

    assert row["name_en"].data_type == "s"
    assert row["name_en"].value == "=1+1 & <b>"
    assert row["lat"].data_type == "n"
