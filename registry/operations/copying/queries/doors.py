"""Opens the two registries between which is copied."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import (
    URL,
    Connection,
    Engine,
    NullPool,
    create_engine,
    event,
    inspect,
    select,
)
from sqlalchemy.exc import DBAPIError

from registry.errors import Unavailable
from registry.operations.copying.models import progress
from registry.operations.copying.queries import postgresql, sqlite
from registry.operations.copying.queries.plan import Part

ENGINES = {"sqlite": sqlite, "postgresql": postgresql}

OTHERS = {"alembic_version", "spatial_ref_sys", progress.name}
"""Tables beside those of the models: of Alembic, of PostGIS, ours."""


def engine(url: URL) -> Engine:
    """Return a door to a registry that sets up its connections for copying, and keeps none."""
    own = ENGINES[url.get_backend_name()]
    made = create_engine(url, poolclass=NullPool, **own.OPTIONS)

    @event.listens_for(made, "connect")
    def _tune(driver: Any, _record: Any) -> None:
        own.tune(driver)

    return made


def shown(url: URL) -> str:
    """Return an address without its password."""
    return url.render_as_string(hide_password=True)


@contextmanager
def connected(to: Engine) -> Iterator[Connection]:
    """Open a connection; what is not committed is rolled back at its end."""
    try:
        connection = to.connect()
    except DBAPIError as error:
        reason = str(error.orig).splitlines()[0]
        raise Unavailable(f"{shown(to.url)} cannot be reached: {reason}") from error
    with connection:
        yield connection


@contextmanager
def snapshot(of: Engine) -> Iterator[Connection]:
    """Open a registry as it is at this moment, whatever is written to it meanwhile."""
    with connected(of) as connection:
        ENGINES[of.dialect.name].begin(connection)
        yield connection


def identity(connection: Connection) -> tuple[Any, ...]:
    """Return what tells one database from every other."""
    return ENGINES[connection.dialect.name].identity(connection)


def revisions(folder: Path) -> list[str]:
    """Return the revisions of the migrations in a folder, the newest first."""
    return [script.revision for script in ScriptDirectory(str(folder)).walk_revisions()]


def revision(connection: Connection) -> str | None:
    """Return the revision at which a registry stands; None where there is none."""
    return MigrationContext.configure(connection).get_current_revision()


def strangers(connection: Connection, parts: list[Part]) -> list[str]:
    """Return the tables of a database that are no part of the registry."""
    known = OTHERS | {part.name for part in parts}
    return sorted(set(inspect(connection).get_table_names()) - known)


def has_tables(connection: Connection, parts: list[Part]) -> bool:
    """Tell whether a database has a table of the registry."""
    return not {part.name for part in parts}.isdisjoint(inspect(connection).get_table_names())


def is_begun(connection: Connection) -> bool:
    """Tell whether a copy was begun here and is not finished."""
    return inspect(connection).has_table(progress.name)


def reached(connection: Connection, step: str) -> tuple[str | None, int, bool]:
    """Return of a step the key of the last row that is there, how many are, and if it is done."""
    columns = progress.c.last, progress.c.rows, progress.c.is_done
    last, rows, is_done = connection.execute(select(*columns).where(progress.c.step == step)).one()
    return last, rows, is_done
