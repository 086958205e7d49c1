"""The search page and what its scripts ask for, over the real data."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

NAMES = (
    "q", "near", "radius_km", "box", "kind", "status", "service", "sector", "stage", "language",
    "region", "open", "confirmed", "sort", "after", "view", "zoom", "typed", "places", "x",
)  # fmt: skip
LIKELY = st.sampled_from(
    ["", "1", "-1", "50", "nan", "inf", "1e400", "Semey", "50.4,80.2", "80.2,50.4", "0,0", "a,b",
     "40,46,56,88", "56,88,40,46", "fab_lab", "KZ-10", "name", "distance", "технопарк", "%", "\x00",
     "'\"<>&", "\ud800", "🙂", "x" * 300, "AAAA", "*", "NEAR(", "(", "-", "\"", ":"]
)  # fmt: skip
VALUES = st.one_of(LIKELY, st.text(max_size=60), st.floats().map(str), st.integers().map(str))
QUERIES = st.lists(st.tuples(st.sampled_from(NAMES), VALUES), max_size=6)


def sendable(pairs):
    return [(name, value.encode("utf-8", "surrogatepass")) for name, value in pairs]


@pytest.mark.parametrize(
    "path",
    ["/kk/", "/en/points.json", "/ru/suggest.json", "/en/tiles/4/11/5.mvt", "/fr/tiles.json"],
)
def test_no_address_breaks_a_page(country, path):
    client = country.test_client()

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(QUERIES)
    def holds(pairs):
        assert client.get(path, query_string=sendable(pairs)).status_code in (200, 400, 422)

    holds()


def test_a_refused_address_says_why_and_keeps_what_was_typed(country):
    answer = country.test_client().get("/en/?q=fab lab&near=Atlantis")

    assert answer.status_code == 422
    assert "We know no place called “Atlantis”." in answer.text
    assert 'value="fab lab"' in answer.text


def test_a_way_out_leads_out(country):
    client = country.test_client()
    page = client.get("/en/?near=Abai region&kind=science_city").text

    ways = re.findall(r'href="([^"]+)">without', page)

    assert ways
    for way in ways:
        assert "Nothing found" not in client.get(way.replace("&amp;", "&")).text


def test_the_same_address_gives_the_same_page(country):
    def page():
        text = country.test_client().get("/ru/?q=технопарк Караганда").text
        return re.sub(r'nonce="[^"]+"|name="csrf_token" value="[^"]+"', "", text)

    assert page() == page()


def test_an_incubator_near_semey_is_found_although_none_is_nearer_than_300_km(country):
    text = country.test_client().get("/ru/?q=инкубатор рядом с Семей").text

    assert "Торайгыров" in text
    assert "500\N{NO-BREAK SPACE}км" in text


def test_the_map_gets_pins_of_what_the_list_finds(country):
    client = country.test_client()

    answer = client.get("/en/points.json?q=design bureau&view=40,46,56,88&zoom=5")

    kinds = {feature["properties"]["kind"] for feature in answer.json["features"]}
    assert kinds == {"design_bureau"}


def test_suggestions_hold_kinds_places_and_facilities(country):
    client = country.test_client()

    def offered(typed):
        return [
            one["value"]
            for one in client.get(f"/en/suggest.json?typed={typed}").json["suggestions"]
        ]

    assert "Technology park" in offered("techn")
    assert "Karagandy" in offered("kara")
    assert "технопарк Karagandy" in offered("технопарк кара")
    assert "Astana Hub" in offered("astana h")


def test_the_front_page_speaks_the_language_that_the_browser_asks_for(country):
    def way(accepted):
        headers = {"Accept-Language": accepted}
        return country.test_client().get("/?q=a", headers=headers).location

    assert way("fr-FR,fr") == "/fr/?q=a"
    assert way("de") == "/kk/?q=a"


def test_a_page_stays_small(country):
    answer = country.test_client().get("/kk/", headers={"Accept-Encoding": "gzip"})

    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.data) < 60_000


def test_another_language_begins_at_the_first_page(country):
    client = country.test_client()
    second = re.search(r'rel="next" href="([^"#]+)', client.get("/en/?sort=name").text)[1]
    second = second.replace("&amp;", "&")
    assert "after=" in second

    kazakh = re.search(r'href="(/kk/\?[^"]*)" hreflang="kk"', client.get(second).text)[1]

    assert kazakh == "/kk/?sort=name"
    assert client.get(kazakh).status_code == 200
