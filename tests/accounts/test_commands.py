"""People from the terminal."""

import pytest

from registry.accounts.policy import Role
from registry.accounts.queries import find_by_email
from registry.db import db
from tests import factories
from tests.accounts.world import PASSWORD, send, sign_in


@pytest.fixture
def run(app):
    def run(*args):
        result = app.test_cli_runner().invoke(args=["user", *args])
        db.session.rollback()
        return result

    return run


def test_the_first_administrator_is_made_in_the_terminal_and_chooses_a_password(app, client, run):
    made = run("create", "aigerim@example.org", "--name", "Aigerim", "--role", "administrator")
    path = made.output.strip().removeprefix("http://127.0.0.1:8000")
    send(client, path, {"password": PASSWORD, "password_confirm": PASSWORD})
    sign_in(client)

    assert client.get("/en/account/").status_code == 200
    person = find_by_email("aigerim@example.org")
    assert [(duty.role, duty.region_iso) for duty in person.duties] == [(Role.ADMINISTRATOR, "")]
    assert client.get("/en/operation/failures").location == "/en/account/safety"


def test_nobody_gets_a_second_account(run):
    factories.person("aigerim@example.org")

    result = run("create", "Aigerim@example.org")

    assert result.exit_code == 1
    assert "has an account already" in result.output


def test_people_are_put_in_charge_of_a_region_or_of_all_and_relieved(run):
    factories.region("KZ-10")
    person = factories.person("aigerim@example.org")

    told = run("promote", "aigerim@example.org", "reviewer", "--region", "KZ-10")
    again = run("promote", "aigerim@example.org", "reviewer", "--region", "KZ-10")
    run("promote", "aigerim@example.org", "official")
    db.session.refresh(person)

    assert told.output == "aigerim@example.org is now reviewer of KZ-10.\n"
    assert again.output == "aigerim@example.org is already reviewer of KZ-10.\n"
    assert {(duty.role, duty.region_iso) for duty in person.duties} == {
        (Role.REVIEWER, "KZ-10"),
        (Role.OFFICIAL, ""),
    }

    run("demote", "aigerim@example.org", "reviewer")
    db.session.refresh(person)
    assert [duty.role for duty in person.duties] == [Role.OFFICIAL]
    run("demote", "aigerim@example.org")
    db.session.refresh(person)
    assert person.duties == []


def test_who_is_in_charge_is_listed(run):
    factories.person("b@example.org", duties=[Role.REVIEWER])
    factories.person("a@example.org", duties=[(Role.OFFICIAL, "KZ-10")], second_factor=False)

    assert run("list").output == (
        "a@example.org\tofficial\tKZ-10 (no second factor yet)\n"
        "b@example.org\treviewer\tall regions\n"
    )


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (("promote", "nobody@example.org", "reviewer"), "Nobody has an account"),
        (("promote", "aigerim@example.org", "reviewer", "--region", "KZ-99"), "region"),
    ],
)
def test_what_makes_no_sense_is_told(run, args, sentence):
    factories.person("aigerim@example.org")

    result = run(*args)

    assert result.exit_code == 1
    assert sentence in result.output


def test_the_only_administrator_stays(run):
    factories.person("aigerim@example.org", duties=[Role.ADMINISTRATOR])

    result = run("demote", "aigerim@example.org")

    assert result.exit_code == 1
    assert "only administrator" in result.output
    factories.person("bolat@example.org", duties=[Role.ADMINISTRATOR])
    assert run("demote", "aigerim@example.org").exit_code == 0
