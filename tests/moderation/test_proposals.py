"""What comes of proposals: what is published, taken back, refused, and who is told."""

import pytest

from registry.accounts.policy import Act, Is, Membership, may
from registry.db import db
from registry.errors import Conflict, Invalid
from registry.facilities.record import snapshot
from registry.moderation import commands
from registry.moderation.rights import relations
from registry.moderation.states import Origin, State
from tests import factories
from tests.accounts.world import letters
from tests.moderation import world


def test_a_new_facility_is_published_when_it_is_approved(app):
    proposal = world.registration(factories.person(), state=State.SUBMITTED)

    facility = commands.approve(proposal, world.reviewer(), "Seen.")

    values = snapshot(facility)
    assert {name: values[name] for name in world.VALUES} == world.VALUES
    assert proposal.decision == "Seen."
    assert facility.slug == "hub"


def test_a_change_is_public_only_when_it_is_approved(app):
    facility = world.operated(names={"en": "Old"})
    author = factories.person()
    proposal = world.change(facility, author, {"names": {"en": "New"}}, State.SUBMITTED)
    assert facility.names == {"en": "Old"}

    commands.approve(proposal, world.reviewer())

    assert facility.names == {"en": "New"}
    assert proposal.changes == {"names": {"old": {"en": "Old"}, "new": {"en": "New"}}}


def test_what_carries_no_risk_is_live_at_once_for_those_who_run_it(app):
    person = factories.person()
    facility = world.operated((person, Membership.EDITOR))

    proposal = world.change(facility, person, {"opening_hours": {"en": "9-18"}}, State.SUBMITTED)

    assert facility.opening_hours == {"en": "9-18"}
    assert proposal.is_live and proposal.state is State.SUBMITTED


@pytest.mark.parametrize("membership", [Membership.VIEWER, None])
def test_nobody_else_goes_live_at_once(app, membership):
    person = factories.person()
    facility = world.operated(*[(person, membership)] if membership else [])

    proposal = world.change(facility, person, {"opening_hours": {"en": "9-18"}}, State.SUBMITTED)

    assert facility.opening_hours == {}
    assert not proposal.is_live


def test_what_went_live_and_is_rejected_is_taken_back(app):
    person = factories.person()
    facility = world.operated((person, Membership.OWNER))
    proposal = world.change(facility, person, {"opening_hours": {"en": "9-18"}}, State.SUBMITTED)

    commands.reject(proposal, world.reviewer(), "Not these hours.")

    assert facility.opening_hours == {}


def test_a_field_that_somebody_else_changed_meanwhile_is_not_overwritten(app):
    facility = world.operated(names={"en": "Old"})
    late = world.change(facility, factories.person(), {"names": {"en": "Late"}}, State.SUBMITTED)
    soon = world.change(facility, factories.person(), {"names": {"en": "Soon"}}, State.SUBMITTED)
    commands.approve(soon, world.reviewer())

    with pytest.raises(Conflict):
        commands.approve(late, world.reviewer())

    assert facility.names == {"en": "Soon"}


def test_changes_of_different_fields_do_not_hinder_each_other(app):
    facility = world.operated(names={"en": "Old"})
    one = world.change(facility, factories.person(), {"names": {"en": "New"}}, State.SUBMITTED)
    two = world.change(facility, factories.person(), {"short_name": "N"}, State.SUBMITTED)

    commands.approve(one, world.reviewer())
    commands.approve(two, world.reviewer())

    assert (facility.names, facility.short_name) == ({"en": "New"}, "N")


def test_a_draft_saved_in_two_windows_loses_neither(app):
    author = factories.person()
    proposal = world.registration(author)
    seen = proposal.revision
    commands.edit(proposal, {"short_name": "One"}, author, seen)

    with pytest.raises(Conflict):
        commands.edit(proposal, {"short_name": "Two"}, author, seen)

    assert proposal.changes["short_name"]["new"] == "One"


def test_a_change_that_changes_nothing_cannot_be_sent(app):
    facility = world.operated(names={"en": "Old"})
    author = factories.person()

    with pytest.raises(Invalid):
        world.change(facility, author, {"names": {"en": "Old"}}, State.SUBMITTED)


@pytest.mark.parametrize("missing", ["names", "kind", "place"])
def test_a_facility_that_nobody_would_find_cannot_be_sent(app, missing):
    values = {name: value for name, value in world.VALUES.items() if name != missing}

    with pytest.raises(Invalid) as caught:
        world.registration(factories.person(), values, State.SUBMITTED)

    assert set(caught.value.fields) == {missing}


def test_a_reviewer_reverts_at_once(app):
    facility = world.operated(names={"en": "Old"})
    proposal = world.change(facility, factories.person(), {"names": {"en": "New"}}, State.APPROVED)

    entry = commands.revert(proposal, world.reviewer(), "It was right before.")

    assert facility.names == {"en": "Old"}
    assert (entry.state, entry.origin) == (State.APPROVED, Origin.REVERT)
    assert entry.reverts_id == proposal.id


def test_anybody_else_proposes_to_revert(app):
    facility = world.operated(names={"en": "Old"})
    proposal = world.change(facility, factories.person(), {"names": {"en": "New"}}, State.APPROVED)

    entry = commands.revert(proposal, factories.person(), "It was right before.")

    assert facility.names == {"en": "New"}
    assert entry.state is State.SUBMITTED
    assert entry.changes == {"names": {"old": {"en": "New"}, "new": {"en": "Old"}}}


def test_what_was_changed_again_is_not_reverted_blindly(app):
    facility = world.operated(names={"en": "Old"})
    first = world.change(facility, factories.person(), {"names": {"en": "New"}}, State.APPROVED)
    world.change(facility, factories.person(), {"names": {"en": "Newer"}}, State.APPROVED)

    with pytest.raises(Conflict):
        commands.revert(first, world.reviewer(), "Back.")

    assert facility.names == {"en": "Newer"}


def test_the_author_is_told_of_every_decision_in_their_language(app):
    author = factories.person(lang="ru")
    world.registration(author, state=State.RETURNED)

    letters = db.session.execute(db.text("SELECT lang, key FROM letter ORDER BY id")).all()

    assert [lang for lang, _key in letters] == ["ru", "ru"]
    assert [key.split()[2] for _lang, key in letters] == ["submitted", "returned"]


def test_relations_are_asked_of_the_region_where_the_facility_is(app):
    facility = world.operated()

    assert may(Act.DECIDE, relations(world.reviewer(), facility))
    assert not may(Act.DECIDE, relations(world.reviewer("KZ-75"), facility))
    assert Is.VIEWER not in relations(factories.person(), facility)


def test_owners_are_told_when_others_change_what_they_run(app):
    owner, editor = factories.person(lang="en"), factories.person()
    facility = world.operated((owner, Membership.OWNER), (editor, Membership.EDITOR))

    world.change(facility, factories.person(), {"names": {"en": "New"}}, State.APPROVED)

    [letter] = letters(owner.email)
    assert letter.subject == "The record of “New” was changed"
    assert "Names" in letter.text and f"/facilities/{facility.public_id}/history" in letter.text
    assert letters(editor.email) == []


def test_owners_are_not_told_of_what_their_organisation_does(app):
    owner, editor = factories.person(), factories.person()
    facility = world.operated((owner, Membership.OWNER), (editor, Membership.EDITOR))

    values = {"names": {"en": "New"}}
    world.change(facility, editor, values, State.APPROVED, facility.operator_id)

    assert letters(owner.email) == []
