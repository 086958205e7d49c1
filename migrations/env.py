"""Runs the migrations on the database of the application, an SQLite file."""

from typing import Any

from alembic import context
from flask import current_app

from registry.db import db

INDEX_TABLES = "search_text"
"""How the tables of the full-text index begin, which are not in the models."""


def is_ours(_item: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
    """Leave the tables of the indexes out of the comparison with the models."""
    return kind != "table" or not str(name).startswith(INDEX_TABLES)


def run() -> None:
    """Bring the database up to date.

    SQLite commits each change of a table at once: what fails half way stays half done.
    """
    options = current_app.extensions["migrate"].configure_args
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            include_object=is_ours,
            **options,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
