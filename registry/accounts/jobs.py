"""What the worker does with accounts."""

from flask import current_app

from registry.accounts import commands, queries
from registry.db import db
from registry.tasks import Task


def forget() -> None:
    """Delete what is known of sessions that ended long ago."""
    commands.forget_sessions(queries.KEPT_DAYS + current_app.config["LETTERS_KEPT_DAYS"])
    db.session.commit()


TASKS = (Task("accounts.forget", forget, every_min=24 * 60),)
