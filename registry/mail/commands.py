"""Writing letters. They are sent later, by the worker: a letter is written in the transaction of
its cause, so that one whose cause was rolled back was never written.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import current_app, has_request_context, render_template
from sqlalchemy import select

from registry.db import db
from registry.i18n import speaking
from registry.mail.models import Letter

AT_HOME = "http://127.0.0.1:8000"
"""Where the registry is when no request and no PUBLIC_URL says it; no such letter leaves here."""


@contextmanager
def _with_addresses() -> Iterator[None]:
    """Let url_for work in a job, where there is no request."""
    if has_request_context():
        yield
        return
    with current_app.test_request_context(base_url=current_app.config["PUBLIC_URL"] or AT_HOME):
        yield


def post(to: str, lang: str, template: str, key: str, **values: Any) -> Letter | None:
    """Write a letter to somebody in their language; the worker sends it after the commit.

    Args:
        to: Address of one person.
        lang: Language to write in.
        template: Name in templates/mail: `<template>.txt`, whose first line is the subject, and
            `<template>.html`.
        key: Names the cause. A letter with this key is never written twice.
        values: What the templates show.

    Returns:
        The letter, or None when its key was there already.
    """
    if db.session.scalar(select(Letter.id).where(Letter.key == key)):
        return None
    with _with_addresses(), speaking(lang):
        subject, _line, text = render_template(f"mail/{template}.txt", **values).partition("\n")
        html = render_template(f"mail/{template}.html", **values)
    letter = Letter(
        key=key, to=to, lang=lang, subject=subject.strip(), text=text.strip() + "\n", html=html
    )
    db.session.add(letter)
    return letter
