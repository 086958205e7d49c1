"""How a registry in SQLite is read as a whole."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection

OPTIONS = {"connect_args": {"timeout": 60}}
"""How a connection is made: seconds that it waits for its turn to write."""


def tune(driver: Any) -> None:
    """Set up a new connection."""
    # Each page is read once, so nothing is gained by seeing the file as memory.
    driver.execute("PRAGMA mmap_size = 0")
    # Bytes that are no UTF-8 are read as such, so that they can be told of by their key.
    driver.text_factory = lambda stored: stored.decode("utf-8", "surrogateescape")


def begin(connection: Connection) -> None:
    """Begin a transaction that sees one state and can change nothing."""
    connection.exec_driver_sql("PRAGMA query_only = ON")
    # The driver begins none by itself before it is to write.
    if not connection.connection.driver_connection.in_transaction:  # type: ignore[union-attr]
        connection.exec_driver_sql("BEGIN")
    connection.exec_driver_sql("SELECT 1 FROM sqlite_master LIMIT 1").all()


def identity(connection: Connection) -> tuple[Any, ...]:
    """Return what no other database has."""
    file = connection.exec_driver_sql("PRAGMA database_list").one().file
    return "sqlite", Path(file).resolve()
