"""Keeping records true, in a browser: nothing in the way, and no need of scripts."""

from contextvars import Context

from registry.accounts.models import User
from registry.accounts.policy import Membership
from registry.db import db
from registry.facilities.indicators import Indicator
from registry.facilities.models import Facility
from registry.moderation.models import Report
from tests import factories
from tests.browser.people import inside, sign_in
from tests.figures.world import reported


def facility(page):
    """Return the address of the first facility on the list."""
    page.goto("/ru/")
    return page.locator(".card__name a").first.get_attribute("href")


def kept_by(folder, person_id):
    """Return the public id of a facility that somebody runs, with figures of two years."""
    return Context().run(_kept_by, folder, person_id)


def _kept_by(folder, person_id):
    with inside(folder):
        person, operator = db.session.get(User, person_id), factories.organisation()
        factories.member(person, operator, Membership.OWNER)
        found = db.session.query(Facility).order_by(Facility.id.desc()).first()
        found.operator_id = operator.id
        db.session.commit()
        for year, count in (("2024", 10), ("2025", 13)):
            reported(found, person, year, {Indicator.RESIDENTS: count})
        return found.public_id


def reports(folder):
    return Context().run(_reports, folder)


def _reports(folder):
    with inside(folder):
        return [one.text for one in db.session.query(Report)]


def test_a_visitor_reports_a_fault_without_scripts(new_page, data_folder):
    page = new_page(390, 844, scripts=False)
    page.goto(facility(page))
    page.locator("a[href$='/report']").click()
    page.locator("[name=what]").nth(1).check()
    page.locator("#text").fill("Переехал на улицу Абая, 5.")
    page.locator("main form button").click()

    assert page.locator("[role=status]").count() == 1
    assert reports(data_folder) == ["Переехал на улицу Абая, 5."]


def test_axe_finds_nothing_where_records_are_kept_true(new_page, axe, data_folder, address):
    page = new_page(390, 844)
    kept = kept_by(data_folder, sign_in(page, data_folder, address))
    record = f"/kk/facilities/{kept}"

    for path in ("report", "keep", "life/moved", "figures", "figures/2025", "claim"):
        page.goto(f"{record}/{path}")
        assert axe(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path


def test_figures_are_saved_and_drawn_without_scripts(new_page, data_folder, address):
    page = new_page(scripts=False)
    kept = kept_by(data_folder, sign_in(page, data_folder, address))
    page.goto(f"/ru/facilities/{kept}/figures/2026")
    page.locator("#fact_residents").fill("1 500")
    page.locator("main form .button--main").click()

    assert page.locator(".chart").count() == 1
    assert "1\xa0500" in page.locator("main table").first.inner_text()
