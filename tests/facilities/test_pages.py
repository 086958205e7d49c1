from datetime import date

import pytest

from registry.db import db
from registry.facilities.models import Contact, FormerName, Programme, ServiceOffer, Source
from registry.facilities.vocabulary import (
    Confidence,
    ContactType,
    Kind,
    Precision,
    Service,
    Status,
)
from registry.places.models import Boundary
from tests import factories

SQUARE = '{"type":"Polygon","coordinates":[[[79,49],[82,49],[82,52],[79,52],[79,49]]]}'


@pytest.fixture(autouse=True)
def outlined(app):
    factories.region()
    factories.saved(Boundary(region_iso="KZ-10", geometry=SQUARE))


def page(client, facility, lang="en"):
    answer = client.get(f"/{lang}/facilities/{facility.public_id}/{facility.slug}")
    assert answer.status_code == 200
    return answer.text


def test_a_page_shows_the_whole_record(client):
    facility = factories.facility(
        "Semey Park",
        former_names=[FormerName(name="Old Park")],
        contacts=[Contact(type=ContactType.PHONE, value="+7 722 252 00 00")],
        service_offers=[ServiceOffer(service=Service.LABORATORY, is_free=True)],
        programmes=[Programme(names={"en": "Spring"}, application_deadline=date(2020, 1, 31))],
        sources=[Source(url="https://example.org/park", title="The news", seen_on=None)],
    )

    text = page(client, facility)

    for shown in ("Semey Park", "Old Park", "+7 722 252 00 00", "Laboratory", "Spring", "The news"):
        assert shown in text
    assert "Applications closed on 31 January 2020" in text


def test_what_nobody_knows_is_named(client):
    text = page(client, factories.facility())

    assert "Not known yet" in text
    assert "opening date" in text


def test_an_approximate_pin_says_so_and_is_no_address_for_machines(client):
    town = factories.settlement("Kokshetau")
    facility = factories.facility(place={"precision": Precision.SETTLEMENT, "settlement": town})

    text = page(client, facility)

    assert "approximate: centre of Kokshetau" in text
    assert "GeoCoordinates" not in text


def test_weak_sources_are_marked(client):
    assert "Unverified" not in page(client, factories.facility(confidence=Confidence.HIGH))
    assert "Unverified" in page(client, factories.facility(confidence=Confidence.LOW))


def test_what_people_typed_stays_text(client):
    hostile = "</script><script>alert(1)</script>"
    facility = factories.facility(hostile, descriptions={"en": hostile})

    assert "<script>alert(1)" not in page(client, facility)


def test_a_site_that_is_no_site_is_no_link(client):
    contacts = [Contact(type=ContactType.WEBSITE, value="javascript:alert(1)")]

    assert 'href="javascript' not in page(client, factories.facility(contacts=contacts))


def test_an_old_slug_leads_to_the_page(client):
    facility = factories.facility()

    answer = client.get(f"/en/facilities/{facility.public_id}/once-called")

    assert answer.status_code == 302
    assert answer.location.endswith(f"/en/facilities/{facility.public_id}/{facility.slug}")


def test_pages_stand_before_any_data_is_loaded(client):
    db.session.query(Boundary).delete()
    db.session.commit()

    for path in (
        "/en/",
        "/en/regions",
        "/en/regions/KZ-10",
        "/en/about/data",
        "/en/boundaries.json",
    ):
        assert client.get(path).status_code == 200, path


def test_a_number_that_no_facility_has_is_not_found(client):
    answer = client.get("/en/facilities/zzzzzzzz")

    assert answer.status_code == 404
    assert "No facility has the number zzzzzzzz" in answer.text


def test_a_closed_facility_stays_visible_as_closed(client):
    facility = factories.facility(status=Status.CLOSED)

    assert "Closed" in page(client, facility)


def test_regions_show_which_have_none_of_the_four_kinds(client):
    factories.region("KZ-71", names={"en": "Astana"})
    factories.facility(kind=Kind.BUSINESS_INCUBATOR)

    text = client.get("/en/regions").text

    assert "1 region has none of the four kinds" in text


def test_a_region_lists_its_facilities(client):
    factories.facility("Semey Park")

    answer = client.get("/en/regions/KZ-10")

    assert answer.status_code == 200
    assert "Semey Park" in answer.text


def test_a_region_that_is_not_there_is_not_found(client):
    assert client.get("/en/regions/KZ-99").status_code == 404
