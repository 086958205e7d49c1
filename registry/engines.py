"""The two engines: how connections to them are made, kept, limited, and found again.

Pages may be cut off: a statement of a request runs for DATABASE_STATEMENT_TIMEOUT_S at most. What
is started from a terminal may take as long as it takes. Both wait for a connection, a lock and a
server only so long.
"""

import sqlite3
from collections.abc import Mapping
from math import inf
from select import POLLIN, poll
from time import monotonic, sleep
from typing import Any

from flask import has_request_context
from sqlalchemy import URL, Connection, Engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.exc import InvalidatePoolError

RECYCLE_S = 1800
"""Age at which a connection is replaced, so that what a server keeps for it does not grow."""

IDLE_IN_TRANSACTION_S = 60
"""Time after which PostgreSQL ends a request's transaction that does nothing but hold locks."""


def options(url: URL, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return what `create_engine` is told about this database, from our settings."""
    if url.get_backend_name() == "sqlite":
        # The first change takes the lock for writing at once. One that only reads takes none, so
        # it cannot be refused for having read what another has changed since.
        shared: dict[str, Any] = {"connect_args": {"isolation_level": "IMMEDIATE"}}
        if url.database in (None, "", ":memory:"):
            return shared  # a database in memory has one connection
    else:
        shared = {"connect_args": _connect_args(url, settings), "pool_recycle": RECYCLE_S}
    return shared | {
        "pool_size": settings["DATABASE_POOL_SIZE"],
        "max_overflow": 0,
        "pool_timeout": settings["DATABASE_POOL_WAIT_S"],
    }


def _connect_args(url: URL, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a connection to PostgreSQL begins with; what the address says goes first."""
    session = {
        "statement_timeout": round(settings["DATABASE_STATEMENT_TIMEOUT_S"] * 1000),
        "lock_timeout": round(settings["DATABASE_LOCK_TIMEOUT_S"] * 1000),
        "idle_in_transaction_session_timeout": IDLE_IN_TRANSACTION_S * 1000,
        "timezone": "UTC",
        "jit": "off",  # compiling takes longer than the short statements of a page
    }
    own = " ".join(f"-c {name}={value}" for name, value in session.items())
    arguments = {
        "application_name": "registry",
        "connect_timeout": round(settings["DATABASE_CONNECT_TIMEOUT_S"]),
        # A host that vanished says nothing: give it up when it acknowledges nothing for so long.
        "tcp_user_timeout": round(settings["DATABASE_STATEMENT_TIMEOUT_S"] * 1000),
        "keepalives_idle": 30,
    }
    given = {name: value for name, value in arguments.items() if name not in url.query}
    return given | {"options": f"{own} {url.query.get('options', '')}".rstrip()}


def watch(engine: Engine, settings: Mapping[str, Any], wait_s: float) -> None:
    """Let an engine keep to our limits and, within so many seconds, find a server that was away."""
    if engine.dialect.name == "sqlite":
        _limit_sqlite(engine, settings)
        return
    event.listen(engine, "begin", _lift_limits)
    event.listen(engine, "checkout", _look_after(engine.dialect))
    event.listen(engine, "handle_error", _leave_standby)
    event.listen(engine, "do_connect", Patience(wait_s).connect)


SQLITE_SETTINGS = (
    "PRAGMA journal_mode = WAL",  # readers go on while one writes
    "PRAGMA synchronous = NORMAL",  # safe with WAL: a crash loses no committed record
    "PRAGMA foreign_keys = ON",
    # Read through the system's cache, which all processes share: 1.3 times faster than a cache
    # of 32 MiB for each connection, and 130 MiB less for four of them.
    "PRAGMA mmap_size = 1073741824",  # bytes
    "PRAGMA cache_size = -2048",  # kibibytes, per connection: what a change keeps until it commits
)

STEPS = 100_000
"""Steps of SQLite's machine, some milliseconds, after which it asks whether to go on. Asking takes
Python's lock, for which other threads may make it wait."""


@event.listens_for(Engine, "connect")
def _tune_sqlite(connection: Any, _record: Any) -> None:
    if isinstance(connection, sqlite3.Connection):
        for setting in SQLITE_SETTINGS:
            connection.execute(setting)


PATIENCE_S = 3600
"""Time that a command of the terminal waits for the others who write to a file of SQLite."""


def _limit_sqlite(engine: Engine, settings: Mapping[str, Any]) -> None:
    """Give each statement of a request so long; a streamed one goes at the pace of its reader."""
    timeout_s, lock_s = (settings[f"DATABASE_{of}_TIMEOUT_S"] for of in ("STATEMENT", "LOCK"))

    def ask(connection: sqlite3.Connection, record: Any) -> None:
        info = record.info
        connection.set_progress_handler(lambda: monotonic() > info.get("until", inf), STEPS)

    def wait(connection: Connection) -> None:
        wait_s = lock_s if has_request_context() else PATIENCE_S
        if connection.info.get("wait_s") != wait_s:
            connection.info["wait_s"] = wait_s
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {round(wait_s * 1000)}")

    def begin(connection: Connection, *about: Any) -> None:
        *_, context, _many = about
        is_limited = has_request_context() and not context.execution_options.get("stream_results")
        connection.info["until"] = monotonic() + timeout_s if is_limited else inf

    event.listen(engine, "connect", ask)
    event.listen(engine, "begin", wait)
    event.listen(engine, "before_cursor_execute", begin)


UNLIMITED = (
    "SELECT set_config('statement_timeout', '0', true), set_config('lock_timeout', '0', true),"
    " set_config('idle_in_transaction_session_timeout', '0', true)"
)


def _lift_limits(connection: Connection) -> None:
    """Let a command of the terminal take its time, for this transaction."""
    if not has_request_context():
        connection.exec_driver_sql(UNLIMITED)


def _look_after(dialect: Dialect) -> Any:
    """Return what looks, before a connection is used, whether it is still one.

    A server that ended it has said so, and the socket has something to read. Only then is the
    server asked, so that mostly nothing is sent: pool_pre_ping would send a statement each time.
    """

    def look(connection: Any, _record: Any, _proxy: Any) -> None:
        news = poll()
        news.register(connection.fileno(), POLLIN)
        if not news.poll(0):
            return
        try:
            dialect.do_ping(connection)
        except dialect.loaded_dbapi.Error as error:
            # Its neighbours were ended with it, most likely: all are made anew.
            raise InvalidatePoolError from error

    return look


def _leave_standby(context: ExceptionContext) -> None:
    """Give up a server that takes no changes any more: the primary is another one now."""
    if getattr(context.original_exception, "sqlstate", None) == "25006":
        context.is_disconnect = True


class Patience:
    """Waits for a server that is away, but not for one that has been for long.

    The seconds count from the first connection that was refused, over all threads: while a server
    is down, only those who come first wait, and all later ones are told at once.
    """

    PAUSES_S = (0.1, 0.2, 0.4, 0.8)
    """Between two calls; the last one goes on."""

    def __init__(self, seconds: float):
        """Wait for so many seconds."""
        self.seconds = seconds
        self.away_since: float | None = None

    def connect(self, dialect: Dialect, _record: Any, args: Any, options: Any) -> Any:
        """Return a connection, if need be after some calls."""
        pauses = iter(self.PAUSES_S)
        pause_s = 0.0
        while True:
            try:
                made = dialect.connect(*args, **options)
            except dialect.loaded_dbapi.OperationalError:
                pause_s = next(pauses, pause_s)
                self.away_since = self.away_since or monotonic()
                if monotonic() + pause_s > self.away_since + self.seconds:
                    raise
                sleep(pause_s)
            else:
                self.away_since = None
                return made
