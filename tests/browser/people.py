"""Somebody who is signed in to the application that answers, without their going through pages."""

from contextlib import contextmanager
from contextvars import Context
from time import time

from registry.accounts.models import SignIn
from registry.terminal import create_app
from tests import factories
from tests.conftest import closing, defaults


@contextmanager
def inside(folder):
    """Give the application on the data of the one that answers, to write what a test needs."""
    with closing(create_app(**defaults(folder))) as app, app.app_context():
        yield app


def sign_in(page, folder, address, **fields):
    """Sign a new person in on a page; return their number."""
    return Context().run(_sign_in, page, folder, address, fields)


def _sign_in(page, folder, address, fields):
    with inside(folder) as app:
        number = int(time() * 1000)
        person = factories.person(
            f"person{number}@example.org", fs_uniquifier=f"{number:032d}", **fields
        )
        kept = factories.saved(SignIn(id=f"{number:043d}", user_id=person.id))
        signer = app.session_interface.get_signing_serializer(app)
        session = {
            "_user_id": person.fs_uniquifier,
            "_fresh": True,
            "fs_paa": time(),
            "sign_in": kept.id,
        }
        name, value = app.config["SESSION_COOKIE_NAME"], signer.dumps(session)
        page.context.add_cookies([{"name": name, "value": value, "url": address}])
        return person.id
