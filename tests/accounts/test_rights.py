"""Every role at every address, compared with the table of rights; and the table with the addresses.

Roles here are what somebody can be without regard to a thing: a visitor, one who is signed in, and
each duty with and without a second factor.
"""

from itertools import product

import pytest
from werkzeug.routing import AnyConverter

from registry.accounts.guard import OF_ROLES
from registry.accounts.models import WebAuthn
from registry.accounts.policy import BARRED, RIGHTS, Act, Is, Role, may
from registry.accounts.queries import has_second_factor
from registry.accounts.routes import CLOSED, PUBLIC, ROUTES
from registry.db import db, utcnow
from tests import factories
from tests.accounts.world import signed_in

ANYBODY = {Is.VISITOR, Is.SIGNED_IN, Is.AUTHOR, Is.VIEWER, Is.EDITOR, Is.OWNER}

ROLES = {
    "visitor": {Is.VISITOR},
    "operator": ANYBODY,
    **{role.value: ANYBODY | {OF_ROLES[role]} for role in Role},
}
"""What somebody could be to some thing."""


def test_every_act_has_a_right_and_every_right_an_act():
    assert RIGHTS.keys() == set(Act)
    assert BARRED.keys() <= set(Act)


@pytest.mark.parametrize("act", Act)
def test_an_act_is_allowed_to_each_relation_that_the_table_names_and_to_no_other(act):
    for relation in Is:
        allowed = relation in RIGHTS[act] and relation not in BARRED.get(act, ())

        assert may(act, {relation}) is allowed


def test_nobody_decides_on_their_own_whatever_else_they_are():
    for others in product((False, True), repeat=len(Is)):
        relations = {one for one, is_so in zip(Is, others, strict=True) if is_so} | {Is.AUTHOR}

        assert not may(Act.DECIDE, relations)


@pytest.mark.only_on("sqlite")  # the database plays no part
def test_every_address_is_in_the_table_and_nothing_else(app):
    addresses = {rule.endpoint for rule in app.url_map.iter_rules()}
    elsewhere = {name for name in ROUTES if name.startswith("security.oauth")}  # by configuration

    assert addresses - set(CLOSED) == ROUTES.keys() - elsewhere


def as_somebody(app, role):
    """Return a browser of somebody with a role."""
    client = app.test_client()
    if role == "visitor":
        return client
    duties = () if role == "operator" else [Role(role)]
    return signed_in(client, factories.person(duties=duties))


LET_IN = "let in"


def made_up(converter):
    return min(converter.items) if isinstance(converter, AnyConverter) else "1"


def asked(app, client, endpoint, number):
    """Ask for an address with made-up values, from a network of its own; return the answer."""
    rule = next(one for one in app.url_map.iter_rules() if one.endpoint == endpoint)
    values = {name: made_up(one) for name, one in rule._converters.items()} | {"lang": "en"}
    path = app.url_map.bind("localhost").build(endpoint, values)
    method = client.get if "GET" in rule.methods else client.post
    return method(path, environ_base={"REMOTE_ADDR": f"203.0.{number // 250}.{number % 250}"})


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_to_every_address_that_the_table_opens_to_it_and_to_no_other(
    app, role, monkeypatch
):
    app.config["WTF_CSRF_ENABLED"] = False
    endpoints = sorted({rule.endpoint for rule in app.url_map.iter_rules()} - PUBLIC)
    for endpoint in endpoints:
        monkeypatch.setitem(app.view_functions, endpoint, lambda **_values: LET_IN)

    wrong = []
    for number, endpoint in enumerate(endpoints):
        is_open = endpoint in ROUTES and bool(RIGHTS[ROUTES[endpoint]] & ROLES[role])
        answer = asked(app, as_somebody(app, role), endpoint, number)
        if (answer.text == LET_IN) is not is_open:
            wrong.append((endpoint, answer.status))
        if role == "visitor" and not is_open and endpoint not in CLOSED:
            assert "/en/account/login" in answer.location

    assert wrong == []


def addresses_of_duty():
    """Give each role that has an address of its own, which is open to nobody without a duty."""
    for role in Role:
        acts = [act for act in Act if RIGHTS[act] & {OF_ROLES[role]} and not RIGHTS[act] & ANYBODY]
        if endpoint := next((name for name, act in ROUTES.items() if act in acts), None):
            yield role, endpoint


@pytest.mark.parametrize(("role", "endpoint"), [*addresses_of_duty()])
def test_who_has_a_duty_and_no_second_factor_is_led_to_it(app, client, role, endpoint):
    person = factories.person(duties=[role], second_factor=False)
    signed_in(client, person)

    answer = asked(app, client, endpoint, 1)

    assert answer.location == "/en/account/safety"
    assert "as soon as you have a second factor" in client.get(answer.location).text


def test_a_passkey_in_place_of_the_password_is_no_second_factor(app):
    person = factories.person(duties=[Role.ADMINISTRATOR], second_factor=False)
    passkey(person, "first")
    assert not has_second_factor(person)

    passkey(person, "secondary")
    assert has_second_factor(person)


def passkey(person, usage):
    person.webauthn.append(
        WebAuthn(
            credential_id=usage.encode(),
            public_key=b"",
            backup_state=False,
            device_type="single_device",
            lastuse_datetime=utcnow().replace(tzinfo=None),
            name=usage,
            usage=usage,
        )
    )
    db.session.commit()
