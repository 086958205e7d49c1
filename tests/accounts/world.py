"""People who sign up and in through the pages, and somebody who is signed in without them."""

import re
from time import time
from urllib.parse import urlsplit

from flask_security import hash_password
from sqlalchemy import select

from registry.accounts.models import SignIn
from registry.db import db
from registry.mail.models import Letter
from tests import factories
from tests.factories import saved, serial


def signed_in(client, person, *, minutes_ago=0):
    """Let a browser be the one of a person who signed in; return the browser."""
    sign_in = saved(SignIn(id=f"{next(serial):043d}", user_id=person.id))
    with client.session_transaction() as session:
        session["_user_id"] = person.fs_uniquifier
        session["_fresh"] = True
        session["fs_paa"] = time() - minutes_ago * 60
        session["sign_in"] = sign_in.id
        session.pop("fs_gexp", None)  # the grace that a sensitive act gives to the next
    return client


PASSWORD = "correct horse battery staple"  # noqa: S105


def token_of(page):
    """Return what forms of a page carry against forgery."""
    return re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page.text)[1]


def send(client, path, data=None, *, to=None, **options):
    """Open a page and send its form, as somebody does who has a browser."""
    page = client.get(path)
    assert page.status_code == 200, page.headers.get("Location")
    fields = {**(data or {}), "csrf_token": token_of(page)}
    return client.post(to or path, data=fields, **options)


def letters(to=None):
    """Return the letters that were written, the first one first."""
    rows = select(Letter).order_by(Letter.id)
    return list(db.session.scalars(rows.where(Letter.to == to) if to else rows))


def link_in(letter):
    """Return the path that a letter leads to."""
    return urlsplit(re.search(r"^(https?://\S+)$", letter.text, re.MULTILINE)[1]).path


def sign_up(client, email="aigerim@example.org", *, lang="en", **fields):
    data = {
        "name": "Aigerim",
        "email": email,
        "password": PASSWORD,
        "password_confirm": PASSWORD,
    }
    return send(client, f"/{lang}/account/register", data | fields)


def sign_in(client, email="aigerim@example.org", password=PASSWORD, *, lang="en", **fields):
    return send(client, f"/{lang}/account/login", {"email": email, "password": password} | fields)


def with_password(email="aigerim@example.org", **fields):
    """Return somebody who can sign in with PASSWORD."""
    return factories.person(email, password=hash_password(PASSWORD), **fields)
