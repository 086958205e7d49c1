"""The queue, deciding, the history of a record and going back in it."""

from datetime import timedelta

import pytest

from registry.accounts.policy import Membership, Role
from registry.db import db, utcnow
from registry.facilities.record import snapshot
from registry.moderation import commands
from registry.moderation.queries.queue import Sieve, next_for, queue
from registry.moderation.states import State
from tests import factories
from tests.accounts.world import letters, send, signed_in
from tests.moderation import world
from tests.moderation.test_pages import fields


@pytest.fixture
def reviewer(app):
    world.country()
    return world.reviewer()


@pytest.fixture
def browser(client, reviewer):
    return signed_in(client, reviewer)


def waiting(**values):
    return world.registration(factories.person(), world.VALUES | values, state=State.SUBMITTED)


def harmless(facility=None):
    facility = facility or world.operated()
    values = {"opening_hours": {"en": f"9-{facility.id}"}}
    return world.change(facility, factories.person(), values, State.SUBMITTED)


def decide(browser, proposal, decision, **said):
    path = f"/en/review/{proposal.public_id}"
    page = browser.get(path)
    return browser.post(path, data={**fields(page), "decision": decision, **said})


def test_what_is_due_first_comes_first(reviewer):
    late, later = waiting(), waiting()
    late.due_at = utcnow() - timedelta(days=1)
    db.session.commit()

    page = queue(reviewer, Sieve())

    assert page.proposals == [late, later]
    assert (page.total, page.overdue) == (2, 1)


def test_a_reviewer_sees_what_is_theirs_to_decide_alone(reviewer):
    organisation = factories.organisation()
    factories.member(reviewer, organisation, Membership.VIEWER)
    world.registration(reviewer, state=State.SUBMITTED)
    colleague = factories.person()
    factories.member(colleague, organisation, Membership.EDITOR)
    world.registration(colleague, state=State.SUBMITTED, organisation_id=organisation.id)
    theirs = waiting()

    assert queue(reviewer, Sieve()).proposals == [theirs]
    assert queue(world.reviewer("KZ-75"), Sieve()).proposals == []
    assert queue(factories.person(duties=[Role.ADMINISTRATOR]), Sieve()).total == 3
    assert queue(world.reviewer(second_factor=False), Sieve()).total == 0


@pytest.mark.parametrize(
    ("sieve", "names"),
    [
        (Sieve(kind="it_hub"), {"A"}),
        (Sieve(kind="business_incubator"), {"B", ""}),
        (Sieve(risk="harmless"), {""}),
        (Sieve(risk="risky"), {"A", "B"}),
        (Sieve(region="KZ-75"), set()),
    ],
)
def test_the_queue_is_sifted(reviewer, sieve, names):
    waiting(names={"en": "A"}, kind="it_hub")
    waiting(names={"en": "B"})
    harmless()

    found = queue(reviewer, sieve).proposals

    assert {one.changes.get("names", {}).get("new", {}).get("en", "") for one in found} == names


def test_the_next_one_follows_the_one_left_for_later(reviewer):
    first, second = waiting(), waiting()

    assert next_for(reviewer) == first
    assert next_for(reviewer, first.public_id) == second
    assert next_for(reviewer, second.public_id) == first


def test_a_proposal_is_approved_and_the_next_one_shown(browser):
    proposal, other = waiting(), waiting()

    answer = decide(browser, proposal, "approve")

    assert proposal.state is State.APPROVED
    assert browser.get(answer.location).location == f"/en/review/{other.public_id}"
    assert "approved" in letters(proposal.author.email)[-1].subject


def test_a_proposal_is_returned_with_reasons_by_field(browser):
    proposal = waiting()

    decide(browser, proposal, "return", **{"objection-names": "In full, please."})

    assert proposal.state is State.RETURNED
    assert proposal.objections == {"names": "In full, please."}


@pytest.mark.parametrize("decision", ["return", "reject", "", "nonsense"])
def test_no_decision_without_a_reason(browser, decision):
    proposal = waiting()

    answer = decide(browser, proposal, decision)

    assert answer.status_code == 422
    assert proposal.state is State.SUBMITTED


def test_what_changed_under_the_reviewers_eyes_is_not_decided(browser):
    proposal = waiting()
    data = fields(browser.get(f"/en/review/{proposal.public_id}"))
    commands.withdraw(proposal, proposal.author)
    db.session.commit()

    answer = browser.post(f"/en/review/{proposal.public_id}", data=data | {"decision": "approve"})

    assert answer.status_code == 409
    assert proposal.state is State.WITHDRAWN


def test_harmless_changes_are_approved_together(browser):
    some = [harmless(), harmless()]

    answer = send(
        browser, "/en/review", {"id": [one.public_id for one in some]}, to="/en/review/approve"
    )

    assert answer.status_code == 303
    assert {one.state for one in some} == {State.APPROVED}


def test_what_others_changed_since_is_left_out_of_those_approved_together(browser):
    facility = world.operated()
    late = harmless(facility)
    soon = world.change(
        facility, factories.person(), {"opening_hours": {"en": "24 hours"}}, State.APPROVED
    )
    good = harmless()

    send(browser, "/en/review", {"id": [late.public_id, good.public_id]}, to="/en/review/approve")

    assert (late.state, good.state) == (State.SUBMITTED, State.APPROVED)
    assert facility.opening_hours == soon.changes["opening_hours"]["new"]


def test_a_new_facility_is_shown_beside_the_one_it_may_be(browser):
    there = world.operated(names={"en": "Hub of Semey"}, short_name="There")
    proposal = waiting(names={"en": "Hub of Semey"})

    page = browser.get(f"/en/review/{proposal.public_id}")

    assert "Side by side: Hub of Semey" in page.text
    assert f"/en/facilities/{there.public_id}" in page.text
    assert "<del>There</del>" in page.text


def test_what_carries_risk_is_not_approved_together(browser):
    one, other = harmless(), waiting()

    answer = send(
        browser,
        "/en/review",
        {"id": [one.public_id, other.public_id]},
        to="/en/review/approve",
    )

    assert answer.status_code == 422
    db.session.expire_all()
    assert {one.state, other.state} == {State.SUBMITTED}


def test_nobody_without_a_duty_comes_to_the_queue(client, reviewer):
    proposal = waiting()
    stranger = signed_in(client, factories.person())

    for path in ("/en/review", f"/en/review/{proposal.public_id}", "/en/review/next"):
        assert stranger.get(path).status_code == 403


def test_the_history_shows_who_did_what_why_to_those_concerned(browser):
    facility = world.operated(names={"en": "Old"})
    author = factories.person(name="Aigerim")
    world.change(facility, author, {"names": {"en": "New"}}, State.APPROVED)

    page = browser.get(f"/en/facilities/{facility.public_id}/history")

    assert "Proposed by Aigerim" in page.text
    assert "<del>English: Old</del>" in page.text and "<ins>English: New</ins>" in page.text
    assert "because" in page.text


def test_others_are_not_told_the_names_of_people(client, reviewer):
    facility = world.operated(names={"en": "Old"})
    author = factories.person(name="Aigerim")
    world.change(facility, author, {"names": {"en": "New"}}, State.APPROVED)
    stranger = signed_in(client, factories.person())

    page = stranger.get(f"/en/facilities/{facility.public_id}/history")

    assert "English: New" in page.text
    assert "Aigerim" not in page.text


def test_a_change_is_taken_back_with_one_click(browser):
    facility = world.operated(names={"en": "Old"})
    proposal = world.change(facility, factories.person(), {"names": {"en": "New"}}, State.APPROVED)
    path = f"/en/facilities/{facility.public_id}/history"

    answer = send(browser, path, to=f"/en/proposals/{proposal.public_id}/revert")

    assert answer.location == path
    assert facility.names == {"en": "Old"}


@pytest.mark.only_on("sqlite")  # the database plays no part
@pytest.mark.parametrize("lang", ["kk", "ru", "en", "fr"])
def test_the_pages_of_review_are_shown_in_every_language(browser, lang):
    proposal = waiting()
    moved = world.operated()
    place = snapshot(moved)["place"] | {"lat": 50.5}
    change = world.change(moved, factories.person(), {"place": place}, State.SUBMITTED)

    for path in ("review", f"review/{proposal.public_id}", f"review/{change.public_id}"):
        assert browser.get(f"/{lang}/{path}").status_code == 200
