"""The pages of the audit say what is counted, and refuse what makes no sense."""

import re

import pytest

from registry.accounts.policy import Role
from registry.facilities.vocabulary import Kind, Status
from registry.geo import Point, distance_km
from tests import factories
from tests.accounts.world import signed_in

TOWNS = (
    ("Semey", "KZ-10", Point(50.42, 80.25), 5000),
    ("Ayagoz", "KZ-10", Point(47.97, 80.43), 3000),
    ("Kokshetau", "KZ-11", Point(53.28, 69.39), 9000),
    ("Stepnogorsk", "KZ-11", Point(52.35, 71.88), 2000),
    ("Border", "KZ-11", Point(50.6, 79.5), 1500),
)


@pytest.fixture
def country():
    """Five towns of two regions; one incubator, one closed park."""
    factories.region("KZ-11", names={"en": "Akmola Region"}, population=20_000)
    for name, iso, at, people in TOWNS:
        factories.settlement(name, at, region_iso=iso, population=people)
    incubator = factories.facility("Incubator", kind=Kind.BUSINESS_INCUBATOR, status=Status.ACTIVE)
    factories.facility(
        "Closed park", at=TOWNS[2][2], kind=Kind.TECHNOLOGY_PARK, status=Status.CLOSED
    )
    return incubator


def words(answer):
    """Return what a page says, without its marks."""
    plain = re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True))
    return re.sub(r"\s+", " ", plain)


def row_of(answer, name):
    """Return the cells of the row of a table that begins with a name."""
    for row in re.findall(r"<tr.*?</tr>", answer.get_data(as_text=True), re.S):
        cells = [
            re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", cell)).strip()
            for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.S)
        ]
        if cells and cells[0] == name:
            return cells
    raise AssertionError(f"no row {name}")


@pytest.mark.parametrize("standard", [25, 100, 400])
def test_the_country_says_what_measuring_every_pair_says(client, country, standard):
    incubator = country.location.point
    beyond = sum(
        people for _name, _iso, at, people in TOWNS if distance_km(at, incubator) > standard
    )
    total = sum(people for *_rest, people in TOWNS)

    answer = client.get(f"/en/coverage?s={standard}")

    cells = row_of(answer, "The whole country")
    assert cells[1] == f"{beyond:,}"
    assert cells[2] == f"{(total - beyond) / total:.1%}".replace("%", " %")
    assert cells[5] == "1"


def test_people_beyond_a_border_are_served_too(client, country):
    answer = client.get("/en/coverage/KZ-11")

    assert "Served from beyond the border" in words(answer)
    assert row_of(answer, "Incubator")[2] == "1,500"
    assert row_of(answer, "Kokshetau")[1] == "9,000"


def test_a_closed_facility_counts_on_days_before_it_closed(client, country):
    now = client.get("/en/coverage?kind=technology_park")

    assert row_of(now, "The whole country")[5] == "0"


@pytest.mark.parametrize(
    "address",
    [
        "/en/coverage?s=0",
        "/en/coverage?s=nan",
        "/en/coverage?s=-5",
        "/en/coverage?on=1066-10-14",
        "/en/coverage?on=yesterday",
        "/en/coverage?since=2999-01-01",
        "/en/coverage?kind=castle",
        "/en/coverage?cost=teleport",
        "/en/coverage?detour=9",
    ],
)
def test_what_makes_no_sense_is_refused(client, country, address):
    answer = client.get(address)

    assert answer.status_code == 422
    assert "makes no sense" in words(answer)


@pytest.mark.parametrize(
    "address",
    ["/en/coverage", "/en/coverage?kind=design_bureau", "/en/coverage?cost=road&since=2020-01-01"],
)
def test_no_page_shows_what_is_no_number(client, country, address):
    answer = client.get(address)

    assert answer.status_code == 200
    assert not re.search(r"\b(nan|inf)\b", words(answer).lower())


def test_a_country_without_people_and_without_facilities_has_a_page(client):
    factories.region("KZ-10", population=None)

    country, region = client.get("/en/coverage?s=99"), client.get("/en/coverage/KZ-10?s=99")

    assert "nothing can be told" in words(country)
    assert "nothing can be told" in words(region)
    assert "no data" in words(country)


def test_an_unknown_region_has_no_page(client, country):
    assert client.get("/en/coverage/KZ-99").status_code == 404


def test_where_next_is_for_officials(client, country):
    assert client.get("/en/coverage/next").status_code == 302

    operator = signed_in(client, factories.person())

    assert operator.get("/en/coverage/next").status_code == 403


def test_an_official_sees_the_proven_best_place(client, country):
    official = signed_in(client, factories.person(duties=[Role.OFFICIAL]))

    answer = official.get("/en/coverage/next?p=1&least=1000&s=100")

    assert "Proven: no other choice is better." in words(answer)
    assert row_of(answer, "1")[1] == "Kokshetau"
    assert row_of(answer, "1")[4] == "9,000 people"


def test_what_no_choice_of_towns_does_is_told(client, country):
    official = signed_in(client, factories.person(duties=[Role.OFFICIAL]))

    answer = official.get("/en/coverage/next?model=lscp&reach=100&least=9000&s=20")

    assert answer.status_code == 422
    assert "No choice of towns does what is asked" in words(answer)
