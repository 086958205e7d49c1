"""Counts what a piece of code asks the database."""

from contextlib import contextmanager

from sqlalchemy import event

from registry.db import db


@contextmanager
def counted_queries():
    statements = []

    def note(_connection, _cursor, statement, *_rest):
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
