"""One's own data: taken as a file, deleted with the account."""

from sqlalchemy import select

from registry.accounts.models import User
from registry.accounts.policy import Membership, Role
from registry.db import db
from registry.mail.commands import post
from registry.operations.own_data.queries import LEFT_OUT, known_of
from tests import factories
from tests.accounts.world import letters, send, signed_in, with_password

PATH = "/en/account/data/"


def test_the_file_has_everything_that_refers_to_somebody_and_nothing_secret(app, client):
    person = with_password(tf_totp_secret="secret", mf_recovery_codes=["code"])
    organisation = factories.organisation("Park")
    factories.member(person, organisation, Membership.OWNER, token="door")
    factories.member(factories.person("other@example.org"), organisation, Membership.EDITOR)
    post(person.email, "en", "confirm", "a cause", user=person, link="/")
    db.session.commit()
    signed_in(client, person)

    answer = client.get(f"{PATH}own.json")

    assert answer.headers["Content-Disposition"].startswith("attachment; filename=registry-")
    assert "no-store" in answer.headers["Cache-Control"]
    found = answer.json
    assert found["user"][0]["email"] == "aigerim@example.org"
    assert len(found["member"]) == len(found["sign_in"]) == len(found["letter"]) == 1
    assert not any(LEFT_OUT & row.keys() for rows in found.values() for row in rows)
    for secret in ("other@example.org", "argon2", "door", "secret"):
        assert secret not in answer.text


def test_every_table_that_refers_to_people_is_in_it(app):
    person = factories.person(duties=[Role.REVIEWER])

    assert {"user", "duty", "letter"} <= known_of(person).keys()


def test_who_deletes_their_account_is_gone_and_told(app, client):
    person = with_password()
    post(person.email, "en", "confirm", "a cause", user=person, link="/")
    db.session.commit()
    signed_in(client, person)

    answer = send(client, PATH, {"sure": "y"}, to=f"{PATH}delete")

    assert answer.location == "/en/"
    assert db.session.scalar(select(User)) is None
    assert [letter.subject for letter in letters()] == ["Your account was deleted"]
    assert client.get("/en/account/").location.startswith("/en/account/login")


def test_nothing_is_deleted_before_it_is_said_twice(app, client):
    signed_in(client, factories.person())

    send(client, PATH, to=f"{PATH}delete")

    assert db.session.scalar(select(User)) is not None
    assert "Tick the box first" in client.get(PATH).text


def test_the_only_owner_of_others_organisation_has_to_hand_it_over_first(app, client):
    person = factories.person()
    organisation = factories.organisation("Park")
    factories.member(person, organisation, Membership.OWNER)
    factories.member(factories.person(), organisation, Membership.EDITOR)
    signed_in(client, person)

    answer = send(client, PATH, {"sure": "y"}, to=f"{PATH}delete")

    assert answer.status_code == 409
    assert "“Park” needs an owner" in answer.text


def test_the_only_administrator_stays(app, client):
    signed_in(client, factories.person(duties=[Role.ADMINISTRATOR]))

    assert send(client, PATH, {"sure": "y"}, to=f"{PATH}delete").status_code == 409


def test_who_signed_in_a_while_ago_shows_first_that_it_is_them(app, client):
    person = with_password()
    signed_in(client, person, minutes_ago=30)

    asked = client.get(PATH)
    assert asked.location.startswith("/en/account/verify?next=")
    send(client, asked.location, {"password": "correct horse battery staple"})

    assert client.get(PATH).status_code == 200
