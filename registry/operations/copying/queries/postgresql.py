"""How a registry in PostgreSQL is read as a whole."""

from typing import Any

from sqlalchemy import Connection, text

OPTIONS = {"connect_args": {"connect_timeout": 10, "application_name": "registry copy"}}
"""How a connection is made: seconds that it may take, and as what it is seen."""

SETTINGS = (
    "SET TIME ZONE 'UTC'",  # moments are read and written without their zone
    "SET DateStyle = 'ISO'",
    # A table may take longer than a visitor would wait, and one side waits for the other.
    "SET statement_timeout = 0",
    "SET idle_in_transaction_session_timeout = 0",
)

IDENTITY = text("SELECT current_database(), pg_postmaster_start_time()")


def tune(driver: Any) -> None:
    """Set up a new connection, whatever the server's settings are."""
    driver.autocommit = True
    for setting in SETTINGS:
        driver.execute(setting)
    driver.autocommit = False


def begin(connection: Connection) -> None:
    """Begin a transaction that sees one state and can change nothing."""
    connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    connection.exec_driver_sql("SELECT 1 FROM pg_class LIMIT 1").all()


def identity(connection: Connection) -> tuple[Any, ...]:
    """Return what no other database has: its name, and the moment its server was started."""
    return tuple(connection.execute(IDENTITY).one())
