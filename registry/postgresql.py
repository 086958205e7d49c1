"""PostgreSQL: how connections to it are made, limited, and found again.

A statement of a request runs for DATABASE_STATEMENT_TIMEOUT_S at most. What is started from a
terminal takes as long as it takes. Both wait for a connection and for a server only so long.
"""

from collections.abc import Mapping
from select import POLLIN, poll
from time import monotonic, sleep
from typing import Any

from sqlalchemy import URL, Connection, Engine, event, func, select
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.exc import InvalidatePoolError

from registry import limited

RECYCLE_S = 1800
"""Age at which a connection is replaced, so that what a server keeps for it does not grow."""

IDLE_IN_TRANSACTION_S = 60
"""Time after which the server ends a request's transaction that does nothing but hold locks."""


def options(url: URL, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return what `create_engine` is told, from our settings; what the address says goes first."""
    session = _limits(settings) | {
        "timezone": "UTC",
        "jit": "off",  # compiling takes longer than the short statements of a page
    }
    own = " ".join(f"-c {name}={value}" for name, value in session.items())
    arguments = {
        "application_name": "registry",
        "connect_timeout": settings["DATABASE_CONNECT_TIMEOUT_S"],
        # A host that vanished says nothing: give it up when it acknowledges nothing for so long.
        "tcp_user_timeout": round(settings["DATABASE_STATEMENT_TIMEOUT_S"] * 1000),
        "keepalives_idle": 30,
    }
    given = {name: value for name, value in arguments.items() if name not in url.query}
    return {
        "connect_args": given | {"options": f"{own} {url.query.get('options', '')}".rstrip()},
        "pool_size": settings["DATABASE_POOL_SIZE"],
        "max_overflow": 0,
        "pool_timeout": settings["DATABASE_POOL_WAIT_S"],
        "pool_recycle": RECYCLE_S,
    }


def _limits(settings: Mapping[str, Any]) -> dict[str, int]:
    """Return what a session of the server may take, in milliseconds."""
    return {
        "statement_timeout": round(settings["DATABASE_STATEMENT_TIMEOUT_S"] * 1000),
        "lock_timeout": round(settings["DATABASE_LOCK_TIMEOUT_S"] * 1000),
        "idle_in_transaction_session_timeout": IDLE_IN_TRANSACTION_S * 1000,
    }


def watch(engine: Engine, settings: Mapping[str, Any], wait_s: float) -> None:
    """Let an engine keep to our limits and, within so many seconds, find a server that was away."""
    look, limit = _look_after(engine.dialect), _limit(engine.dialect, _limits(settings))
    event.listen(engine, "checkout", look)
    event.listen(engine, "checkout", limit)
    event.listen(engine, "handle_error", _leave_standby)
    event.listen(engine, "do_connect", Patience(wait_s).connect)


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


def _limit(dialect: Dialect, limits: dict[str, int]) -> Any:
    """Return what lifts the limits of a connection outside requests, where it begins with them.

    A process serves requests or runs a command, so that this is done once or never.
    """

    def limit(connection: Any, record: Any, _proxy: Any) -> None:
        is_limited = limited.is_limited()
        if record.info.get("is_limited", True) == is_limited:
            return
        try:
            connection.autocommit = True
            for name, value in limits.items():
                connection.execute(f"SET {name} = {value if is_limited else 0}")
            connection.autocommit = False
        except dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error
        record.info["is_limited"] = is_limited

    return limit


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


def take_turn(connection: Connection, work: str) -> None:
    """Wait until nobody else is at this work, whatever else is written meanwhile."""
    connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(work, 0))))
