"""What goes wrong with a database without being anybody's mistake, and passes by itself."""

import sqlite3

from sqlalchemy.exc import (
    DBAPIError,
    InvalidRequestError,
    OperationalError,
    SQLAlchemyError,
    TimeoutError,
)

DatabaseError = SQLAlchemyError
"""The root of what SQLAlchemy raises."""

PASSING_CLASSES = ("08", "53", "57", "58")
"""SQLSTATE classes of PostgreSQL: connection, resources, operator (time-out, shutdown), system."""

PASSING_STATES = (
    "25006",  # takes no changes: a standby, or a primary that has just become one
    "25P03",  # did nothing in its transaction for too long
    "40001",  # could not be put into an order with others; on a standby, was in the way of news
    "40P01",  # deadlock
    "55P03",  # waited too long for a lock
)

PASSING_CODES = (
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_INTERRUPT,  # our own limit on the time of a statement
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
)
"""Results of SQLite without the details in their upper bits."""


def is_passing(error: DatabaseError) -> bool:
    """Tell whether the same may go well later: nothing is wrong with what was asked."""
    if isinstance(error, TimeoutError) or is_lost(error) or is_refused(error):
        return True
    if not isinstance(error, DBAPIError):
        return False
    state = getattr(error.orig, "sqlstate", None) or ""
    code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
    return state in PASSING_STATES or state[:2] in PASSING_CLASSES or code in PASSING_CODES


BROKEN_TWICE = "This connection is closed"
"""What SQLAlchemy's pool says when a connection broke and so did the one made in its place, as when
a server ends that still takes connections."""


def is_lost(error: DatabaseError) -> bool:
    """Tell whether a connection broke, or a standby gave a question up: another may answer."""
    if not isinstance(error, DBAPIError):
        return isinstance(error, InvalidRequestError) and str(error) == BROKEN_TWICE
    return error.connection_invalidated or getattr(error.orig, "sqlstate", None) == "40001"


def is_refused(error: DatabaseError) -> bool:
    """Tell whether no connection could be made."""
    # psycopg gives no state for a server that refuses a connection or cannot be found.
    return isinstance(error, OperationalError) and getattr(error.orig, "sqlstate", "") is None


def reason(error: DatabaseError) -> str:
    """Return what the database said, for the log: without the statement and what was in it."""
    said = getattr(error, "orig", None) or error
    primary = getattr(getattr(said, "diag", None), "message_primary", None)
    return primary or " ".join(str(said).split())
