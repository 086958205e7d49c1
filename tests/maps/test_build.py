import json
import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

import folium
import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.geo import Box, Point
from registry.maps import build, sketch
from registry.maps.build import Tiles
from tests.maps.samples import HOSTILE, OUTLINES, frame, pin

MAPS = {
    "results": lambda page: build.results_map(page, points_url="/points?q=a&b=c"),
    "facility": lambda page: build.facility_map(page, pin(), [pin(id="bcdefghj")]),
    "region": lambda page: build.region_map(
        page, iso="XX-1", fit=Box(50, 60, 52, 62), points_url="/points"
    ),
}
each_map = pytest.mark.parametrize("drawn", MAPS.values(), ids=MAPS)


@pytest.fixture(autouse=True)
def speaking(app):
    with app.test_request_context("/en/"):
        yield


class Page(HTMLParser):
    """Collects elements with their attributes, and the text of the data block."""

    def __init__(self, drawing):
        super().__init__()
        self.elements = []
        self.texts = {}
        self.feed("".join(drawing))
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        tag, attrs = self.elements[-1]
        if tag == "script" and data.strip():
            self.texts[attrs.get("type")] = data

    def all(self, tag):
        return [attrs for name, attrs in self.elements if name == tag]

    @property
    def data(self):
        return json.loads(self.texts["application/json"])


def addresses(drawing):
    """Return every whole address in any part, links in words included."""
    return re.findall(r"(?:https?:)?//[a-z0-9][^\s\"'<)]*", "".join(drawing), re.IGNORECASE)


@each_map
def test_no_part_names_a_foreign_host(drawn):
    drawing = drawn(frame())

    assert addresses(drawing) == []


@each_map
def test_every_script_carries_the_nonce(drawn):
    page = Page(drawn(frame(nonce="a-B_9")))

    scripts = page.all("script")
    assert len(scripts) == 4  # Leaflet, the data, what Folium draws, map.js
    assert {script["nonce"] for script in scripts} == {"a-B_9"}


@each_map
def test_no_style_element_no_style_attribute_no_handler_inside_the_page(drawn):
    page = Page(drawn(frame(sketch=sketch.static_svg(OUTLINES, [pin()], title="Map"))))

    assert page.all("style") == []
    attributes = {name for _tag, attrs in page.elements for name in attrs}
    assert not [name for name in attributes if name == "style" or name.startswith("on")]


@each_map
def test_the_same_page_gives_the_same_bytes(drawn):
    first = drawn(frame())
    build._shell.cache_clear()

    assert drawn(frame()) == first


def test_pages_share_a_shell_but_not_their_nonce_name_or_data():
    build._shell.cache_clear()

    first = MAPS["results"](frame(nonce="first-nonce", label="First"))
    second = MAPS["facility"](frame(nonce="second-nonce", label="Second"))

    assert build._shell.cache_info().misses == 1
    assert "first-nonce" not in "".join(second) and "First" not in second.html
    assert 'aria-label="Second"' in second.html and 'aria-label="First"' in first.html


def test_only_our_leaflet_is_loaded_and_nothing_that_folium_adds():
    drawing = MAPS["results"](frame())

    page = Page(drawing)
    assert [link["href"] for link in page.all("link")] == ["/static/leaflet.css"]
    assert [script["src"] for script in page.all("script") if "src" in script] == [
        "/static/leaflet.js",
        "/static/map.js",
    ]
    assert page.all("meta") == []


def test_folium_keeps_its_own_files_for_others():
    MAPS["results"](frame())

    assert folium.Map().default_js


def test_the_map_can_be_found_by_our_script():
    drawing = MAPS["results"](frame())

    assert "window.registryMap = registry_map;" in drawing.script
    assert 'id="registry_map"' in drawing.html


def test_the_script_of_the_map_runs_after_leaflet_and_before_ours():
    page = Page(MAPS["results"](frame()))

    leaflet, _data, drawn, ours = page.all("script")
    assert "defer" in leaflet
    assert drawn["type"] == ours["type"] == "module"


def test_tiles_are_asked_for_only_where_a_server_is_set():
    without = MAPS["results"](frame())
    tiles = Tiles("https://tiles.example.org/{z}/{x}/{y}.png", "© Makers <b>")

    drawing = MAPS["results"](frame(tiles=tiles))

    assert "tileLayer" not in without.script
    assert [urlsplit(found).netloc for found in addresses(drawing)] == ["tiles.example.org"]
    assert "Makers &lt;b&gt;" in json.loads(f'"{attribution(drawing)}"')


def attribution(drawing):
    return re.search(r'"attribution": "([^"]*)"', drawing.script)[1]


@each_map
@pytest.mark.parametrize("field", ["label", "boundaries_credit", "boundaries_url", "nonce"])
def test_hostile_text_stays_text(drawn, field):
    plain = Page(drawn(frame()))

    page = Page(drawn(frame(**{field: HOSTILE})))

    assert [tag for tag, _attrs in page.elements] == [tag for tag, _attrs in plain.elements]


def test_text_that_would_end_the_data_does_not():
    hostile = f"</script>{HOSTILE}<!--"
    page = frame(boundaries_credit=hostile, texts={"close": hostile})

    found = Page(build.facility_map(page, pin(name=hostile))).data

    assert found["credit"] == found["texts"]["close"] == hostile
    assert found["features"][0]["properties"]["name"] == hostile


@given(name=st.text(), url=st.text())
def test_data_come_through_whole_whatever_people_typed(name, url):
    page = Page(build.facility_map(frame(), pin(name=name, url=url)))

    found = page.data["features"][0]["properties"]
    assert (found["name"], found["url"]) == (name, url)


def test_the_map_of_results_says_where_the_search_looks():
    drawing = build.results_map(
        frame(), points_url="/points", centre=Point(51, 61), radius_km=50.0, fit=Box(1, 2, 3, 4)
    )

    data = Page(drawing).data
    assert data["centre"] == [51, 61]
    assert data["radius_km"] == 50
    assert data["fit"] == [[1, 2], [3, 4]]


@pytest.mark.parametrize(("precision", "has_circle"), [("building", False), ("settlement", True)])
def test_only_an_approximate_facility_has_a_circle_around_it(precision, has_circle):
    drawing = build.facility_map(frame(), pin(precision=precision))

    assert bool(Page(drawing).data["around_km"]) is has_circle


def test_the_sketch_stands_in_the_place_of_the_map():
    drawing = MAPS["results"](frame(sketch=sketch.static_svg(OUTLINES, title="Country")))

    assert '<div class="map__sketch"><svg class="sketch"' in drawing.html


def test_the_map_is_named_and_explained_to_those_who_use_it_by_keyboard():
    page = Page(MAPS["results"](frame()))

    canvas = next(attrs for attrs in page.all("div") if attrs.get("id") == "registry_map")
    hint = next(attrs for attrs in page.all("p") if attrs["id"] == canvas["aria-describedby"])
    assert canvas["aria-label"] == "Map of the results"
    assert hint["class"] == "unseen"


@pytest.mark.parametrize("tiles", [None, Tiles("https://t/{z}/{x}/{y}.png", "Someone")])
def test_a_map_has_a_last_zoom_with_tiles_and_without(tiles):
    script = str(build.results_map(frame(tiles=tiles), points_url="/points").script)

    options = script[script.index("L.map(") : script.index("});")]
    assert '"minZoom": 3,' in options
    assert '"maxZoom": 18,' in options
