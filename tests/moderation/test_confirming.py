"""Operators are asked once a year whether their records are correct, and say so."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from registry.accounts.policy import Membership
from registry.db import db, today
from registry.errors import NotAllowed
from registry.facilities.vocabulary import Status
from registry.moderation.commands.confirming import (
    ask_operators,
    confirm,
    remind_operators,
    token,
)
from registry.moderation.models import Confirmation, Proposal
from registry.outreach.jobs import confirmations
from registry.search.commands import index
from registry.search.models import SearchEntry
from tests import factories
from tests.accounts.world import letters, link_in, send, signed_in
from tests.moderation.world import operated


def days_ago(days):
    return today() - timedelta(days=days)


def operator(membership=Membership.OWNER, **fields):
    """Return a facility and somebody of its operator."""
    person = factories.person()
    return operated((person, membership), **fields), person


def asked(days=0):
    """Ask, so many days ago, and forget that letters were written."""
    ask_operators()
    for one in db.session.scalars(select(Confirmation)):
        one.asked_on = days_ago(days)
    db.session.commit()
    return db.session.scalars(select(Confirmation)).one()


def test_an_operator_is_asked_once_about_what_nobody_confirmed_for_a_year(app):
    operator(confirmed_on=days_ago(400))

    assert ask_operators() == 1
    assert ask_operators() == 0
    assert len(letters()) == 1


@pytest.mark.parametrize(
    "fields",
    [{"confirmed_on": today()}, {"confirmed_on": None, "status": Status.CLOSED}],
)
def test_nobody_is_asked_about_what_is_confirmed_or_closed(app, fields):
    operator(**fields)

    assert ask_operators() == 0


def test_viewers_are_not_asked_and_nobody_is_where_nobody_could_answer(app):
    operator(Membership.VIEWER)
    factories.facility()

    assert ask_operators() == 0


def test_the_link_of_the_letter_confirms_without_signing_in(client):
    facility, person = operator(confirmed_on=days_ago(400))
    asked()
    path = link_in(letters(person.email)[0])

    page = client.get(path)
    before = facility.confirmed_on
    answer = send(client, path)

    assert page.status_code == 200
    assert before == days_ago(400)
    assert answer.status_code == 303
    assert facility.confirmed_on == today()
    assert "Thank you" in client.get(path).text


def test_what_was_confirmed_stands_in_the_history_once(app):
    facility, person = operator()

    for _time in range(2):
        confirm(facility, person)

    (entry,) = db.session.scalars(select(Proposal).where(Proposal.facility_id == facility.id))
    assert (entry.origin, entry.author_id) == ("confirmation", person.id)


def test_a_link_that_expired_or_was_changed_opens_nothing(client, app):
    _facility, person = operator()
    path = f"/en/confirm/{token(asked(), person)}"
    app.config["CONFIRM_LINK_DAYS"] = -1
    try:
        expired = client.get(path)
    finally:
        app.config["CONFIRM_LINK_DAYS"] = 60

    assert expired.status_code == 409
    assert "expired" in expired.text
    assert client.get(path.replace("/confirm/", "/confirm/x")).status_code == 404


def test_the_link_of_somebody_who_left_opens_nothing(client):
    _facility, person = operator()
    path = f"/en/confirm/{token(asked(), person)}"
    db.session.execute(db.text("DELETE FROM member"))
    db.session.commit()

    assert client.get(path).status_code == 403


def test_reminders_follow_until_somebody_answers(app):
    facility, person = operator()
    asked(days=15)

    first, again = remind_operators(), remind_operators()
    asked(days=29)
    second = remind_operators()
    confirm(facility, person)
    asked(days=60)

    assert (first, again, second, remind_operators()) == (1, 0, 1, 0)
    assert len(letters(person.email)) == 3


def test_an_operator_is_left_alone_after_the_last_reminder(app):
    operator()
    asked(days=100)

    assert [remind_operators() for _time in range(5)] == [1, 1, 1, 0, 0]


def test_only_editors_of_the_operator_confirm(app):
    facility, _owner = operator()
    viewer = factories.person()
    factories.member(viewer, facility.operator, Membership.VIEWER)

    for who in (viewer, factories.person()):
        with pytest.raises(NotAllowed):
            confirm(facility, who)


def test_an_editor_confirms_from_the_page_of_the_record(client):
    facility, person = operator(Membership.EDITOR)
    signed_in(client, person)

    send(
        client,
        f"/en/facilities/{facility.public_id}/keep",
        to=f"/en/facilities/{facility.public_id}/confirm",
    )

    assert facility.confirmed_on == today()


def test_a_record_says_since_when_nobody_has_confirmed_it(client):
    facility, _person = operator(confirmed_on=days_ago(400))

    page = client.get(f"/en/facilities/{facility.public_id}/{facility.slug}").text

    assert "Not confirmed since" in page


def test_what_has_been_silent_for_long_stands_behind_the_others(app):
    facility, _person = operator()
    facility.confirmed_on = today()
    index([facility])
    fresh = db.session.get(SearchEntry, facility.id).standing
    facility.confirmed_on = days_ago(500)
    db.session.commit()

    confirmations()

    assert db.session.get(SearchEntry, facility.id).standing > fresh
    assert db.session.get(SearchEntry, facility.id).standing[1] == "1"


def test_the_page_of_a_record_says_what_is_missing_and_what_it_would_bring(client):
    facility, person = operator()

    page = signed_in(client, person).get(f"/en/facilities/{facility.public_id}/keep").text

    assert "You appear when somebody searches for a service." in page
