"""Codes from an app, recovery codes, passkeys; who has a duty can do nothing without one."""

import json
import re
from html import unescape

import pytest

from registry.accounts.models import User
from registry.accounts.policy import Role
from registry.db import db
from tests.accounts.authenticator import Passkey, code
from tests.accounts.world import letters, send, sign_in, signed_in, token_of, with_password


def is_signed_in(client):
    return client.get("/en/account/").status_code == 200


def switch_on(client):
    """Set the second factor up as somebody does; return the secret of the app."""
    page = send(client, "/en/account/tf-setup", {"setup": "authenticator"})
    assert 'src="data:image/svg+xml;base64,' in page.text
    secret = re.search(r'class="secret">([^<]+)<', page.text)[1]
    path = re.search(r'action="(/en/account/tf-setup/[^"]+)"', page.text)[1]
    answer = client.post(path, data={"code": code(secret), "csrf_token": token_of(page)})
    assert answer.location == "/en/account/safety"
    forget_codes()
    return secret


def forget_codes():
    """Let the code of this half minute count once more."""
    db.session.query(User).update({"code_counter": None})
    db.session.commit()


@pytest.fixture
def person(app):
    return with_password("aigerim@example.org")


@pytest.fixture
def secret(app, person):
    return switch_on(signed_in(app.test_client(), person))


def test_a_code_from_the_app_is_asked_for_after_the_password(app, client, person, secret):
    asked = sign_in(client)
    assert asked.location.startswith("/en/account/tf-validate")
    assert not is_signed_in(client)

    send(client, asked.location, {"code": code(secret)})

    assert is_signed_in(client)


def test_a_wrong_code_lets_nobody_in(app, client, person, secret):
    asked = sign_in(client)

    answer = send(client, asked.location, {"code": "000000"})

    assert "Invalid code" in answer.text
    assert not is_signed_in(client)


def test_a_code_that_somebody_saw_lets_nobody_in_again(app, client, person, secret):
    seen = code(secret)
    send(client, sign_in(client).location, {"code": seen})
    thief = app.test_client()

    send(thief, sign_in(thief).location, {"code": seen})

    assert is_signed_in(client)
    assert not is_signed_in(thief)


def test_setting_it_up_signs_out_every_other_browser_and_is_told_by_letter(app, client, person):
    other = app.test_client()
    sign_in(other)

    switch_on(signed_in(client, person))

    assert is_signed_in(client)
    assert not is_signed_in(other)
    assert letters()[0].subject == "Your second factor was changed"


def test_nothing_is_set_up_before_the_app_has_shown_its_code(app, client, person):
    signed_in(client, person)
    page = send(client, "/en/account/tf-setup", {"setup": "authenticator"})
    path = re.search(r'action="(/en/account/tf-setup/[^"]+)"', page.text)[1]

    client.post(path, data={"code": "000000", "csrf_token": token_of(page)})

    db.session.refresh(person)
    assert person.tf_primary_method is None


def test_it_can_be_switched_off_again_by_who_proves_to_be_it(app, client, person, secret):
    signed_in(client, person, minutes_ago=30)
    assert client.get("/en/account/tf-setup").location.startswith("/en/account/verify")

    signed_in(client, person)
    send(client, "/en/account/tf-setup", {"setup": "disable"})

    db.session.refresh(person)
    assert person.tf_primary_method is None


def test_secrets_are_not_kept_as_they_are(app, person, secret):
    db.session.refresh(person)

    assert secret.replace(" ", "").replace("-", "") not in person.tf_totp_secret


def test_a_recovery_code_lets_somebody_in_once(app, client, person, secret):
    browser = signed_in(app.test_client(), person)
    page = send(browser, "/en/account/mf-recovery-codes", {"generate_new_codes": "1"})
    codes = re.findall(r"<code>([0-9a-f-]{14})</code>", page.text)
    assert len(codes) == 10
    db.session.refresh(person)
    assert codes[0] not in person.mf_recovery_codes, "they are kept encrypted"

    for is_first in (True, False):
        visitor = app.test_client()
        sign_in(visitor)
        send(visitor, "/en/account/mf-recovery", {"code": codes[0]})
        assert is_signed_in(visitor) is is_first


def test_codes_that_are_guessed_are_counted(app, person, secret):
    found = []
    for number in range(12):
        visitor = app.test_client()
        with visitor.session_transaction() as session:
            session["tf_user_id"], session["tf_state"] = person.fs_uniquifier, "ready"
        page = visitor.get("/en/account/tf-validate")
        answer = visitor.post(
            "/en/account/tf-validate",
            data={"code": "000000", "csrf_token": token_of(page)},
            environ_base={"REMOTE_ADDR": f"203.0.113.{number}"},
        )
        found.append(answer.status_code)

    assert found == [200] * 8 + [429] * 4, "two were taken by setting it up"


@pytest.mark.parametrize("role", Role)
def test_who_has_a_duty_can_do_it_as_soon_as_they_have_a_second_factor(app, client, role):
    person = with_password(duties=[role], second_factor=False)
    sign_in(client)
    safety = client.get("/en/account/safety").text
    assert "as soon as you have a second factor" in safety
    assert "Operation" not in safety

    switch_on(client)

    safety = client.get("/en/account/safety").text
    assert "as soon as you have a second factor" not in safety
    assert ("Operation" in safety) is (role is Role.ADMINISTRATOR)
    assert person.duties


def options_in(page):
    return json.loads(unescape(re.search(r'data-options="([^"]+)"', page.text)[1]))


def answered(client, page, credential):
    path = unescape(re.search(r'<form action="([^"]+)" method="post" data-passkey', page.text)[1])
    return client.post(path, data={"credential": credential, "csrf_token": token_of(page)})


def add_passkey(client, usage, **kinds):
    key = Passkey(**kinds)
    page = send(client, "/en/account/wan-register", {"name": "my phone", "usage": usage})
    answer = answered(client, page, key.create(options_in(page)))
    assert answer.location == "/en/account/safety"
    return key


def test_somebody_signs_in_with_a_passkey_in_place_of_the_password(app, client, person):
    key = add_passkey(signed_in(app.test_client(), person), "first")

    page = send(client, "/en/account/wan-signin")
    answered(client, page, key.get(options_in(page)))

    assert is_signed_in(client)


def test_a_passkey_of_somebody_else_lets_nobody_in(app, client, person):
    add_passkey(signed_in(app.test_client(), person), "first")
    stranger = Passkey()

    page = send(client, "/en/account/wan-signin")
    answered(client, page, stranger.get(options_in(page)))

    assert not is_signed_in(client)


def test_what_a_passkey_said_before_lets_nobody_in_again(app, client, person):
    key = add_passkey(signed_in(app.test_client(), person), "first")
    page = send(client, "/en/account/wan-signin")
    said = key.get(options_in(page))
    answered(client, page, said)
    thief = app.test_client()

    page = send(thief, "/en/account/wan-signin")
    answered(thief, page, said)

    assert not is_signed_in(thief)


def test_a_passkey_is_a_second_factor_after_the_password(app, client, person):
    key = add_passkey(signed_in(app.test_client(), person), "secondary", verifies=False)

    asked = sign_in(client)
    assert asked.location.startswith("/en/account/wan-signin")
    assert not is_signed_in(client)
    page = send(client, asked.location)
    answered(client, page, key.get(options_in(page)))

    assert is_signed_in(client)


def test_who_has_app_and_passkey_chooses(app, client, person, secret):
    add_passkey(signed_in(app.test_client(), person), "secondary")

    asked = sign_in(client)
    assert asked.location.startswith("/en/account/tf-select")
    asked = send(client, asked.location, {"which": "authenticator"})
    send(client, asked.location, {"code": code(secret)})

    assert is_signed_in(client)


def test_a_passkey_can_be_removed(app, client, person):
    add_passkey(signed_in(client, person), "first")
    assert "<li>my phone" in client.get("/en/account/safety").text

    send(client, "/en/account/wan-register", {"name": "my phone"}, to="/en/account/wan-delete")

    assert "<li>my phone" not in client.get("/en/account/safety").text


def test_who_shows_again_that_it_is_them_may_do_so_with_a_passkey(app, client, person):
    key = add_passkey(signed_in(client, person), "first")
    signed_in(client, person, minutes_ago=30)
    asked = client.get("/en/account/data/")

    page = send(client, asked.location, to="/en/account/wan-verify?next=/en/account/data/")
    answer = answered(client, page, key.get(options_in(page)))

    assert answer.location == "/en/account/data/"
    assert client.get("/en/account/data/").status_code == 200
