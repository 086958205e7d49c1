"""How a registry in SQLite is filled."""

from sqlalchemy import Connection

from registry.operations.copying.queries.plan import Part
from registry.operations.copying.values import Column, Row


def empty(connection: Connection, parts: list[Part]) -> None:
    """Delete every row."""
    if not connection.connection.driver_connection.in_transaction:  # type: ignore[union-attr]
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    # Rows may refer to each other in a circle.
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    for part in reversed(parts):
        connection.execute(part.table.delete())


def insert(connection: Connection, part: Part, columns: list[Column], rows: list[Row]) -> None:
    """Add rows whose cells are as `values` reads them, JSON as text."""
    quote = connection.dialect.identifier_preparer.quote
    names = ", ".join(quote(column.name) for column in columns)
    marks = ", ".join("?" * len(columns))
    statement = f"INSERT INTO {quote(part.name)} ({names}) VALUES ({marks})"  # noqa: S608
    connection.exec_driver_sql(statement, rows)


def finish(connection: Connection, parts: list[Part]) -> None:
    """Do nothing: the next id follows the greatest one by itself."""
