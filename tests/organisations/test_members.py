"""Inviting, asking to join, agreeing, handing over, leaving. The last owner stays."""

from datetime import timedelta

import pytest

from registry.accounts.policy import Membership, Role
from registry.db import db, utcnow
from registry.errors import Conflict, NotAllowed, NotFound
from registry.organisations import commands, queries
from registry.organisations.models import Member, Standing
from tests import factories
from tests.accounts.world import letters, link_in, send, signed_in


@pytest.fixture
def owner(app):
    return factories.person("owner@example.org", name="Owner")


@pytest.fixture
def organisation(owner):
    made = factories.organisation("Park")
    factories.member(owner, made, Membership.OWNER)
    return made


def path(organisation):
    return f"/en/organisations/{organisation.id}"


def standing(organisation, person):
    found = queries.find_member(organisation.id, person)
    return (found.standing, found.membership) if found else None


def test_who_makes_an_organisation_owns_it(app, client):
    person = factories.person()
    signed_in(client, person)

    answer = send(
        client, "/en/organisations/new", {"name_ru": " Парк \n науки", "bin": "0123 45678901"}
    )

    organisation = queries.get(int(answer.location.rsplit("/", 1)[1]))
    assert (organisation.names, organisation.bin) == ({"ru": "Парк науки"}, "012345678901")
    assert standing(organisation, person) == (Standing.MEMBER, Membership.OWNER)
    assert "Парк науки" in client.get(answer.location).text


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "Give the name in one language at least."),
        ({"name_en": "Park", "bin": "123"}, "A business number has 12 digits."),
    ],
)
def test_what_is_missing_is_told_at_the_field(app, client, data, sentence):
    signed_in(client, factories.person())

    answer = send(client, "/en/organisations/new", data)

    assert sentence in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_nobody_makes_an_organisation_twice(app, owner):
    commands.create(owner, {"ru": "Парк «Наука»"}, "012345678901")

    with pytest.raises(Conflict):
        commands.create(owner, {"kk": "парк  НАУКА"})
    with pytest.raises(Conflict):
        commands.create(owner, {"en": "Another"}, "012345678901")


def test_who_is_invited_signs_up_and_accepts(app, client, owner, organisation):
    signed_in(client, owner)
    data = {"email": "New@Example.org", "membership": "editor"}
    send(client, path(organisation), data, to=f"{path(organisation)}/invite")
    (letter,) = letters("new@example.org")
    assert letter.subject == "You are invited to “Park”"

    guest = app.test_client()
    assert guest.get(link_in(letter)).location.startswith("/en/account/login")
    new = factories.person("new@example.org")
    signed_in(guest, new)
    assert "Park" in guest.get(link_in(letter)).text
    send(guest, link_in(letter), {"act": "accept"})

    assert standing(organisation, new) == (Standing.MEMBER, Membership.EDITOR)
    assert guest.get(path(organisation)).status_code == 200


def test_an_invitation_is_for_one_address_and_for_two_weeks(app, owner, organisation):
    invited = commands.invite(organisation, owner, "new@example.org", Membership.EDITOR)

    with pytest.raises(NotAllowed):
        commands.accept(invited.token, factories.person("other@example.org"))

    invited.since = utcnow() - timedelta(days=15)
    db.session.flush()
    with pytest.raises(NotFound):
        commands.accept(invited.token, factories.person("new@example.org"))


def test_inviting_again_makes_the_first_letter_worthless(app, owner, organisation):
    first = commands.invite(organisation, owner, "new@example.org", Membership.EDITOR).token
    second = commands.invite(organisation, owner, "new@example.org", Membership.VIEWER).token

    with pytest.raises(NotFound):
        queries.invitation(first)
    assert queries.invitation(second).membership is Membership.VIEWER


def test_nobody_writes_to_the_world_by_inviting_it(app, owner, organisation):
    for number in range(commands.INVITED_MOST):
        address = f"p{number}@example.org"
        kinds = {"email": address, "user_id": None, "standing": Standing.INVITED}
        factories.member(owner, organisation, Membership.VIEWER, **kinds)

    with pytest.raises(Conflict, match="Many invitations"):
        commands.invite(organisation, owner, "one@example.org", Membership.VIEWER)


def test_who_declines_is_not_in(app, client, owner, organisation):
    person = factories.person("new@example.org")
    token = commands.invite(organisation, owner, "new@example.org", Membership.EDITOR).token
    db.session.commit()
    signed_in(client, person)

    send(client, f"/en/organisations/invitations/{token}", {"act": "decline"})

    assert standing(organisation, person) is None


def test_who_asks_to_join_is_let_in_by_an_owner(app, client, owner, organisation):
    asker = factories.person("asker@example.org", name="Asker")
    browser = signed_in(app.test_client(), asker)
    send(browser, "/en/organisations/?q=organisation", to=f"{path(organisation)}/ask")
    assert letters("owner@example.org")[0].subject == "Asker asks to join “Park”"
    assert browser.get(path(organisation)).status_code == 403

    signed_in(client, owner)
    member = queries.find_member(organisation.id, asker)
    data = {"act": "agree", "membership": "editor"}
    send(client, path(organisation), data, to=f"/en/organisations/members/{member.id}")

    assert standing(organisation, asker) == (Standing.MEMBER, Membership.EDITOR)
    assert letters("asker@example.org")[0].subject == "You are a member of “Park”"
    assert browser.get(path(organisation)).status_code == 200


def test_a_request_that_is_refused_is_answered(app, owner, organisation):
    asked = commands.ask(organisation, factories.person("asker@example.org"))

    commands.remove(asked, owner)

    assert letters("asker@example.org")[0].subject == "Your request to join “Park”"


def test_inviting_who_has_asked_lets_them_in(app, owner, organisation):
    asker = factories.person("asker@example.org")
    commands.ask(organisation, asker)

    commands.invite(organisation, owner, "asker@example.org", Membership.EDITOR)

    assert standing(organisation, asker) == (Standing.MEMBER, Membership.EDITOR)


def test_nobody_asks_where_nobody_could_agree_nor_twice(app, organisation):
    person = factories.person()

    with pytest.raises(Conflict):
        commands.ask(factories.organisation(), person)
    commands.ask(organisation, person)
    with pytest.raises(Conflict):
        commands.ask(organisation, person)


def manage(member, by, organisation):
    """Everything that only an owner may do."""
    return {
        "invite": lambda: commands.invite(organisation, by, "x@example.org", Membership.VIEWER),
        "change": lambda: commands.change(member, by, Membership.OWNER),
        "transfer": lambda: commands.transfer(member, by),
        "remove": lambda: commands.remove(member, by),
        "agree": lambda: commands.agree(member, by, Membership.OWNER),
    }


@pytest.mark.parametrize("act", ["invite", "change", "transfer", "remove", "agree"])
@pytest.mark.parametrize("who", ["editor", "viewer", "stranger", "asker", "administrator"])
def test_only_owners_decide_who_is_in(app, organisation, act, who):
    by = factories.person(duties=[Role.ADMINISTRATOR] if who == "administrator" else ())
    if who in ("editor", "viewer"):
        factories.member(by, organisation, Membership(who))
    elif who == "asker":
        factories.member(by, organisation, Membership.OWNER, standing=Standing.ASKED)
    member = factories.member(factories.person(), organisation, Membership.VIEWER)

    with pytest.raises(NotAllowed):
        manage(member, by, organisation)[act]()


def test_the_last_owner_cannot_leave_be_removed_or_be_less(app, owner, organisation):
    factories.member(factories.person(), organisation, Membership.EDITOR)
    last = queries.find_member(organisation.id, owner)

    for act in (
        lambda: commands.leave(organisation, owner),
        lambda: commands.remove(last, owner),
        lambda: commands.change(last, owner, Membership.EDITOR),
        lambda: commands.leave_all(owner),
    ):
        with pytest.raises(Conflict, match="needs an owner"):
            act()


def test_an_owner_hands_over_and_then_may_leave(app, client, owner, organisation):
    heir = factories.person("heir@example.org")
    member = factories.member(heir, organisation, Membership.VIEWER)
    signed_in(client, owner)

    data = {"act": "transfer", "membership": "viewer"}
    send(client, path(organisation), data, to=f"/en/organisations/members/{member.id}")
    assert standing(organisation, heir) == (Standing.MEMBER, Membership.OWNER)
    assert standing(organisation, owner) == (Standing.MEMBER, Membership.EDITOR)
    assert letters("heir@example.org")[0].subject == "“Park” is yours to look after"

    send(client, "/en/organisations/", to=f"{path(organisation)}/leave")
    assert standing(organisation, owner) is None


def test_who_is_alone_in_an_organisation_may_delete_their_account(app, owner, organisation):
    commands.leave_all(owner)

    assert db.session.query(Member).count() == 0


def test_pages_of_an_organisation_are_closed_to_strangers(app, client, organisation):
    signed_in(client, factories.person())

    assert client.get(path(organisation)).status_code == 403
    assert client.get("/en/organisations/999999").status_code == 404


def test_organisations_are_found_by_a_part_of_their_name_or_by_number(app):
    named = factories.organisation("x", key="nauchny park semey", bin="012345678901")

    assert queries.named("Park") == [named]
    assert queries.named("012345678901") == [named]
    assert queries.named("%") == []
    assert queries.named(" ") == []
