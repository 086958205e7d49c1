"""Fills one registry with all that another holds.

What is copied is committed together with how far the copy has come, so that an interrupted one
goes on. Whoever calls commits; nothing here does.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from psycopg import Error as PostgresqlError
from sqlalchemy import ColumnElement, Connection, insert, text, update
from sqlalchemy.exc import DBAPIError

from registry.errors import Conflict, Unavailable
from registry.operations.copying import queries
from registry.operations.copying.commands import postgresql, sqlite
from registry.operations.copying.models import progress
from registry.operations.copying.queries import doors
from registry.operations.copying.queries.plan import Part
from registry.operations.copying.values import read_row, writers

ENGINES = {"sqlite": sqlite, "postgresql": postgresql}

AGAIN = "Name an empty database, or add --again to empty this one and begin anew."


def check_source(source: Connection, revisions: list[str]) -> None:
    """Refuse to copy a registry that is not up to date."""
    found = doors.revision(source)
    if found != revisions[0]:
        raise Conflict(
            f"The registry that is to be copied stands at revision {found}, this program at"
            f" {revisions[0]}: run `flask db upgrade` first."
        )


def check_target(
    source: Connection, target: Connection, parts: list[Part], revisions: list[str], again: bool
) -> bool:
    """Tell whether to go on with what is there; raise Conflict when it must not be touched."""
    if doors.identity(source) == doors.identity(target):
        raise Conflict("The target is the registry itself. Name another database.")
    found = doors.revision(target)
    if found is None and not doors.has_tables(target, parts):
        return False
    if found not in revisions:
        raise Conflict(
            f"The target stands at revision {found}, which this program does not know."
            " Name an empty database."
        )
    if again:
        return False
    if found != revisions[0]:
        raise Conflict(
            f"The target stands at revision {found}, this program at {revisions[0]}. {AGAIN}"
        )
    if doors.is_begun(target):
        return True
    if not queries.are_empty(target, parts):
        raise Conflict(f"The target holds a registry already. {AGAIN}")
    return False


def begin(target: Connection, parts: list[Part]) -> None:
    """Empty a registry that is up to date, and note that it is being filled."""
    progress.drop(target, checkfirst=True)
    ENGINES[target.dialect.name].empty(target, parts)
    progress.create(target)
    target.execute(insert(progress), [{"step": step} for step, _part in _steps(parts)])


def fill(source: Connection, target: Connection, parts: list[Part]) -> Iterator[int]:
    """Copy what is not there yet; gives how many rows came, each time that can be committed."""
    for step, part in _steps(parts):
        last, held, is_done = doors.reached(target, step)
        yield held if step == part.name else 0
        if is_done:
            continue
        way = _copy if step == part.name else _link
        yield from way(source, target, part, last)
        _note(target, progress.c.step == step, ~progress.c.is_done, is_done=True)
        yield 0


def finish(target: Connection, parts: list[Part]) -> None:
    """Make ready for use what is filled."""
    ENGINES[target.dialect.name].finish(target, parts)


def close(target: Connection) -> None:
    """Forget that a registry was being filled: it is whole."""
    progress.drop(target)


@contextmanager
def told() -> Iterator[None]:
    """Tell in a sentence that a database failed or refused something."""
    try:
        yield
    except (DBAPIError, PostgresqlError) as error:
        reason = str(getattr(error, "orig", error)).splitlines()[0]
        raise Unavailable(
            f"A database failed: {reason}. What was copied stays; the same command goes on there."
        ) from error


def _steps(parts: list[Part]) -> list[tuple[str, Part]]:
    """Return every step by its name: the rows of all tables, then what had to be held back."""
    links = [(_link_step(part), part) for part in parts if part.held]
    return [*((part.name, part) for part in parts), *links]


def _link_step(part: Part) -> str:
    """Return the name of the step that sets what was held back of a table."""
    return f"{part.name} links"


def _copy(source: Connection, target: Connection, part: Part, last: str | None) -> Iterator[int]:
    columns = [column for column in part.columns if column not in part.held]
    cells = writers(columns)
    rows = 0
    with closing(queries.rows(source, part, columns, last)) as batches:
        for some in batches:
            rows += len(some)
            if part.key:
                key = queries.key_of(part, columns, some[-1])
                last = _advance(target, part.name, last, key, rows)
            written = [read_row(row, cells) for row in some]
            ENGINES[target.dialect.name].insert(target, part, columns, written)
            if part.key:  # without a key there is no place to go on from
                yield rows
                rows = 0
    yield rows


def _link(source: Connection, target: Connection, part: Part, last: str | None) -> Iterator[int]:
    """Let rows refer to others of tables that were not there when the rows came."""
    columns = [*part.key, *part.held]
    marks = {column.name: f"cell_{number}" for number, column in enumerate(columns)}
    quote = target.dialect.identifier_preparer.quote
    equal = {name: f"{quote(name)} = :{mark}" for name, mark in marks.items()}
    values = ", ".join(equal[column.name] for column in part.held)
    here = " AND ".join(equal[column.name] for column in part.key)
    # In plain SQL: the models would note that each row was changed today.
    statement = text(f"UPDATE {quote(part.name)} SET {values} WHERE {here}")  # noqa: S608
    step = _link_step(part)
    with closing(queries.links(source, part, last)) as batches:
        for some in batches:
            last = _advance(target, step, last, queries.key_of(part, columns, some[-1]), len(some))
            rows = [read_row(row, writers(columns)) for row in some]
            target.execute(statement, [dict(zip(marks.values(), row, strict=True)) for row in rows])
            yield 0


def _advance(target: Connection, step: str, before: str | None, after: str, rows: int) -> str:
    """Note how far a step has come, and return it."""
    here = progress.c.step == step, progress.c.last.is_not_distinct_from(before)
    _note(target, *here, last=after, rows=progress.c.rows + rows)
    return after


def _note(target: Connection, *here: ColumnElement[bool], **values: Any) -> None:
    """Note a change of the progress; another run that has gone on from there is found out."""
    if target.execute(update(progress).where(*here).values(**values)).rowcount != 1:
        raise Conflict("Another run is filling the target. Let it end, or stop it.")
