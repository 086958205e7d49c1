"""Browsers in which somebody is signed in: listed, ended, kept as long as they were asked to."""

from datetime import timedelta

from registry.accounts.models import SignIn
from registry.db import db, utcnow
from tests import factories
from tests.accounts.world import send, sign_in, signed_in, token_of, with_password


def is_signed_in(client):
    return client.get("/en/account/").status_code == 200


def browser(app, person, agent):
    client = app.test_client()
    page = client.get("/en/account/login")
    client.post(
        "/en/account/login",
        data={
            "email": person.email,
            "password": "correct horse battery staple",
            "csrf_token": token_of(page),
        },
        headers={"User-Agent": agent},
    )
    return client


def test_every_browser_is_listed_and_any_can_be_signed_out_from_another(app):
    person = with_password()
    here, there = browser(app, person, "Firefox"), browser(app, person, "Chromium")

    page = here.get("/en/account/safety")
    assert page.text.count("This browser") == 1
    assert "Firefox" in page.text
    assert "Chromium" in page.text

    chromium = db.session.query(SignIn).filter_by(browser="Chromium").one()
    send(here, "/en/account/safety", {"id": chromium.id}, to="/en/account/sessions/end")

    assert is_signed_in(here)
    assert not is_signed_in(there)
    assert "Chromium" not in here.get("/en/account/safety").text


def test_all_others_are_signed_out_at_once(app):
    person = with_password()
    here, *others = [browser(app, person, agent) for agent in ("Firefox", "Chromium", "curl")]

    send(here, "/en/account/safety", to="/en/account/sessions/end")

    assert is_signed_in(here)
    assert not any(is_signed_in(other) for other in others)


def test_nobody_signs_out_somebody_else(app, client):
    other = factories.person()
    signed_in(app.test_client(), other)
    theirs = db.session.query(SignIn).filter_by(user_id=other.id).one()
    signed_in(client, factories.person())

    answer = send(client, "/en/account/safety", {"id": theirs.id}, to="/en/account/sessions/end")

    assert answer.status_code == 404
    db.session.refresh(theirs)
    assert theirs.revoked_at is None


def test_who_signs_out_is_out_and_the_cookie_of_before_lets_nobody_in(app):
    person = with_password()
    client = browser(app, person, "Firefox")
    before = client.get_cookie("session").value

    send(client, "/en/account/", to="/en/account/logout")

    assert not is_signed_in(client)
    thief = app.test_client()
    thief.set_cookie("session", before)
    assert not is_signed_in(thief)


def test_a_revoked_browser_can_sign_in_anew(app):
    person = with_password()
    client = browser(app, person, "Firefox")
    db.session.query(SignIn).update({"revoked_at": utcnow()})
    db.session.commit()

    assert client.get("/en/account/").location.startswith("/en/account/login")
    sign_in(client)
    assert is_signed_in(client)


def test_after_a_month_a_browser_has_to_sign_in_again(app, client):
    signed_in(client, factories.person())
    db.session.query(SignIn).update({"began_at": utcnow() - timedelta(days=31)})
    db.session.commit()

    assert not is_signed_in(client)


def test_a_session_ends_with_the_browser_unless_it_is_asked_to_last(app):
    with_password()

    short, long = app.test_client(), app.test_client()
    sign_in(short)
    sign_in(long, remember="y")

    assert short.get_cookie("session").expires is None
    assert long.get_cookie("session").expires is not None
    assert long.get_cookie("remember_token") is None, "it could not be revoked"
    assert "session=" not in str(long.get("/en/regions").headers.getlist("Set-Cookie"))


def test_a_public_page_does_not_ask_who_is_signed_in(app, client):
    person = with_password()
    sign_in(client)

    assert person.name not in client.get("/en/regions").text
