"""Reads a registry as a whole: in one snapshot, table by table, by the order of primary keys."""

from collections.abc import Generator, Iterator, Sequence
from typing import Any

import orjson
from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Text,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    tuple_,
)

from registry.operations.copying.queries.plan import KEYS, Part, plain
from registry.operations.copying.values import (
    Column,
    Kind,
    Misfit,
    Row,
    Sum,
    misfits,
    read_row,
)

Batches = Generator[Sequence[Row], None, None]

BATCH = 2000
"""Rows that are held in memory at a time, and committed together."""

SHOWN = 1000
"""Faults that are told; more are counted."""

AS_TEXT = (Kind.DAY, Kind.MOMENT, Kind.JSON)
"""What SQLite keeps as text, and what PostgreSQL can hold beyond Python's bounds."""


class Reading:
    """What is found in a registry: the sum of each table, and what cannot be copied."""

    def __init__(self) -> None:
        """Begin with nothing read."""
        self.sums: dict[str, Sum] = {}
        self.faults: list[str] = []
        self.untold = 0

    def fault(self, part: Part, row: Row, column: str, reason: str) -> None:
        """Note what cannot be copied, by table, key and column."""
        if len(self.faults) == SHOWN:
            self.untold += 1
            return
        named = zip((column.name for column in part.columns), row, strict=True)
        key = {column.name for column in part.key or part.columns}
        where = ", ".join(f"{name} {cell}" for name, cell in named if name in key)
        told = f"{part.name}, {where}, {column}: {reason}"
        self.faults.append(told.encode(errors="backslashreplace").decode())


def count(connection: Connection, parts: list[Part]) -> int:
    """Return how many rows there are in all tables."""
    return sum(
        connection.scalar(select(func.count()).select_from(part.plain)) or 0 for part in parts
    )


def are_empty(connection: Connection, parts: list[Part]) -> bool:
    """Tell whether no table has a row."""
    firsts = (select(literal(1)).select_from(part.plain).limit(1) for part in parts)
    return not any(connection.scalar(first) for first in firsts)


def rows(
    connection: Connection, part: Part, columns: list[Column], after: str | None = None
) -> Batches:
    """Give the rows of a table as the driver does, some at a time, by the order of its key.

    Args:
        connection: The database, in a transaction that lasts until the end.
        part: The table.
        columns: Which of its columns.
        after: The key after which to begin, as `key_of` gave it.
    """
    query = select(*[_as_stored(connection, part, column) for column in columns])
    query = query.select_from(part.plain).order_by(*_key(part))
    if after is not None:
        query = query.where(_is_after(part, after))
    yield from _in_batches(connection, query)


def links(connection: Connection, part: Part, after: str | None = None) -> Batches:
    """Give of the rows that refer to others of their own table the key and what they refer to."""
    columns = [*part.key, *part.held]
    query = select(*[_as_stored(connection, part, column) for column in columns])
    query = query.where(or_(*[part.plain.columns[one.name].is_not(None) for one in part.held]))
    if after is not None:
        query = query.where(_is_after(part, after))
    yield from _in_batches(connection, query.order_by(*_key(part)))


def key_of(part: Part, columns: list[Column], row: Row) -> str:
    """Return the key of a row as text that can be kept."""
    names = [column.name for column in columns]
    return orjson.dumps([row[names.index(column.name)] for column in part.key]).decode()


def read(connection: Connection, parts: list[Part], into: Reading) -> Iterator[int]:
    """Add up every table and find what cannot be copied; gives how many rows were read."""
    for part in parts:
        total = into.sums[part.name] = Sum()
        for some in rows(connection, part, part.columns):
            total.add(_read(part, some, into))
            yield len(some)
        _find_loose(connection, part, into)


def _read(part: Part, some: Sequence[Row], into: Reading) -> Iterator[Row]:
    for row in some:
        try:
            yield read_row(row, part.readers)
        except Misfit:
            for number, misfit in misfits(row, part.readers):
                into.fault(part, row, part.columns[number].name, str(misfit))
            yield row


def _find_loose(connection: Connection, part: Part, into: Reading) -> None:
    """Find rows that refer to what is not there: SQLite lets them be where nobody watched."""
    for constraint in part.table.foreign_key_constraints:
        other, own = plain(constraint.referred_table).alias(), part.plain.columns
        pairs = [
            (own[one.parent.name], other.columns[one.column.name]) for one in constraint.elements
        ]
        query = select(*[_as_stored(connection, part, column) for column in part.columns]).where(
            *[ours.is_not(None) for ours, _theirs in pairs],
            ~exists().where(*[theirs == ours for ours, theirs in pairs]),
        )
        name = ", ".join(constraint.column_keys)
        for some in _in_batches(connection, query):
            for row in some:
                into.fault(part, row, name, f"no such {constraint.referred_table.name}")


def _in_batches(connection: Connection, query: Select[Any]) -> Batches:
    with connection.execute(query, execution_options={"yield_per": BATCH}) as found:
        yield from found.partitions()


def _as_stored(connection: Connection, part: Part, column: Column) -> ColumnElement[Any]:
    """Return a column as the driver gives it, not as the models read it."""
    stored = part.plain.columns[column.name]
    if column.kind in AS_TEXT and connection.dialect.name != "sqlite":
        return cast(stored, Text)
    return stored


def _key(part: Part) -> list[ColumnElement[Any]]:
    return [part.plain.columns[column.name] for column in part.key]


def _is_after(part: Part, after: str) -> ColumnElement[bool]:
    cells = zip(orjson.loads(after), part.key, strict=True)
    return tuple_(*_key(part)) > tuple_(*[literal(cell, KEYS[one.kind]) for cell, one in cells])
