"""How people stand to things."""

import pytest

from registry.accounts.policy import Is, Membership, Role
from registry.organisations.queries import relations
from tests import factories

ANYBODY = {Is.VISITOR, Is.SIGNED_IN}


def test_a_visitor_is_nothing_else(app):
    assert relations(None, author_id=1, region_iso="KZ-10", organisation_id=1) == {Is.VISITOR}


def test_the_author_of_a_thing_is_so_and_nobody_else(app):
    author, other = factories.person(), factories.person()

    assert relations(author, author_id=author.id) == ANYBODY | {Is.AUTHOR}
    assert relations(other, author_id=author.id) == ANYBODY


@pytest.mark.parametrize(
    ("membership", "means"),
    [
        (Membership.OWNER, {Is.OWNER, Is.EDITOR, Is.VIEWER}),
        (Membership.EDITOR, {Is.EDITOR, Is.VIEWER}),
        (Membership.VIEWER, {Is.VIEWER}),
    ],
)
def test_members_are_what_their_membership_makes_them_in_their_organisation_alone(
    app, membership, means
):
    person, own, other = factories.person(), factories.organisation(), factories.organisation()
    factories.member(person, own, membership)

    assert relations(person, organisation_id=own.id) == ANYBODY | means
    assert relations(person, organisation_id=other.id) == ANYBODY


def test_a_reviewer_is_one_in_the_regions_given(app):
    here = factories.person(duties=[(Role.REVIEWER, "KZ-10")])
    everywhere = factories.person(duties=[Role.REVIEWER])

    assert Is.REVIEWER in relations(here, region_iso="KZ-10")
    assert Is.REVIEWER not in relations(here, region_iso="KZ-75")
    assert Is.REVIEWER not in relations(here)
    assert Is.REVIEWER in relations(everywhere, region_iso="KZ-75")
    assert Is.REVIEWER in relations(everywhere)


@pytest.mark.parametrize("role", Role)
def test_nobody_is_on_duty_without_a_second_factor(app, role):
    person = factories.person(duties=[role], second_factor=False)

    assert relations(person, region_iso="KZ-10") == ANYBODY
