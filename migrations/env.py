"""Runs the migrations on the database of the application, SQLite or PostgreSQL."""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection, types
from sqlalchemy.dialects.postgresql.base import ischema_names

from registry.db import db

OF_POSTGIS = {"table": ("spatial_ref_sys",), "column": ("geog",), "index": ("ix_location_geog",)}
"""What PostgreSQL alone has, by kind: for programs that read maps, so not in the models."""

ALONE = """
SET LOCAL statement_timeout = 0;
SET LOCAL lock_timeout = 0;
SELECT pg_advisory_xact_lock(hashtext('migrations of the registry'))
"""

SORTED_BY_LANGUAGE = """
SELECT quote_ident(relname) AS name, string_agg(
    'ALTER COLUMN ' || quote_ident(attname) || ' TYPE ' || format_type(atttypid, atttypmod)
    || ' COLLATE "C"', ', ') AS changes
FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND attnum > 0
  AND attcollation NOT IN (0, (SELECT oid FROM pg_collation WHERE collname = 'C'))
  AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')
GROUP BY relname ORDER BY relname
"""

# The reflection would warn of a type that it does not know; what has it is left out below.
ischema_names["geography"] = lambda *_arguments: types.NullType()


def is_ours(_item: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
    """Leave out of the comparison with the models what is not in them."""
    return name not in OF_POSTGIS.get(kind, ())


def sort_by_code_point(connection: Connection) -> None:
    """Give every text of PostgreSQL the order that SQLite has: by code point.

    A database sorts by the language that it was made for otherwise, and a list would be in another
    order than on SQLite. Whatever a migration makes is brought in line here, so that none has to
    think of it.
    """
    for name, changes in connection.exec_driver_sql(SORTED_BY_LANGUAGE).all():
        connection.exec_driver_sql(f"ALTER TABLE {name} {changes}")


def run() -> None:
    """Bring the database up to date.

    SQLite commits each change of a table at once: what fails half way stays half done. PostgreSQL
    takes all of it or nothing, and whoever comes second waits and finds it done.
    """
    options = current_app.extensions["migrate"].configure_args
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            include_object=is_ours,
            **options,
        )
        is_postgresql = connection.dialect.name == "postgresql"
        with context.begin_transaction():
            if is_postgresql:
                connection.exec_driver_sql(ALONE)
            context.run_migrations()
            if is_postgresql:
                sort_by_code_point(connection)


run()
