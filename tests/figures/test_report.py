"""Operators report figures by period and correct them."""

import csv
from datetime import timedelta

import pytest

from registry.accounts.policy import Membership, Role
from registry.db import db, today
from registry.errors import Conflict, Invalid, NotAllowed
from registry.facilities.indicators import Indicator
from registry.figures import queries
from registry.figures.commands import report
from registry.figures.periods import parse
from tests import factories
from tests.accounts.world import send, signed_in
from tests.figures.world import operated, reported

RESIDENTS = (Indicator.RESIDENTS, False)


def value(facility, code="2025", key=RESIDENTS):
    found = queries.of_period(facility, parse(code)).get(key)
    return found and found.value


def test_a_figure_is_kept_and_zero_is_one(app):
    facility, person = operated()

    reported(facility, person, "2025", {Indicator.RESIDENTS: 13, Indicator.EVENTS_HELD: 0})

    assert value(facility) == 13
    assert value(facility, key=(Indicator.EVENTS_HELD, False)) == 0
    assert value(facility, key=(Indicator.JOBS, False)) is None


def test_a_correction_takes_the_place_of_what_is_kept(app):
    facility, person = operated()
    reported(facility, person, "2025", {Indicator.RESIDENTS: 13})

    reported(facility, person, "2025", {Indicator.RESIDENTS: 14}, note="counted again")

    assert value(facility) == 14
    (former,) = queries.corrections(facility)
    assert former.value == 13
    assert former.replaced_at


def test_what_is_reported_again_changes_nothing(app):
    facility, person = operated()
    reported(facility, person, "2025", {Indicator.RESIDENTS: 13})

    assert reported(facility, person, "2025", {Indicator.RESIDENTS: 13}) == 0
    assert queries.corrections(facility) == []


def test_a_figure_is_taken_back_by_leaving_it_empty(app):
    facility, person = operated()
    reported(facility, person, "2025", {Indicator.RESIDENTS: 13})

    reported(facility, person, "2025", {Indicator.RESIDENTS: None})

    assert value(facility) is None
    assert len(queries.corrections(facility)) == 1


def test_what_others_reported_since_is_not_overwritten(app):
    facility, person = operated()
    seen = queries.state(facility, parse("2025"))
    reported(facility, person, "2025", {Indicator.RESIDENTS: 13})

    with pytest.raises(Conflict):
        report(facility, parse("2025"), {RESIDENTS: 14}, person, seen)


def test_figures_are_checked_together_with_those_that_stay(app):
    facility, person = operated()
    reported(facility, person, "2025", {Indicator.RENTABLE_AREA: 800})

    with pytest.raises(Invalid) as refused:
        reported(facility, person, "2025", {Indicator.OCCUPIED_AREA: 900})

    assert list(refused.value.fields) == ["fact_occupied_area"]


def test_the_future_can_only_be_planned(app):
    facility, person = operated()
    period = parse(str((today() + timedelta(days=800)).year))
    state = queries.state(facility, period)

    report(facility, period, {(Indicator.JOBS, True): 2686}, person, state)
    with pytest.raises(Invalid):
        report(
            facility,
            period,
            {(Indicator.JOBS, False): 2686},
            person,
            queries.state(facility, period),
        )


@pytest.mark.parametrize("membership", [Membership.VIEWER, None])
def test_only_editors_of_the_operator_report(app, membership):
    facility, person = operated(membership or Membership.OWNER)
    who = person if membership else factories.person(duties=[Role.ADMINISTRATOR])

    with pytest.raises(NotAllowed):
        reported(facility, who, "2025", {Indicator.RESIDENTS: 1})


def test_the_form_takes_figures_as_people_write_them_and_shows_them_again(client):
    facility, person = operated()
    signed_in(client, person)
    address = f"/ru/facilities/{facility.public_id}/figures/2025"
    seen = queries.state(facility, parse("2025"))

    sent = send(client, address, data={"seen": seen, "fact_output": "1 234,5", "plan_jobs": "7"})
    page = client.get(sent.location).text

    assert sent.status_code == 303
    assert "1\xa0234,5" in page
    assert "1\xa0234,5" in client.get(address).text


def test_the_form_says_what_is_wrong_beside_the_field_and_keeps_what_was_typed(client):
    facility, person = operated()
    signed_in(client, person)
    address = f"/en/facilities/{facility.public_id}/figures/2025"

    page = send(
        client,
        address,
        data={"seen": "0-0", "fact_residents": "many", "fact_jobs": "3"},
    )

    assert page.status_code == 422
    assert "“many” is not a number." in page.text
    assert 'href="#fact_residents"' in page.text
    assert 'value="many"' in page.text
    assert 'value="3"' in page.text
    assert value(facility) is None


def test_the_second_of_two_authors_is_shown_both_figures(client):
    facility, person = operated()
    signed_in(client, person)
    address = f"/en/facilities/{facility.public_id}/figures/2025"
    seen = queries.state(facility, parse("2025"))
    reported(facility, person, "2025", {Indicator.RESIDENTS: 13})

    page = send(client, address, data={"seen": seen, "fact_residents": "14"})
    again = send(
        client,
        address,
        data={"seen": queries.state(facility, parse("2025")), "fact_residents": "14"},
    )

    assert page.status_code == 409
    assert "saved by somebody else: 13" in page.text
    assert 'value="14"' in page.text
    assert again.status_code == 303
    assert value(facility) == 14


def test_figures_of_two_years_are_drawn_with_their_table(client):
    facility, person = operated()
    for code, count in (("2024", 10), ("2025", 13)):
        reported(facility, person, code, {Indicator.RESIDENTS: count})

    page = signed_in(client, person).get(f"/en/facilities/{facility.public_id}/figures").text

    assert 'role="img"' in page
    assert "2024: 10; 2025: 13." in page
    assert '<th scope="row">Residents (tenants)</th>' in page


def test_strangers_see_no_figures_and_officials_of_the_region_do(client):
    facility, _person = operated()
    address = f"/en/facilities/{facility.public_id}/figures"

    stranger = signed_in(client, factories.person()).get(address).status_code
    official = factories.person(duties=[(Role.OFFICIAL, "KZ-10")])

    assert stranger == 403
    assert signed_in(client, official).get(address).status_code == 200


def test_an_address_leads_to_the_period_that_was_asked_for(client):
    facility, person = operated()
    signed_in(client, person)
    address = f"/en/facilities/{facility.public_id}/figures"

    assert client.get(f"{address}?year=2025&part=Q3").location == f"{address}/2025-Q3"
    assert client.get(f"{address}?year=2025&part=").location == f"{address}/2025"
    assert client.get(f"{address}?year=2025&part=Q9").status_code == 404


def test_all_figures_are_taken_away_as_a_table_without_formulas(client):
    facility, person = operated()
    reported(facility, person, "2025-H1", {Indicator.RESIDENTS: 13}, note="=1+1")
    signed_in(client, person)

    sent = client.get(f"/ru/facilities/{facility.public_id}/figures/all.csv")
    (row,) = csv.DictReader(sent.data.decode("utf-8-sig").splitlines())

    assert (row["indicator"], row["from"], row["to"]) == ("residents", "2025-01-01", "2025-06-30")
    assert (row["value"], row["planned"], row["note"]) == ("13", "0", "'=1+1")
    assert sent.headers["Content-Disposition"].startswith("attachment")


def test_the_figures_of_a_deleted_facility_go_with_it(app):
    facility, person = operated()
    reported(facility, person, "2025", {Indicator.RESIDENTS: 1})

    db.session.delete(facility)
    db.session.commit()

    assert db.session.query(queries.Figure).count() == 0
