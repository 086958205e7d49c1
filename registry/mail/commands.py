"""Writing letters. They are sent later, by the worker: a letter is written in the transaction of
its cause, so that one whose cause was rolled back was never written.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from flask import current_app, has_request_context, render_template
from sqlalchemy import delete, select, update

from registry.db import db, utcnow
from registry.i18n import speaking
from registry.mail.models import Letter

LEASE = timedelta(minutes=10)
"""For so long a letter belongs to the worker that has claimed it: longer than sending one takes."""

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=4)
MOST_ATTEMPTS = 24
"""After these, about two and a half days, a letter is given up."""

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


def claim() -> Letter | None:
    """Take a letter that is due, so that no other worker does; None when there is none.

    It is ours once that is committed, for as long as LEASE.
    """
    now = utcnow()
    due = (Letter.sent_at.is_(None), Letter.given_up_at.is_(None), Letter.next_try_at <= now)
    first = select(Letter.id).where(*due).order_by(Letter.next_try_at, Letter.id).limit(1)
    while number := db.session.scalar(first.with_for_update(skip_locked=True)):
        taken: Any = db.session.execute(
            update(Letter)
            .where(Letter.id == number, *due)
            .values(next_try_at=now + LEASE, attempts=Letter.attempts + 1)
        )
        if taken.rowcount:
            return db.session.get(Letter, number, populate_existing=True)
    return None


def sent(letter: Letter) -> None:
    """Note that a letter is on its way."""
    letter.sent_at, letter.last_error = utcnow(), ""


def failed(letter: Letter, why: str, *, for_ever: bool = False) -> None:
    """Note that a letter was not taken; it is tried again later, or given up."""
    letter.last_error = why[:300]
    if for_ever or letter.attempts >= MOST_ATTEMPTS:
        letter.given_up_at = utcnow()
    else:
        wait = FIRST_WAIT * 2 ** min(letter.attempts - 1, 10)
        letter.next_try_at = utcnow() + min(wait, LONGEST_WAIT)


def try_again(letter: Letter) -> None:
    """Let the worker try a letter that was given up."""
    letter.given_up_at, letter.attempts, letter.next_try_at = None, 0, utcnow()


def forget(after_days: int) -> int:
    """Delete letters that were sent so many days ago; return how many."""
    old = Letter.sent_at < utcnow() - timedelta(days=after_days)
    gone: Any = db.session.execute(delete(Letter).where(old))
    return int(gone.rowcount)
