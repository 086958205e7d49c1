"""Somebody who is signed in, without their going through the pages for it."""

from time import time

from registry.accounts.models import SignIn
from tests.factories import saved, serial


def signed_in(client, person, *, minutes_ago=0):
    """Let a browser be the one of a person who signed in; return the browser."""
    sign_in = saved(SignIn(id=f"{next(serial):043d}", user_id=person.id))
    with client.session_transaction() as session:
        session["_user_id"] = person.fs_uniquifier
        session["_fresh"] = True
        session["fs_paa"] = time() - minutes_ago * 60
        session["sign_in"] = sign_in.id
    return client
