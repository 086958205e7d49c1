"""What the map does when it is clicked, walked by keyboard, moved fast, held in a hand."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

ASTANA = (51.13, 71.43)
POINTS = re.compile(r"/points\.json")
METRE = 1 / 111_320
"""Degrees of latitude."""

ZOOM = "zoom => { registryMap.setView([51.13, 71.43], zoom, {animate: false}) }"
PAN = "lon => { registryMap.setView([51.13, lon], registryMap.getZoom(), {animate: false}) }"


def facility(number, lat, lon, name="Hub"):
    properties = {
        "id": f"zzzzzz{number:02}",
        "name": f"{name} {number}",
        "url": f"/en/facilities/zzzzzz{number:02}",
        "kind": "it_hub",
        "sign": "IT",
        "status": "active",
    }
    place = {"type": "Point", "coordinates": [lon, lat]}
    return {"type": "Feature", "geometry": place, "properties": properties}


def pile(count, metres_apart=0.0):
    lat, lon = ASTANA
    return [facility(n, lat + n * metres_apart * METRE, lon) for n in range(1, count + 1)]


def collection(features):
    return {"type": "FeatureCollection", "kinds": ["fab_lab", "it_hub"], "features": features}


def opened(page, features):
    """Show a search around Astana whose map gets these features."""
    page.route(POINTS, lambda route: route.fulfill(json=collection(features)))
    page.goto(f"/en/?near={ASTANA[0]},{ASTANA[1]}&radius_km=20")
    page.locator(".find__map").scroll_into_view_if_needed()
    expect(page.locator(".map-pin").first).to_be_visible()
    return page


def cell(count, east=0.0):
    """Return a cell so many degrees east of Astana."""
    lat, lon = ASTANA
    properties = {"count": count, "kinds": [1, count - 1]}
    place = {"type": "Point", "coordinates": [lon + east, lat]}
    return {"type": "Feature", "geometry": place, "properties": properties}


def links(page):
    return page.locator(".map-popup a")


@pytest.mark.parametrize("metres", [0, 2, 6])
def test_a_pile_opens_at_the_last_zoom(page, metres):
    opened(page, pile(2, metres))
    page.evaluate(ZOOM, 14)
    page.evaluate(ZOOM, 18)

    page.locator(".map-pin").click()

    expect(links(page)).to_have_text(["Hub 1", "Hub 2"])


def test_a_pile_whose_facilities_come_apart_brings_the_visitor_nearer(page):
    opened(page, pile(2, 200))
    page.evaluate(ZOOM, 12)

    page.locator(".map-pin").click()

    expect(page.locator(".map-pin")).to_have_count(2)
    expect(page.locator(".map-popup")).to_have_count(0)


def test_a_pile_is_walked_by_keyboard(page):
    opened(page, pile(3, 2))
    page.evaluate(ZOOM, 14)
    page.evaluate(ZOOM, 18)
    pin = page.locator(".map-pin")
    expect(pin).to_have_accessible_name(re.compile("at this place: 3. Hub 1; Hub 2; Hub 3"))

    pin.focus()
    page.keyboard.press("Enter")
    expect(links(page).nth(0)).to_be_focused()
    page.keyboard.press("Tab")
    expect(links(page).nth(1)).to_be_focused()
    page.keyboard.press("Escape")

    expect(page.locator(".map-popup")).to_have_count(0)
    expect(pin).to_be_focused()


def test_the_focus_stays_with_a_pile_that_the_last_zoom_makes_anew(page):
    opened(page, pile(2, 2))
    page.evaluate(ZOOM, 17)
    page.locator(".map-pin").focus()

    page.evaluate(ZOOM, 18)

    expect(page.locator(".map-pin")).to_be_focused()
    page.keyboard.press("Enter")
    expect(links(page).first).to_be_focused()


def test_a_late_answer_does_not_replace_the_present_view(page):
    held = []
    opened(page, [facility(1, *ASTANA, name="Here")])
    page.unroute(POINTS)
    page.route(POINTS, lambda route: held.append(route))
    with page.expect_request(POINTS):
        page.evaluate(PAN, 60)
    page.evaluate(PAN, ASTANA[1])
    page.wait_for_timeout(400)  # longer than the map waits for the end of a movement

    answer_late(held, [facility(2, ASTANA[0], 60, name="There")])
    page.wait_for_timeout(200)

    expect(page.locator(".map-pin")).to_have_count(1)
    expect(page.locator(".map-pin")).to_have_accessible_name(re.compile("Here 1"))


def answer_late(held, features):
    assert len(held) == 1
    held[0].fulfill(json=collection(features))


def test_a_complaint_goes_once_the_view_is_one_that_was_loaded(new_page):
    page = new_page(allowed=(r"failed: .*points", r"console: Failed to load"))
    opened(page, pile(1))
    page.unroute(POINTS)
    page.route(POINTS, lambda route: route.abort("connectionreset"))
    page.evaluate(PAN, 60)
    said = page.locator(".map-said")
    expect(said).to_contain_text("could not be loaded")

    page.evaluate(PAN, ASTANA[1])

    expect(said).to_be_empty()


def test_the_place_that_was_searched_around_is_named(page):
    opened(page, pile(1))

    expect(page.get_by_role("img", name="This is what you searched around")).to_be_visible()


def test_the_number_of_a_pile_at_the_searched_place_is_not_covered(page):
    opened(page, pile(19))

    top = page.evaluate(
        """() => {
            const pin = document.querySelector(".map-pin");
            const centre = document.querySelector(".map-centre").parentElement;
            centre.style.pointerEvents = "auto"; // or it would never be found
            const {x, y, width, height} = pin.getBoundingClientRect();
            return pin.contains(document.elementFromPoint(x + width / 2, y + height / 2));
        }"""
    )

    assert top


def test_the_list_of_a_pile_fits_a_phone_and_scrolls(phone, axe):
    opened(phone, pile(19))

    phone.locator(".map-pin").tap()

    popup, chart = phone.locator(".leaflet-popup"), phone.locator(".map")
    expect(popup).to_contain_text("Facilities at this place: 19")
    expect(phone.locator(".map-tools")).to_be_hidden()
    phone.wait_for_timeout(400)  # until the map has moved the popup into view
    inner, outer = popup.bounding_box(), chart.bounding_box()
    assert inner["x"] >= 0 and inner["x"] + inner["width"] <= 360
    assert inner["y"] >= outer["y"]
    assert inner["y"] + inner["height"] <= outer["y"] + outer["height"]
    rows = phone.locator(".map-popup__list li")
    assert all(row.bounding_box()["height"] >= 44 for row in rows.all())
    assert axe(phone, ".leaflet-popup") == []


def test_the_list_of_a_pile_is_scrolled_by_keyboard(page):
    opened(page, pile(19))
    page.locator(".map-pin").focus()
    page.keyboard.press("Enter")
    scrolling = page.locator(".map-popup__list")
    expect(links(page).first).to_be_focused()

    page.keyboard.press("Shift+Tab")
    expect(scrolling).to_be_focused()
    page.keyboard.press("End")

    page.wait_for_function("() => document.querySelector('.map-popup__list').scrollTop > 0")
    expect(scrolling).to_have_accessible_name("Facilities at this place: 19")


def test_scrolling_the_list_of_a_pile_asks_for_no_ctrl_key(page):
    opened(page, pile(19))
    page.locator(".map-pin").click()
    page.mouse.move(5, 5)  # whoever comes back has not clicked the map
    links(page).first.hover()

    page.mouse.wheel(0, 200)

    page.wait_for_function("() => document.querySelector('.map-popup__list').scrollTop > 0")
    assert page.locator(".map-said").inner_text() == ""  # now: what is said goes by itself


def test_modules_of_the_map_are_asked_for_anew_and_not_sent_again(page):
    first = page.request.get("/static/js/map/pins.js")
    tag = first.headers["etag"]

    again = page.request.get("/static/js/map/pins.js", headers={"If-None-Match": tag})

    assert first.headers["cache-control"] == "no-cache"
    assert again.status == 304


@pytest.mark.parametrize("count", [7, 40, 900, 6697, 18091, 1234567])
def test_a_number_fits_its_cell(page, count):
    opened(page, [cell(count)])
    mark = page.locator(".map-cell")
    expect(mark).to_have_text(f"{count:,}")

    room = mark.evaluate(
        """(mark) => {
            const text = document.createRange();
            text.selectNodeContents(mark);
            return mark.getBoundingClientRect().width - text.getBoundingClientRect().width;
        }"""
    )

    assert room > 4


def test_a_cell_names_its_kinds_the_most_frequent_first(page):
    opened(page, [cell(40)])

    expect(page.locator(".map-pin")).to_have_accessible_name(
        "Facilities: 40. Zoom in. Regional IT hub: 39, Fab lab: 1"
    )


@pytest.mark.parametrize("counts", [(3, 4), (500, 400), (20000, 300), (12345, 67890)])
def test_cells_that_would_touch_are_one(page, counts):
    opened(page, [cell(counts[0])])
    page.unroute(POINTS)
    page.route(POINTS, lambda route: route.fulfill(json=collection(two_cells(counts))))
    marks = page.locator(".map-cell")

    for zoom in (6, 7, 8, 9, 10):
        page.evaluate(ZOOM, zoom)
        page.wait_for_timeout(400)  # longer than the map waits for the end of a movement
        boxes = [mark.bounding_box() for mark in marks.all()]
        assert len(boxes) in (1, 2)
        if len(boxes) == 2:
            west, east = sorted(boxes, key=lambda box: box["x"])
            assert west["x"] + west["width"] <= east["x"]
    assert len(boxes) == 2


def two_cells(counts):
    return [cell(counts[0]), cell(counts[1], east=0.115)]


def test_facilities_that_are_few_without_the_margin_are_shown_one_by_one(page):
    asked = []
    opened(page, [cell(900)])
    page.unroute(POINTS)

    def answer(route):
        asked.append(route.request.url)
        found = [cell(150), cell(100, east=5)] if len(asked) == 1 else pile(3, 2000)
        route.fulfill(json=collection(found))

    page.route(POINTS, answer)
    page.evaluate(ZOOM, 12)

    expect(page.locator(".map-pin .sign")).to_have_count(3)
    wide, view = (width_of(url) for url in asked)
    assert wide == pytest.approx(view * 1.5, rel=0.01)


def width_of(address):
    south, west, north, east = map(float, parse_qs(urlsplit(address).query)["view"][0].split(","))
    assert south < north
    return east - west
