"""Reviewers are told what waits for them, administrators what waits for too long."""

from datetime import timedelta

import pytest

from registry.accounts.policy import Role
from registry.db import db, utcnow
from registry.moderation.commands.reports import report
from registry.moderation.states import State, Wrong
from registry.outreach.commands import report_overdue, write_digests
from registry.outreach.jobs import digests
from tests import factories
from tests.accounts.world import letters
from tests.moderation.world import PLACE, registration, reviewer

NAMES = {"names": {"en": "Hub"}, "kind": "it_hub", "status": "active"}


def waiting(region_iso="KZ-10", days=0):
    """Return a proposal that has waited for so many days."""
    factories.region(region_iso)
    place = PLACE | {"region_iso": region_iso}
    found = registration(factories.person(), NAMES | {"place": place}, State.SUBMITTED)
    found.submitted_at -= timedelta(days=days)
    found.due_at -= timedelta(days=days)
    db.session.commit()
    return found


def reported(days=0, **place):
    found = report(factories.facility(place=place), Wrong.CLOSED, "", "", "en")
    found.made_at = utcnow() - timedelta(days=days)
    db.session.commit()
    return found


def test_a_reviewer_is_told_what_waits_in_their_regions_once_a_day(app):
    waiting(), waiting("KZ-75"), reported()
    person = reviewer("KZ-10")

    written = [write_digests() for _time in range(2)]

    assert written == [1, 0]
    (letter,) = letters(person.email)
    assert letter.subject == "2 cases wait for you"
    assert "1 proposal:" in letter.text
    assert "1 reported fault:" in letter.text
    assert "claim" not in letter.text


def test_nobody_is_told_that_nothing_waits(app):
    waiting("KZ-75")
    reviewer("KZ-10")

    assert write_digests() == 0


def test_who_reviews_everywhere_is_told_of_everything(app):
    waiting(), waiting("KZ-75"), reported(region_iso=None)
    person = reviewer("")

    write_digests()

    assert letters(person.email)[0].subject == "3 cases wait for you"


def test_no_digest_is_written_where_none_is_wanted(app):
    waiting()
    reviewer()
    before, app.config["DIGEST_DAYS"] = app.config["DIGEST_DAYS"], 0
    try:
        assert write_digests() == 0
    finally:
        app.config["DIGEST_DAYS"] = before


@pytest.mark.parametrize("days", [0, 400])
def test_administrators_are_told_once_a_week_what_waits_for_too_long(app, days):
    waiting(days=days), reported(days=days)
    person = factories.person(duties=[Role.ADMINISTRATOR])

    written = [report_overdue() for _time in range(2)]

    assert written == ([1, 0] if days else [0, 0])
    if days:
        assert "Abai Region: 2 cases" in letters(person.email)[0].text


def test_the_job_may_run_twice(app):
    waiting(days=400)
    reviewer()
    factories.person(duties=[Role.ADMINISTRATOR])

    for _time in range(2):
        digests()

    assert len([one for one in letters() if one.key.startswith(("digest", "overdue"))]) == 2
