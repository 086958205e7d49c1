"""Every page, in every language, on phone and desktop, light and dark: nothing in the way."""

import pytest

PAGES = {
    "front": "/{lang}/",
    "found": "/{lang}/?q=технопарк Караганда",
    "nothing": "/{lang}/?q=xyzzyplugh",
    "refused": "/{lang}/?radius_km=none&near=Semey",
    "regions": "/{lang}/regions",
    "region": "/{lang}/regions/KZ-10",
    "shortlist": "/{lang}/shortlist",
    "data": "/{lang}/about/data",
    "lost": "/{lang}/nowhere",
}

each_page = pytest.mark.parametrize("which", PAGES)
REFUSALS = (r"answered 4\d\d", r"console: Failed to load resource")


def facility(page, lang):
    page.goto(f"/{lang}/")
    return page.locator(".card__name a").first.get_attribute("href")


@each_page
@pytest.mark.parametrize("lang", ["kk", "ru", "en", "fr"])
def test_axe_finds_nothing(new_page, axe, which, lang):
    page = new_page(lang=lang, allowed=REFUSALS)
    page.goto(PAGES[which].format(lang=lang))
    page.wait_for_load_state("networkidle")

    assert axe(page) == []


@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_on_a_facility_and_a_comparison(new_page, axe, dark):
    page = new_page(360, 740, dark=dark)
    address = facility(page, "kk")
    ids = [page.locator("[data-save]").nth(n).get_attribute("data-save") for n in range(4)]

    for path in (address, "/kk/compare?" + "&".join(f"id={id}" for id in ids)):
        page.goto(path)
        page.wait_for_load_state("networkidle")
        assert axe(page) == []


@each_page
def test_axe_finds_nothing_in_the_dark(new_page, axe, which):
    page = new_page(dark=True, allowed=REFUSALS)
    page.goto(PAGES[which].format(lang="ru"))
    page.wait_for_load_state("networkidle")

    assert axe(page) == []


@each_page
@pytest.mark.parametrize("lang", ["kk", "fr"])
def test_nothing_runs_off_the_narrowest_phone(new_page, which, lang):
    page = new_page(320, 640, is_mobile=True, has_touch=True, allowed=REFUSALS)
    page.goto(PAGES[which].format(lang=lang))

    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_filters_and_suggestions_are_free_of_faults_when_open(new_page, axe):
    page = new_page()
    page.goto("/ru/")
    page.locator(".filters > summary").click()
    for summary in page.locator(".facet > summary").all():
        summary.click()
    assert axe(page) == []

    page.get_by_role("combobox").first.press_sequentially("кара", delay=20)
    page.get_by_role("option").first.wait_for()
    assert axe(page) == []
