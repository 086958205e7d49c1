"""Signing in through an OpenID Connect provider, here a real one on the loopback address."""

import json
import socket
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, sleep
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest

from registry import create_app
from registry.accounts.queries import find_by_email
from registry.db import db
from tests import factories
from tests.accounts.oidc_server import CLIENT, SECRET
from tests.accounts.test_second_factor import switch_on
from tests.accounts.world import PASSWORD, sign_in, sign_up, signed_in, token_of, with_password
from tests.conftest import Browser, closing

HERE = Path(__file__).parents[2]
AIGERIM = {"email": "Aigerim@example.org", "email_verified": True, "name": "Aigerim Bekova"}


class Provider(NamedTuple):
    """The provider, and whom it vouches for."""

    issuer: str
    folder: Path

    def vouch(self, person):
        (self.folder / "person.json").write_text(json.dumps(person))

    def go(self, address):
        """Go where the registry sends a browser; return where the provider sends it back to."""
        parts = urlsplit(address)
        connection = HTTPConnection(parts.netloc, timeout=5)
        connection.request("GET", f"{parts.path}?{parts.query}")
        back = urlsplit(connection.getresponse().headers["Location"])
        connection.close()
        return f"{back.path}?{back.query}"


@pytest.fixture(scope="session")
def provider(tmp_path_factory):
    folder = tmp_path_factory.mktemp("provider")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "tests.accounts.oidc_server", str(port), str(folder)]
    with subprocess.Popen(command, cwd=HERE) as process:  # noqa: S603
        ends_at = monotonic() + 15
        while not (folder / "ready").exists():
            assert monotonic() < ends_at
            sleep(0.02)
        yield Provider(f"http://127.0.0.1:{port}", folder)
        process.terminate()


@pytest.fixture
def ours(app, provider):
    """The application with this provider in its settings."""
    kept = {"SECURITY_PASSWORD_SALT", "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS"}
    settings = {
        name: value
        for name, value in app.config.items()
        if name in kept or not name.startswith("SECURITY_")
    }
    oidc = {"OIDC_ISSUER": provider.issuer, "OIDC_CLIENT_ID": CLIENT, "OIDC_LABEL": "eGov"}
    made = create_app(**settings | oidc | {"OIDC_CLIENT_SECRET": SECRET})
    made.test_client_class = Browser
    provider.vouch(AIGERIM)
    with closing(made):
        yield made


def start(client, path="/en/account/login/oauthstart/oidc"):
    page = client.get("/en/account/login")
    assert "Sign in through eGov" in page.text
    return client.post(path, data={"csrf_token": token_of(page)}).location


def come_through(client, provider):
    """Sign in through the provider."""
    return client.get(provider.go(start(client)))


def is_signed_in(client):
    return client.get("/en/account/").status_code == 200


def test_whom_the_provider_vouches_for_has_an_account_from_then_on(ours, provider):
    client = ours.test_client()

    come_through(client, provider)

    assert is_signed_in(client)
    person = find_by_email("aigerim@example.org")
    assert (person.name, person.password, person.confirmed_at is None) == (
        "Aigerim Bekova",
        None,
        False,
    )
    again = ours.test_client()
    come_through(again, provider)
    assert is_signed_in(again)


def test_the_policy_of_pages_lets_the_button_lead_to_the_provider(ours, provider):
    policy = ours.test_client().get("/en/account/login").headers["Content-Security-Policy"]

    assert f"form-action 'self' {provider.issuer};" in policy


def test_who_has_an_account_keeps_it(ours, provider):
    person = with_password("aigerim@example.org", name="Aigerim")
    client = ours.test_client()

    come_through(client, provider)

    assert is_signed_in(client)
    db.session.refresh(person)
    assert person.name == "Aigerim"
    assert person.password


def test_who_signed_up_with_the_address_of_somebody_else_does_not_get_in_with_them(ours, provider):
    thief = ours.test_client()
    sign_up(thief, "aigerim@example.org")

    come_through(ours.test_client(), provider)
    sign_in(thief, "aigerim@example.org", PASSWORD)

    assert not is_signed_in(thief)


@pytest.mark.parametrize("verified", [False, None, "true"])
def test_an_address_that_the_provider_has_not_verified_counts_for_nothing(ours, provider, verified):
    with_password("aigerim@example.org")
    provider.vouch(AIGERIM | {"email_verified": verified})
    client = ours.test_client()

    answer = come_through(client, provider)

    assert not is_signed_in(client)
    assert "did not work" in client.get(answer.location).text


def test_an_answer_that_was_asked_for_by_nobody_counts_for_nothing(ours, provider):
    stolen = provider.go(start(ours.test_client()))
    client = ours.test_client()

    client.get(stolen)

    assert not is_signed_in(client)
    assert find_by_email("aigerim@example.org") is None


def test_who_has_a_second_factor_is_asked_for_it_here_too(ours, provider):
    person = with_password("aigerim@example.org")
    switch_on(signed_in(ours.test_client(), person))
    client = ours.test_client()

    asked = come_through(client, provider)

    assert asked.location.startswith("/en/account/tf-validate")
    assert not is_signed_in(client)


def test_who_was_locked_out_stays_so(ours, provider):
    factories.person("aigerim@example.org", active=False)
    client = ours.test_client()

    come_through(client, provider)

    assert not is_signed_in(client)


def test_who_has_no_password_shows_through_the_provider_that_it_is_them(ours, provider):
    client = ours.test_client()
    come_through(client, provider)
    person = find_by_email("aigerim@example.org")
    signed_in(client, person, minutes_ago=30)
    page = client.get(client.get("/en/account/data/").location)
    assert "Continue through eGov" in page.text

    path = "/en/account/login/oauth-verify-start/oidc?next=/en/account/data/"
    address = client.post(path, data={"csrf_token": token_of(page)}).location
    client.get(provider.go(address))

    assert client.get("/en/account/data/").status_code == 200


def test_without_a_provider_nothing_leads_to_one(client):
    assert "Sign in through" not in client.get("/en/account/login").text
    assert client.post("/en/account/login/oauthstart/oidc").status_code == 404
