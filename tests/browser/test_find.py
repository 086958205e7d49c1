"""What an entrepreneur does on the search page, by mouse, by keyboard, without scripts."""

import re

import pytest
from playwright.sync_api import expect

SEMEY = {"latitude": 50.42, "longitude": 80.25}


def names(page):
    return page.locator(".results .card__name").all_inner_texts()


def test_a_question_in_russian_finds_what_is_near_semey(new_page):
    page = new_page(lang="ru")
    page.goto("/ru/")

    page.get_by_role("combobox", name=re.compile("ищете")).fill("айти хаб рядом с Семей")
    page.keyboard.press("Enter")

    page.wait_for_url(re.compile(r"q="))
    chips = page.locator(".chips .chip").all_inner_texts()
    assert any("Семей" in chip for chip in chips)
    assert any("хаб" in name.lower() or "Hub" in name or "IT" in name for name in names(page))
    assert "км" in page.locator(".card__km").first.inner_text()


@pytest.mark.parametrize("lang", ["kk", "ru", "en", "fr"])
def test_the_front_page_lists_and_maps_in_every_language(new_page, lang):
    page = new_page(lang=lang)
    page.goto(f"/{lang}/")

    assert len(names(page)) == 20
    expect(page.locator(".leaflet-container")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", lang)
    expect(
        page.locator(".leaflet-marker-pane .sign, .leaflet-marker-pane .cell").first
    ).to_be_visible()


def test_a_chip_can_be_taken_away(page):
    page.goto("/en/?q=technology park Karaganda")
    before = page.locator(".chips .chip").count()

    page.locator(".chips .chip").first.click()

    expect(page.locator(".chips .chip")).to_have_count(before - 1)


def test_suggestions_are_chosen_by_keyboard(page):
    page.goto("/en/")
    box = page.get_by_role("combobox").first
    box.press_sequentially("kara", delay=20)
    expect(page.get_by_role("option").first).to_be_visible()

    box.press("ArrowDown")
    page.keyboard.press("Enter")

    page.wait_for_url(re.compile(r"q="))
    assert page.locator(".results .card").count() > 0


def test_enter_searches_what_is_typed_while_suggestions_are_open(page):
    page.goto("/en/")
    box = page.get_by_role("combobox").first
    box.press_sequentially("incubator almaty", delay=20)
    expect(page.get_by_role("option").first).to_be_visible()

    page.keyboard.press("Enter")

    page.wait_for_url(re.compile(r"q=incubator"))


def test_what_was_understood_does_not_stick_to_the_next_question(page):
    page.goto("/en/?q=incubator almaty")

    page.get_by_role("combobox").first.fill("technology park astana")
    page.locator(".ask__go").click()

    page.wait_for_url(re.compile(r"technology"))
    assert "kind=" not in page.url


def test_tab_passes_a_filled_box_in_peace(page):
    page.goto("/en/?q=incubator almaty")
    page.get_by_role("combobox").first.focus()

    page.keyboard.press("Tab")

    expect(page.locator(".ask__go")).to_be_focused()
    expect(page.locator(".autocomplete__menu--visible")).to_have_count(0)


def test_a_facility_picked_while_typing_opens_its_page(page):
    page.goto("/en/")
    box = page.get_by_role("combobox").first
    box.press_sequentially("ISSAI", delay=20)
    page.get_by_role("option", name=re.compile("Smart Systems")).click()

    page.wait_for_url(re.compile("/facilities/"))


def test_a_mistake_among_the_filters_loses_nothing(new_page):
    page = new_page(allowed=(r"answered 422", r"console: Failed to load"))
    page.goto("/en/?q=technology park&kind=fab_lab&near=Atlantis&radius_km=70")

    expect(page.locator("#fault-near-1")).to_contain_text("Atlantis")
    expect(page.locator("#q")).to_have_value("technology park")
    expect(page.locator("#near")).to_have_value("Atlantis")
    expect(page.locator("#radius_km")).to_have_value("70")
    expect(page.locator("input[name=kind][value=fab_lab]")).to_be_checked()


def test_a_ribbon_taken_off_takes_the_row_along(page):
    page.goto("/en/")
    page.locator("[data-save]").first.click()
    expect(page.locator("[data-shortlist-tally]")).to_have_text("1")
    page.goto("/en/shortlist")

    page.locator("[data-save]").first.click()

    expect(page.locator(".row")).to_have_count(0)


def test_near_me_asks_the_browser_and_sorts_by_distance(new_page):
    page = new_page(geolocation=SEMEY, permissions=["geolocation"])
    page.goto("/en/")

    page.locator("[data-near-me]").click()

    page.wait_for_url(re.compile(r"near=50\.42"))
    km = [float(re.sub(r"[^\d.]", "", one)) for one in page.locator(".card__km").all_inner_texts()]
    assert km
    assert km == sorted(km)


def test_near_me_refused_says_what_else_to_do(new_page):
    page = new_page(permissions=[])
    page.goto("/en/")

    page.locator("[data-near-me]").click()

    expect(page.locator("[data-near-said]")).to_contain_text("Type a place")


def test_hovering_an_item_raises_its_pin(page):
    page.goto("/en/?q=&region=KZ-10")
    page.wait_for_selector(".leaflet-marker-pane > *")

    page.locator(".results .card").first.hover()

    expect(
        page.locator(".leaflet-marker-pane .is-raised, .leaflet-marker-pane .is-marked").first
    ).to_be_visible()


def test_a_pin_is_opened_by_keyboard_and_leads_to_the_page(page):
    page.goto("/en/?region=KZ-59")
    pin = page.locator(
        ".leaflet-marker-pane [role=button], .leaflet-marker-pane .leaflet-interactive"
    )
    pin.first.wait_for()

    pin.first.focus()
    page.keyboard.press("Enter")

    expect(page.locator(".leaflet-popup")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".leaflet-popup")).to_have_count(0)


def test_moving_the_map_offers_to_search_there(page):
    page.goto("/en/")
    page.wait_for_selector(".leaflet-marker-pane > *")
    page.locator(".leaflet-container").focus()
    link = page.locator(".map-area")
    for _press in range(20):  # the map lets presses pass while it still moves
        if link.count():
            break
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(200)

    link.click()

    page.wait_for_url(re.compile(r"box="))
    assert "Map area" in page.locator(".chips").inner_text()


def test_a_shortlist_fills_without_leaving_the_page(page):
    page.goto("/en/")

    page.locator("[data-save]").first.click()

    expect(page.locator("[data-save]").first).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[data-shortlist-tally]")).to_have_text("1")
    page.goto("/en/shortlist")
    expect(page.locator(".row")).to_have_count(1)


def test_all_of_the_search_works_without_scripts(plain_page):
    page = plain_page
    page.goto("/ru/")
    page.locator("#q").fill("технопарк Караганда")
    page.locator(".ask__go").click()
    assert page.locator(".chips .chip").count() >= 2
    assert page.locator(".results .card").count() > 0

    page.goto("/ru/")
    page.locator(".filters > summary").click()
    page.locator(".facet > summary").first.click()
    page.locator("input[name=kind][value=fab_lab]").check()
    page.locator(".filters__go button").click()

    assert "kind=fab_lab" in page.url
    assert page.locator(".results .card").count() > 0
    expect(page.locator("svg.sketch")).to_be_visible()


def test_the_next_page_goes_on_where_the_first_ended(plain_page):
    page = plain_page
    page.goto("/en/")
    first = names(page)

    page.locator(".pager [rel=next]").click()

    assert len(names(page)) == 20
    assert not set(first) & set(names(page))


def test_nothing_found_says_why_and_what_to_give_up(page):
    page.goto("/en/?q=xyzzyplugh&kind=fab_lab")

    expect(page.locator(".empty")).to_contain_text("xyzzyplugh")
    page.locator(".relax a").first.click()
    assert page.locator(".results .card").count() > 0


def test_the_language_menu_keeps_the_question(page):
    page.goto("/en/?q=technology park&region=KZ-71")

    page.locator(".languages a[hreflang=kk]").click()

    expect(page.locator("html")).to_have_attribute("lang", "kk")
    assert "region=KZ-71" in page.url
    page.goto("/")
    assert "/kk/" in page.url


def test_a_facility_is_found_compared_and_printed(page):
    page.goto("/en/")
    page.locator(".card__name a").first.click()
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("#nearest")).to_be_visible()

    page.emulate_media(media="print")

    expect(page.locator(".code svg")).to_be_visible()
    expect(page.locator(".top")).to_be_hidden()
