"""What the search page may weigh, and that it holds still while it loads."""

import pytest

HTML, SCRIPTS = 60_000, 120_000
"""Bytes on their way, compressed."""

SHIFT = 0.1
"""Cumulative layout shift that readers do not notice, by web.dev's Core Web Vitals."""

COUNT_SHIFTS = """window.shift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
}).observe({type: "layout-shift", buffered: true});"""


def weights(page, path):
    """Open an address; return bytes by type of resource."""
    found = {}
    requests = []
    page.on("requestfinished", lambda request: requests.append(request))
    page.goto(path)
    page.wait_for_load_state("networkidle")
    for request in requests:
        kind = request.resource_type
        found[kind] = found.get(kind, 0) + request.sizes()["responseBodySize"]
    return found


@pytest.mark.parametrize("path", ["/kk/", "/ru/?q=технопарк Караганда", "/fr/?region=KZ-71"])
def test_page_and_scripts_are_light(page, path):
    found = weights(page, path)

    assert 0 < found["document"] < HTML
    assert 0 < found["script"] < SCRIPTS


@pytest.mark.parametrize("size", [(360, 740), (1280, 800)])
def test_nothing_jumps_while_the_page_loads(new_page, size):
    page = new_page(*size)
    page.add_init_script(COUNT_SHIFTS)

    page.goto("/kk/")
    page.wait_for_load_state("networkidle")

    assert page.evaluate("window.shift") < SHIFT


def test_a_phone_loads_the_map_only_when_it_comes_near(phone):
    asked = []
    phone.on("request", lambda request: asked.append(request.url))
    phone.goto("/en/")
    phone.wait_for_load_state("networkidle")
    assert not [url for url in asked if "points.json" in url]

    with phone.expect_request(lambda request: "points.json" in request.url):
        phone.locator("#map").scroll_into_view_if_needed()
