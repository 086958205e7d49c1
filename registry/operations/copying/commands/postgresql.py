"""How a registry in PostgreSQL is filled."""

from typing import Any

from sqlalchemy import Connection, text

from registry.operations.copying.queries.plan import Part
from registry.operations.copying.values import Column, Row

SEQUENCE = text("SELECT pg_get_serial_sequence(:table, :column)")


def _quoted(connection: Connection, *names: str) -> str:
    return ", ".join(map(connection.dialect.identifier_preparer.quote, names))


def empty(connection: Connection, parts: list[Part]) -> None:
    """Delete every row."""
    names = _quoted(connection, *(part.name for part in parts))
    connection.exec_driver_sql(f"TRUNCATE {names}")


def insert(connection: Connection, part: Part, columns: list[Column], rows: list[Row]) -> None:
    """Add rows whose cells are as `values` reads them, JSON as text."""
    names = _quoted(connection, *(column.name for column in columns))
    statement = f"COPY {_quoted(connection, part.name)} ({names}) FROM STDIN"
    cursor: Any = connection.connection.cursor()
    with cursor, cursor.copy(statement) as stream:
        for row in rows:
            stream.write_row(row)


def finish(connection: Connection, parts: list[Part]) -> None:
    """Let ids go on after the greatest one, and let the planner know what there is."""
    for part in parts:
        if part.table.autoincrement_column is None:
            continue
        table, column = _quoted(connection, part.name), part.table.autoincrement_column.name
        sequence = connection.scalar(SEQUENCE, {"table": table, "column": column})
        if sequence is not None:
            highest = f"coalesce(max({_quoted(connection, column)}), 0)"
            connection.execute(
                text(
                    "SELECT setval(CAST(:sequence AS regclass),"  # noqa: S608
                    f" greatest({highest}, 1), {highest} > 0) FROM {table}"
                ),
                {"sequence": sequence},
            )
    connection.exec_driver_sql(f"ANALYZE {_quoted(connection, *(part.name for part in parts))}")
