"""What is put on record beside reviews, and what two do at the same time."""

import pytest
from sqlalchemy import text

from registry.accounts.policy import Membership, Role
from registry.db import db
from registry.errors import Conflict, Invalid, NotAllowed
from registry.facilities.record import NOTHING, snapshot
from registry.moderation import commands, queries
from registry.moderation.models import Proposal
from registry.moderation.states import Origin, State
from registry.search import queries as search
from registry.search.question import Question
from tests import factories
from tests.moderation import world


def found(words):
    return [hit.card.names["en"] for hit in search.find(Question(text=words, whole=words)).hits]


def test_what_is_approved_is_found_by_its_new_name(app):
    facility = world.operated(names={"en": "Oldname"})
    world.change(facility, factories.person(), {"names": {"en": "Newname"}}, State.APPROVED)

    assert found("newname") == ["Newname"]
    assert found("oldname") != ["Oldname"]


def test_who_may_decide_changes_at_once_and_it_goes_on_record(app):
    facility = world.operated()
    reviewer = world.reviewer()

    entry = commands.change_at_once(
        facility, {"short_name": "N"}, reviewer, Origin.CHANGE, "Seen on the door."
    )

    assert facility.short_name == "N"
    assert (entry.state, entry.author, entry.reviewer) == (State.APPROVED, reviewer, reviewer)
    assert queries.history(facility) == ([entry], 1)


@pytest.mark.parametrize(
    "who",
    [
        factories.person,
        lambda: world.reviewer("KZ-75"),
        lambda: factories.person(duties=[Role.OFFICIAL]),
    ],
)
def test_nobody_else_changes_at_once(app, who):
    facility = world.operated()

    with pytest.raises(NotAllowed):
        commands.change_at_once(facility, {"short_name": "N"}, who(), Origin.CHANGE, "")

    db.session.rollback()
    assert facility.short_name == ""


def test_a_reviewer_does_not_decide_at_once_about_their_own_organisation(app):
    reviewer = world.reviewer()
    facility = world.operated((reviewer, Membership.VIEWER))

    with pytest.raises(NotAllowed):
        commands.change_at_once(facility, {"short_name": "N"}, reviewer, Origin.CHANGE, "")


def test_a_record_is_made_at_once(app):
    factories.region()

    entry = commands.change_at_once(
        None, world.VALUES, world.reviewer(), Origin.REGISTRATION, "Known."
    )

    assert entry.facility.names == world.VALUES["names"]
    with pytest.raises(Conflict):
        commands.revert(entry, world.reviewer(), "")


def test_an_import_goes_on_record_row_by_row(app):
    facility, same = world.operated(names={"en": "Old"}), world.operated()
    administrator = factories.person(duties=[Role.ADMINISTRATOR])
    old = snapshot(facility)
    unchanged = snapshot(same)
    rows = [
        (facility, old, old | {"short_name": "N"}),
        (same, unchanged, unchanged),
        (same, NOTHING, unchanged),
    ]

    count = commands.record_many(rows, administrator, Origin.IMPORT, 7)
    db.session.commit()

    entries, total = queries.history(facility)
    assert (count, total) == (2, 1)
    assert entries[0].changes == {"short_name": {"old": "", "new": "N"}}
    assert (entries[0].batch_id, entries[0].author) == (7, administrator)
    assert [one.base_version == 0 for one in queries.history(same)[0]] == [True]


def moved_on(table, id, column):
    """Let somebody else write a row, in their own transaction, after ours has read it."""
    with db.engine.begin() as connection:
        connection.execute(text(f"UPDATE {table} SET {column} = {column} + 1 WHERE id = {id}"))  # noqa: S608


def test_of_two_who_decide_at_the_same_time_one_is_told(app):
    proposal = world.registration(factories.person(), state=State.SUBMITTED)
    reviewer = world.reviewer()
    assert proposal.state is State.SUBMITTED
    id = proposal.id
    db.session.commit()
    db.session.refresh(proposal)
    reviewer.duties  # noqa: B018
    db.session.rollback()
    proposal = db.session.get(Proposal, id)
    moved_on("proposal", id, "revision")

    with pytest.raises(Conflict):
        commands.reject(proposal, reviewer, "No.")

    db.session.rollback()


def test_a_change_of_contacts_counts_as_a_version_of_the_record(app):
    facility = world.operated()
    before = facility.version
    contacts = [{"type": "phone", "value": "+7 7222 12-34-56"}]

    world.change(facility, factories.person(), {"contacts": contacts}, State.APPROVED)

    assert facility.version > before


def test_a_form_that_shows_an_old_record_is_not_saved(app):
    facility, author = world.operated(), factories.person()
    proposal = world.change(facility, author, {"short_name": "N"})
    seen = facility.version
    world.change(facility, factories.person(), {"opening_hours": {"en": "9-18"}}, State.APPROVED)

    with pytest.raises(Conflict):
        commands.edit(proposal, {"opening_hours": {}}, author, proposal.revision, seen)


def test_fields_that_are_not_set_to_go_live_wait(app):
    app.config["PROPOSALS_LIVE_FIELDS"] = []
    person = factories.person()
    facility = world.operated((person, Membership.OWNER))

    world.change(facility, person, {"opening_hours": {"en": "9-18"}}, State.SUBMITTED)

    assert facility.opening_hours == {}


def test_a_risky_field_never_goes_live_at_once(app):
    app.config["PROPOSALS_LIVE_FIELDS"] = ["names", "opening_hours"]
    person = factories.person()
    facility = world.operated((person, Membership.OWNER), names={"en": "Old"})

    world.change(facility, person, {"names": {"en": "New"}}, State.SUBMITTED)

    assert facility.names == {"en": "Old"}


def test_what_went_live_is_taken_back_but_for_what_others_changed_since(app):
    person = factories.person()
    facility = world.operated((person, Membership.OWNER))
    values = {"opening_hours": {"en": "9-18"}, "descriptions": {"en": "Mine"}}
    proposal = world.change(facility, person, values, State.SUBMITTED)
    world.change(facility, factories.person(), {"descriptions": {"en": "Theirs"}}, State.APPROVED)

    commands.withdraw(proposal, person)

    assert facility.opening_hours == {}
    assert facility.descriptions == {"en": "Theirs"}


def test_what_went_live_and_is_approved_is_an_ordinary_part_of_the_history(app):
    person = factories.person()
    facility = world.operated((person, Membership.OWNER))
    proposal = world.change(facility, person, {"opening_hours": {"en": "9"}}, State.SUBMITTED)

    commands.approve(proposal, world.reviewer())
    commands.revert(proposal, world.reviewer(), "")

    assert facility.opening_hours == {}


def test_a_record_never_loses_what_it_needs(app):
    facility, author = world.operated(), factories.person()
    proposal = world.change(facility, author, {"names": {}})

    with pytest.raises(Invalid) as caught:
        commands.submit(proposal, author)

    assert set(caught.value.fields) == {"names"}


@pytest.mark.parametrize("membership", [Membership.VIEWER, None])
def test_only_editors_act_for_an_organisation(app, membership):
    person, organisation = factories.person(), factories.organisation()
    if membership:
        factories.member(person, organisation, membership)

    with pytest.raises(NotAllowed):
        commands.begin(person, None, Origin.REGISTRATION, organisation.id)


def test_the_organisation_runs_what_its_editor_registers(app):
    person, organisation = factories.person(), factories.organisation()
    factories.member(person, organisation, Membership.EDITOR)

    proposal = world.registration(person, state=State.APPROVED, organisation_id=organisation.id)

    assert proposal.facility.operator == organisation
