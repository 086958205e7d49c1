"""Anybody reports faults; reviewers of the region decide, and answer by mail."""

import pytest
from sqlalchemy import select

from registry.accounts.policy import Role
from registry.db import db
from registry.errors import Conflict, Invalid, NotAllowed
from registry.moderation.commands.reports import decide_report, report
from registry.moderation.models import Report
from registry.moderation.states import ReportState, Wrong
from tests import factories
from tests.accounts.world import letters, send, signed_in
from tests.moderation.world import reviewer

TOLD = {"what": "closed", "text": "The door is shut.", "email": "a@example.org"}


def reports():
    return list(db.session.scalars(select(Report)))


def made(facility=None, **fields):
    values = {"what": Wrong.CLOSED, "text": "Shut.", "email": "a@example.org", "lang": "ru"}
    found = report(facility or factories.facility(), **values | fields)
    db.session.commit()
    return found


def test_anybody_reports_a_fault_without_an_account(client):
    facility = factories.facility()

    answer = send(client, f"/ru/facilities/{facility.public_id}/report", TOLD)

    assert answer.status_code == 303
    (found,) = reports()
    assert (found.what, found.text, found.email, found.lang) == (*TOLD.values(), "ru")
    assert "Thank you" in client.get(answer.location.replace("/ru/", "/en/")).text


def test_what_a_program_fills_in_is_thanked_for_and_forgotten(client):
    facility = factories.facility()
    told = {**TOLD, "homepage": "http://spam.example"}

    answer = send(client, f"/en/facilities/{facility.public_id}/report", told)

    assert answer.status_code == 303
    assert reports() == []


@pytest.mark.parametrize(
    ("told", "field"),
    [({"what": ""}, "what"), ({"what": "name", "text": " "}, "text"), ({"email": "me"}, "email")],
)
def test_what_is_missing_is_said_beside_its_field(client, told, field):
    facility = factories.facility()

    answer = send(client, f"/en/facilities/{facility.public_id}/report", {**TOLD, **told})

    assert answer.status_code == 422
    assert f'href="#{field}' in answer.text
    assert reports() == []


def test_one_address_reports_only_so_often(client, app):
    facility = factories.facility()
    address = f"/en/facilities/{facility.public_id}/report"

    answers = [send(client, address, TOLD).status_code for _time in range(11)]

    assert answers == [303] * 10 + [429]


def test_a_reviewer_of_the_region_sees_reports_of_it_alone(client):
    here = made(factories.facility("Here"))
    made(factories.facility("There", place={"region_iso": "KZ-75"}))

    page = signed_in(client, reviewer("KZ-10")).get("/en/review/reports").text

    assert "Here" in page
    assert "There" not in page
    assert f"/review/reports/{here.id}" in page


@pytest.mark.parametrize(
    ("step", "state"), [("accept", ReportState.ACCEPTED), ("dismiss", ReportState.DISMISSED)]
)
def test_a_decision_is_on_record_and_answered_by_mail(client, step, state):
    found, by = made(), reviewer()
    signed_in(client, by)

    answer = send(
        client,
        "/en/review/reports",
        {"step": step, "decision": "It is open on weekdays."},
        to=f"/en/review/reports/{found.id}",
    )

    assert answer.status_code == 303
    assert (found.state, found.reviewer_id) == (state, by.id)
    (letter,) = letters("a@example.org")
    assert letter.lang == "ru"
    assert "It is open on weekdays." in letter.text


def test_nobody_is_written_to_who_left_no_address(app):
    decide_report(made(email=""), reviewer(), is_right=True, decision="")

    assert letters() == []


def test_a_report_is_decided_on_once(app):
    found = made()
    decide_report(found, reviewer(), is_right=True, decision="")

    with pytest.raises(Conflict):
        decide_report(found, reviewer(), is_right=False, decision="no")


def test_a_report_is_not_dismissed_without_a_word(app):
    with pytest.raises(Invalid):
        decide_report(made(), reviewer(), is_right=False, decision=" ")


def test_only_reviewers_of_the_region_decide(app):
    found = made()
    for who in (
        factories.person(),
        reviewer("KZ-75"),
        factories.person(duties=[Role.OFFICIAL]),
        reviewer(second_factor=False),
    ):
        with pytest.raises(NotAllowed):
            decide_report(found, who, is_right=True, decision="")


def test_a_record_leads_to_the_report_of_its_faults(client):
    facility = factories.facility()

    page = client.get(f"/en/facilities/{facility.public_id}/{facility.slug}").text

    assert f"/en/facilities/{facility.public_id}/report" in page
