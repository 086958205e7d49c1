"""Registering a facility in a browser: by mouse and keyboard, without scripts, and reviewing it."""

import re

import pytest
from playwright.sync_api import expect

from registry.accounts.policy import Role
from tests.browser.people import sign_in


@pytest.fixture
def author(new_page, data_folder, address):
    """Open a page of somebody who is signed in."""

    def opened(*args, **options):
        page = new_page(*args, **options)
        sign_in(page, data_folder, address)
        return page

    return opened


@pytest.fixture
def reviewer(new_page, data_folder, address):
    page = new_page()
    sign_in(page, data_folder, address, duties=[Role.REVIEWER])
    return page


def begun(page, lang="en"):
    page.goto(f"/{lang}/proposals/new")
    page.locator("main form.form button").click()
    page.wait_for_url(re.compile(r"/what$"))


def go_on(page):
    page.locator("button[name=then][value=next]").click()


def named(page, name):
    page.locator("#names_en").fill(name)
    page.locator("#kind").select_option("it_hub")


def placed(page):
    page.locator("#address_ru").fill("улица Абая, 1")
    page.locator("#settlement").fill("Семей")
    page.locator("#region_iso").select_option("KZ-10")
    page.locator("button[value=find]").click()
    page.wait_for_load_state()


def pin_of(page):
    return [float(page.locator(f"#{field}").input_value()) for field in ("lat", "lon")]


def test_the_whole_way_from_the_form_to_the_public_record(author, reviewer):
    page = author()
    begun(page)
    named(page, "Hub on the Irtysh")
    go_on(page)
    placed(page)

    expect(page.locator(".pin__about")).to_contain_text("gazetteer")
    before = pin_of(page)
    page.locator("#registry_map").scroll_into_view_if_needed()
    page.locator(".own-pin").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    after = pin_of(page)
    assert after[0] > before[0] and after[1] > before[1]
    expect(page.locator("#pin-said")).to_contain_text("50.4")
    go_on(page)
    for _step in ("services", "capacity", "contacts"):
        go_on(page)
    page.get_by_role("link", name="Go on").click()
    expect(page.locator(".diff")).to_contain_text("Hub on the Irtysh")
    page.get_by_role("button", name="Send for review").click()
    expect(page.locator(".trail")).to_contain_text("A reviewer means to decide by")

    public_id = page.url.rpartition("/")[2]
    reviewer.goto(f"/en/review/{public_id}")
    expect(reviewer.locator(".leaflet-container")).to_be_visible()
    reviewer.get_by_label("Approve").check()
    reviewer.get_by_role("button", name="Decide").click()
    reviewer.wait_for_url(re.compile(r"/review"))

    page.reload()
    page.get_by_role("link", name="Public record").click()
    expect(page.locator("h1")).to_have_text("Hub on the Irtysh")


def test_everything_works_without_scripts(author):
    page = author(scripts=False)
    begun(page)
    named(page, "Quiet Hub")
    go_on(page)
    page.locator("#region_iso").select_option("KZ-10")
    page.locator("#lat").fill("50,41")
    page.locator("#lon").fill("80,25")
    go_on(page)
    page.locator("#services-0-offered").check()
    go_on(page)
    go_on(page)
    page.locator("#contacts-0-contact").fill("+7 7222 12-34-56")
    go_on(page)
    page.get_by_role("link", name="Go on").click()
    page.get_by_role("button", name="Send for review").click()

    expect(page.locator("main")).to_contain_text("Waiting for review")


def test_the_pin_is_put_by_a_click_on_the_map(author):
    page = author()
    begun(page)
    named(page, "Clicked Hub")
    go_on(page)
    page.locator("#region_iso").select_option("KZ-10")
    map = page.locator("#registry_map")
    map.scroll_into_view_if_needed()
    expect(page.locator(".own-pin")).to_be_visible()

    map.click(position={"x": 200, "y": 150})

    expect(page.locator("#lat")).not_to_have_value("")
    assert page.locator("#precision").input_value() == "building"


def test_while_a_name_is_typed_those_that_are_there_already_are_shown(author):
    page = author()
    page.goto("/en/")
    name = page.locator(".card__name a").first.inner_text()
    begun(page)

    page.locator("#names_en").press_sequentially(name[:20])

    expect(page.locator("#similar")).to_contain_text(name)


def test_nothing_is_in_the_way_on_the_steps_on_a_phone(author, axe):
    page = author(360, 740, lang="kk", has_touch=True, is_mobile=True)
    begun(page, "kk")
    first = page.url

    for step in ("what", "where", "services", "capacity", "contacts", "evidence", "check"):
        page.goto(first.replace("/what", f"/{step}"))
        assert axe(page) == []
        page.goto(first.replace("/what", f"/{step}").replace("/kk/", "/fr/"))
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_keys_choose_a_decision_in_any_layout_but_only_when_they_are_switched_on(author, reviewer):
    page = author(scripts=False)
    begun(page)
    named(page, "Keyed Hub")
    go_on(page)
    page.locator("#region_iso").select_option("KZ-10")
    go_on(page)
    page.goto(page.url.replace("/services", "/check"))
    page.get_by_role("button", name="Send for review").click()
    reviewer.goto(f"/en/review/{page.url.rpartition('/')[2]}")
    pressed = """() => document.body.dispatchEvent(
        new KeyboardEvent("keydown", {code: "KeyA", key: "ф", bubbles: true}))"""

    reviewer.evaluate(pressed)
    expect(reviewer.get_by_label("Approve")).not_to_be_checked()
    reviewer.get_by_label("Keyboard shortcuts").check()
    reviewer.evaluate(pressed)

    expect(reviewer.get_by_label("Approve")).to_be_checked()


def test_what_is_wrong_is_found_by_its_link(author, axe):
    page = author(allowed=("answered 422", "status of 422"))
    begun(page)
    page.locator("#opened_on").fill("soon")
    go_on(page)

    expect(page.locator("#summary")).to_be_visible()
    assert axe(page) == []
    page.locator("#summary a").first.click()
    expect(page.locator("#names_kk")).to_be_focused()


def test_axe_finds_nothing_on_the_queue(reviewer, axe):
    reviewer.goto("/kk/review")

    assert axe(reviewer) == []
