"""Nobody guesses passwords or codes for long, from one address or from many."""

import pytest

from registry.accounts.queries import find_by_email
from tests.accounts.world import token_of, with_password


def tried(app, email, times, *, address=None, path="login"):
    """Sign in with wrong passwords; return the status of each attempt."""
    found = []
    for number in range(times):
        client = app.test_client()
        token = token_of(client.get(f"/en/account/{path}"))
        data = {"email": email, "password": "wrong horse", "csrf_token": token}
        where = {"REMOTE_ADDR": address or f"203.0.113.{number}"}
        answer = client.post(f"/en/account/{path}", data=data, environ_base=where)
        found.append(answer.status_code)
    return found


@pytest.mark.parametrize("email", ["aigerim@example.org", "nobody@example.org"])
def test_an_account_is_tried_ten_times_from_all_addresses_whether_or_not_it_is_there(app, email):
    with_password("aigerim@example.org")

    assert tried(app, email, 12) == [200] * 10 + [429] * 2
    assert tried(app, email.upper(), 1) == [429]
    assert tried(app, "other@example.org", 1) == [200]


def test_one_address_tries_thirty_accounts_in_five_minutes(app):
    found = [tried(app, f"p{n}@example.org", 1, address="203.0.113.9")[0] for n in range(32)]

    assert found == [200] * 30 + [429] * 2


def test_letters_cannot_be_asked_for_without_end(app):
    with_password("aigerim@example.org")

    assert tried(app, "aigerim@example.org", 11, path="reset") == [200] * 10 + [429]


def test_what_was_refused_says_when_to_try_again(app, client):
    tried(app, "aigerim@example.org", 10)

    token = token_of(client.get("/en/account/login"))
    data = {"email": "aigerim@example.org", "password": "x", "csrf_token": token}
    answer = client.post("/en/account/login", data=data)

    assert "This account was tried too often. Please try again in " in answer.text
    assert 0 < int(answer.headers["Retry-After"]) <= 15 * 60


def test_programs_that_send_json_are_counted_too(app):
    app.config["WTF_CSRF_ENABLED"] = False
    found = []
    for number in range(11):
        answer = app.test_client().post(
            "/en/account/login",
            json={"email": "aigerim@example.org", "password": "wrong horse"},
            environ_base={"REMOTE_ADDR": f"203.0.113.{number}"},
        )
        found.append(answer.status_code)

    assert found == [400] * 10 + [429]
    assert find_by_email("aigerim@example.org") is None
