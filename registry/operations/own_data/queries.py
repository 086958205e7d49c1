"""What the registry knows of somebody: every row of every table that refers to them.

The tables are asked what refers to people, so that what a feature adds is in it by itself.
"""

from typing import Any

from sqlalchemy import ColumnElement, Table, or_, select

from registry.accounts.models import User
from registry.db import db
from registry.mail.models import Letter

LEFT_OUT = {
    "credential_id",
    "extensions",
    "fs_uniquifier",
    "fs_webauthn_user_handle",
    "mf_recovery_codes",
    "password",
    "public_key",
    "tf_totp_secret",
    "token",
    "transports",
    "us_totp_secrets",
}
"""Columns that open doors, and what only a browser understands of a passkey."""

Rows = list[dict[str, Any]]


def known_of(user: User) -> dict[str, Rows]:
    """Return rows by the name of their table, each by column, without what is secret."""
    people: Table = User.__table__
    found = {"user": _rows(people, people.c.id == user.id)}
    for table in db.metadata.sorted_tables:
        links = [column for column in table.c if column.references(people.c.id)]
        if rows := links and _rows(table, or_(*[column == user.id for column in links])):
            found[table.name] = rows
    letters: Table = Letter.__table__
    return {**found, "letter": _rows(letters, letters.c.to == user.email)}


def _rows(table: Table, condition: ColumnElement[bool]) -> Rows:
    shown = [column for column in table.c if column.name not in LEFT_OUT]
    order = list(table.primary_key) or shown
    rows = db.session.execute(select(*shown).where(condition).order_by(*order))
    return [dict(row._mapping) for row in rows]
