"""SQLite, the engine that comes along: how a connection to it is set up, and what it may take.

Python begins a transaction of SQLite with its first change, which takes the lock for writing at
once and waits for it. What was read before is in no transaction: it holds no lock, and SQLite
cannot refuse the change for having read what another has changed since. Where that matters, turns
are taken first.

A statement of a request runs for DATABASE_STATEMENT_TIMEOUT_S at most, and so does each part of a
streamed result. What is started from a terminal takes as long as it takes.
"""

import sqlite3
from collections.abc import Mapping
from math import inf
from time import monotonic
from typing import Any, Self

from sqlalchemy import URL, Connection, Engine, event

from registry.limited import is_limited

SETTINGS = (
    "PRAGMA journal_mode = WAL",  # readers go on while one writes
    "PRAGMA synchronous = NORMAL",  # safe with WAL: a crash loses no committed record
    "PRAGMA foreign_keys = ON",
    # Read through the system's cache, which all processes share: 1.3 times faster than a cache
    # of 32 MiB for each connection, and 130 MiB less for four of them.
    "PRAGMA mmap_size = 2147418112",  # bytes, the most that SQLite maps
    "PRAGMA cache_size = -512",  # kibibytes, per connection: what a change keeps until it commits
)

STEPS = 100_000
"""Steps of SQLite's machine, some milliseconds, after which it asks whether to go on. Asking takes
Python's lock, for which other threads may make it wait."""

PATIENCE_S = 3600
"""Time that a command of the terminal waits for its turn to write."""


class LimitedCursor(sqlite3.Cursor):
    """A cursor whose statements end at the limit of its connection."""

    def execute(self, statement: str, *parameters: Any) -> Self:
        """Run a statement. A savepoint would begin a transaction that reads before it writes."""
        if statement.startswith("SAVEPOINT") and not self.connection.in_transaction:
            super().execute("BEGIN IMMEDIATE")
        return super().execute(statement, *parameters)

    def fetchmany(self, *size: Any) -> list[Any]:
        """Return the next part of a streamed result, which its reader may have let wait."""
        self.connection.begin()  # type: ignore[attr-defined]
        return super().fetchmany(*size)


class LimitedConnection(sqlite3.Connection):
    """A connection that gives each statement of a request so long.

    SQLAlchemy asks for a cursor for each statement. Its events would tell the same, at six times
    the cost: 5 microseconds each.
    """

    limit_s = inf
    until = inf

    def begin(self) -> None:
        """Let the time of a statement begin."""
        self.until = monotonic() + self.limit_s if is_limited() else inf

    def cursor(self, factory: Any = LimitedCursor) -> Any:
        """Return a cursor for the next statement."""
        self.begin()
        return super().cursor(factory)


def options(url: URL, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return what `create_engine` is told, from our settings."""
    own: dict[str, Any] = {"connect_args": {"factory": LimitedConnection}}
    if url.database in (None, "", ":memory:"):
        return own  # a database in memory has one connection
    return own | {
        "pool_size": settings["DATABASE_POOL_SIZE"],
        "max_overflow": 0,
        "pool_timeout": settings["DATABASE_POOL_WAIT_S"],
    }


@event.listens_for(Engine, "connect")
def _set_up(connection: Any, _record: Any) -> None:
    if isinstance(connection, sqlite3.Connection):
        for setting in SETTINGS:
            connection.execute(setting)


def watch(engine: Engine, settings: Mapping[str, Any], wait_s: float) -> None:
    """Let an engine keep to our limits. A file is there or not: `wait_s` is for servers."""

    def limit(connection: LimitedConnection, _record: Any) -> None:
        connection.limit_s = settings["DATABASE_STATEMENT_TIMEOUT_S"]
        connection.set_progress_handler(lambda: monotonic() > connection.until, STEPS)

    def wait(connection: sqlite3.Connection, record: Any, _proxy: Any) -> None:
        lock_s = settings["DATABASE_LOCK_TIMEOUT_S"] if is_limited() else PATIENCE_S
        if record.info.get("lock_s") != lock_s:
            record.info["lock_s"] = lock_s
            connection.execute(f"PRAGMA busy_timeout = {round(lock_s * 1000)}")

    event.listen(engine, "connect", limit)
    event.listen(engine, "checkout", wait)


def take_turn(connection: Connection, _work: str) -> None:
    """Wait for the turn to write, which one has at a time, whatever the work."""
    driver: Any = connection.connection.dbapi_connection
    if not driver.in_transaction:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
