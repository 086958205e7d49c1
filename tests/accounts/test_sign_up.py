"""Signing up, confirming, signing in, choosing a new password, changing the address."""

import re

import pytest

from registry.accounts.queries import find_by_email
from registry.db import db
from tests import factories
from tests.accounts.world import (
    PASSWORD,
    letters,
    link_in,
    send,
    sign_in,
    sign_up,
    token_of,
    with_password,
)

NEW_PASSWORD = "seven lazy ferries under snow"  # noqa: S105


def is_signed_in(client):
    return client.get("/en/account/").status_code == 200


def test_who_signs_up_and_confirms_can_sign_in(app, client):
    answer = sign_up(client)
    assert answer.location == "/en/account/check-mail"
    assert "A letter is on its way" in client.get(answer.location).text
    assert not is_signed_in(client)

    (letter,) = letters("aigerim@example.org")
    client.get(link_in(letter))
    sign_in(client)

    assert is_signed_in(client)
    assert "Aigerim" in client.get("/en/account/").text


@pytest.mark.parametrize(
    ("lang", "subject"),
    [("en", "Confirm your address")],
)
def test_letters_come_in_the_language_of_the_page(app, client, lang, subject):
    sign_up(client, lang=lang)

    (letter,) = letters()

    assert (letter.lang, letter.subject) == (lang, subject)
    assert f"http://localhost/{lang}/account/confirm/" in letter.text
    assert f"http://localhost/{lang}/account/confirm/" in letter.html
    assert find_by_email("aigerim@example.org").lang == lang


def test_links_name_the_address_under_which_the_world_sees_the_registry(app, client):
    app.config["PUBLIC_URL"] = "https://registry.example.org"

    sign_up(client)

    assert "\nhttps://registry.example.org/en/account/confirm/" in letters()[0].text


def test_nobody_signs_in_before_confirming_and_who_knows_the_password_is_told_so(app, client):
    sign_up(client)

    told = sign_in(client)
    guessed = sign_in(client, password="something else entirely")

    assert "Email requires confirmation" in told.text
    assert "Email requires confirmation" not in guessed.text
    assert not is_signed_in(client)


def test_the_letter_comes_once_more_for_who_asks(app, client):
    sign_up(client)

    send(client, "/en/account/confirm", {"email": "aigerim@example.org"})

    assert len(letters("aigerim@example.org")) == 2
    client.get(link_in(letters()[1]))
    sign_in(client)
    assert is_signed_in(client)


def test_signing_up_twice_looks_like_signing_up_once_and_tells_the_owner_by_letter(app, client):
    with_password("aigerim@example.org")

    known = sign_up(client, "aigerim@example.org")
    unknown = sign_up(client, "bolat@example.org")

    assert (known.status_code, known.location) == (unknown.status_code, unknown.location)
    assert letters("aigerim@example.org")[0].subject == "You have an account already"
    assert "/en/account/reset/" in letters("aigerim@example.org")[0].text


@pytest.mark.parametrize("path", ["reset", "confirm"])
def test_asking_for_a_letter_answers_the_same_for_whoever_has_an_account_and_has_none(
    app, client, path
):
    with_password("aigerim@example.org")

    answers = [
        send(client, f"/en/account/{path}", {"email": email}).text.replace(email, "…")
        for email in ("aigerim@example.org", "nobody@example.org")
    ]

    assert same(answers[0]) == same(answers[1])


def same(text):
    """Return a page without what differs each time."""
    return re.sub(r'nonce="[^"]+"|name="csrf_token" value="[^"]+"', "", text)


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(app, client):
    with_password("aigerim@example.org")

    known = sign_in(client, "aigerim@example.org", "wrong horse battery staple")
    unknown = sign_in(client, "nobody@example.org", "wrong horse battery staple")

    sentence = "Authentication failed - identity or password/passcode invalid"
    assert known.text.count(sentence) == unknown.text.count(sentence) > 0


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("short", "Take at least 10 characters."),
        ("password12345", "easily guessed"),
        ("qwertyuiop123", "easily guessed"),
        ("aigerim@example.org", "easily guessed"),
        ("x" * 129, "Take at most 128 characters."),
    ],
)
def test_passwords_that_are_guessed_first_are_refused(app, client, password, sentence):
    answer = sign_up(client, password=password, password_confirm=password)

    assert sentence in answer.text
    assert find_by_email("aigerim@example.org") is None
    assert 'aria-invalid="true"' in answer.text
    assert 'href="#password"' in answer.text


def test_passwords_are_kept_as_argon2id(app, client):
    sign_up(client)

    assert find_by_email("aigerim@example.org").password.startswith("$argon2id$")


def test_who_forgot_the_password_chooses_a_new_one_by_a_link_that_works_once(app, client):
    with_password()
    other = app.test_client()
    sign_in(other)

    send(client, "/en/account/reset", {"email": "aigerim@example.org"})
    path = link_in(letters()[0])
    send(client, path, {"password": NEW_PASSWORD, "password_confirm": NEW_PASSWORD})

    assert not is_signed_in(other), "who was signed in with the old password is out"
    sign_in(client, password=NEW_PASSWORD)
    assert is_signed_in(client)
    assert app.test_client().get(path).location.endswith("/account/reset")
    assert letters()[-1].subject == "Your password was changed"


def test_a_changed_password_signs_out_every_other_browser(app, client):
    with_password()
    other = app.test_client()
    sign_in(client)
    sign_in(other)

    send(
        client,
        "/en/account/change",
        {
            "password": PASSWORD,
            "new_password": NEW_PASSWORD,
            "new_password_confirm": NEW_PASSWORD,
        },
    )

    assert is_signed_in(client)
    assert not is_signed_in(other)


def test_a_new_address_counts_when_its_letter_is_answered_and_the_old_one_is_told(app, client):
    person = with_password()
    sign_in(client)

    send(client, "/en/account/change-email", {"email": "new@example.org"})
    assert person.email == "aigerim@example.org"
    client.get(link_in(letters("new@example.org")[0]))

    db.session.refresh(person)
    assert person.email == "new@example.org"
    assert letters("aigerim@example.org")[0].subject == "Your address was changed"


def test_name_and_language_of_letters_can_be_changed(app, client):
    person = with_password()
    sign_in(client)

    send(client, "/en/account/", {"name": "  Aigerim\n Bekova ", "lang": "ru"})

    db.session.refresh(person)
    assert (person.name, person.lang) == ("Aigerim Bekova", "ru")


def test_forms_from_elsewhere_are_refused(app, client):
    with_password()

    answer = client.post(
        "/en/account/login", data={"email": "aigerim@example.org", "password": PASSWORD}
    )

    assert answer.status_code == 400
    assert not is_signed_in(client)


@pytest.mark.parametrize("next_page", ["https://evil.example/", "//evil.example", "/\\evil"])
def test_signing_in_leads_to_no_other_site(app, client, next_page):
    with_password()

    answer = sign_in(client, next=next_page)

    assert not (answer.location or "").startswith(("http", "//", "/\\"))


def test_who_has_to_sign_in_first_comes_back_to_the_page(app, client):
    with_password()
    first = client.get("/en/organisations/?q=park")

    page = client.get(first.location)
    token = token_of(page)
    answer = client.post(
        first.location,
        data={"email": "aigerim@example.org", "password": PASSWORD, "csrf_token": token},
    )

    assert answer.location == "/en/organisations/?q=park"


def test_answers_to_who_is_signed_in_are_kept_by_nobody(app, client):
    with_password()
    sign_in(client)

    for path in ("/en/account/", "/en/account/safety", "/en/organisations/"):
        assert "no-store" in client.get(path).headers["Cache-Control"]


def test_inactive_people_cannot_sign_in(app, client):
    with_password(active=False)

    sign_in(client)

    assert not is_signed_in(client)


def test_people_of_the_factory_are_known_by_any_spelling_of_their_address(app):
    person = factories.person("Aigerim@Example.org")

    assert find_by_email(" aigerim@example.ORG ") == person
