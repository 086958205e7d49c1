"""Puts rows into databases past the application, as fast as each engine takes them."""

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import JSON, Boolean, Table

BLOCK = 10_000


class Defaults:
    """Fills columns that a row leaves out with what the model gives new records."""

    def __init__(self) -> None:
        """Begin with no table known."""
        self.known: dict[type[Any], dict[str, Any]] = {}

    def of(self, model: type[Any]) -> dict[str, Any]:
        """Return every column but a key that the database gives, with its default or None."""
        if model not in self.known:
            table: Table = model.__table__
            self.known[model] = {
                column.name: self._default(column)
                for column in table.columns
                if column is not table.autoincrement_column or column.name == "id"
            }
        return self.known[model]

    @staticmethod
    def _default(column: Any) -> Any:
        if column.default is None:
            return None
        if isinstance(column.type, JSON):
            return "{}"
        return column.default.arg if column.default.is_scalar else datetime.now(UTC).isoformat(" ")


def inserted(
    target: sqlite3.Connection, rows: dict[type[Any], list[dict[str, Any]]], defaults: Defaults
) -> None:
    """Insert rows by their models, in one transaction."""
    target.execute("BEGIN")
    for model, many in rows.items():
        empty = defaults.of(model)
        names = ", ".join(f'"{name}"' for name in empty)
        marks = ", ".join("?" * len(empty))
        target.executemany(
            f'INSERT INTO "{model.__tablename__}" ({names}) VALUES ({marks})',  # noqa: S608
            [tuple((empty | row).values()) for row in many],
        )
    target.execute("COMMIT")


def copied(source: sqlite3.Connection, url: str, tables: Sequence[Table]) -> None:
    """Copy tables from SQLite to a migrated, empty PostgreSQL database, and set its sequences."""
    with psycopg.connect(url) as target:
        target.execute("SET timezone = 'UTC'")
        for table in reversed(tables):
            target.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table.name)))
        for table in tables:
            names = [column.name for column in table.columns]
            copy(target, table.name, names, _rows(source, table, names))
        for table in tables:
            if (key := table.autoincrement_column) is not None:
                target.execute(
                    sql.SQL(
                        "SELECT setval(pg_get_serial_sequence({}, {}), max({key})) FROM {table}"
                        " HAVING pg_get_serial_sequence({}, {}) IS NOT NULL AND max({key}) > 0"
                    ).format(
                        *[f'"{table.name}"', key.name] * 2,
                        key=sql.Identifier(key.name),
                        table=sql.Identifier(table.name),
                    )
                )
        target.commit()
        target.autocommit = True
        target.execute("VACUUM ANALYZE")


def copy(
    target: psycopg.Connection[Any],
    table: str,
    names: Sequence[str],
    rows: Iterator[Sequence[Any]],
) -> None:
    """Copy rows into a table of PostgreSQL."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(*table.split(".")), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    with target.cursor() as cursor, cursor.copy(statement) as stream:
        for row in rows:
            stream.write_row(row)


def _rows(source: sqlite3.Connection, table: Table, names: list[str]) -> Iterator[Sequence[Any]]:
    """Give the rows of a table with 0 and 1 as booleans, which COPY tells from numbers."""
    flags = {
        place for place, column in enumerate(table.columns) if isinstance(column.type, Boolean)
    }
    listed = ", ".join(f'"{name}"' for name in names)
    cursor = source.execute(f'SELECT {listed} FROM "{table.name}"')  # noqa: S608
    cursor.arraysize = BLOCK
    while block := cursor.fetchmany():
        if not flags:
            yield from block
            continue
        for row in block:
            yield [bool(v) if i in flags and v is not None else v for i, v in enumerate(row)]
